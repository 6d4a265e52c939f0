/** Words of the live page about its own troubles. */
export const liveEngine = {
  filterFault:
    'The filter “{text}” took too long on these records, so it was turned off. The records are loading again from the device.',
} as const
