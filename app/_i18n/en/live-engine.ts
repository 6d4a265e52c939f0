/** Words of the live page about its own troubles. */
export const liveEngine = {
  filterFault:
    'The filter “{text}” took too long on these records, so it was turned off. The records are loading again from the device.',
  merged: '{count, plural, one {# session} other {# sessions}} in one time line:',
  mergeRuns: 'All running sessions in one time line',
} as const
