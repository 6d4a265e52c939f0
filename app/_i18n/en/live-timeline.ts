/** Words of the time line above the list of the live page, and of the marks beside its scrollbar. */
export const timeline = {
  title: 'Timeline',
  show: 'Show timeline',
  hide: 'Hide timeline',
  usage: 'Arrow keys move through time, Enter jumps to the records there, and Shift with arrow keys selects a range.',
  summary: '{count, plural, one {# record} other {# records}} from {from} to {to}.',
  span: '{from} – {to}',
  none: 'no records',
  shownOf: '{shown, number} of {total, number} match the filter',
  outliers:
    '{count, plural, one {# record has no usable time and is} other {# records have no usable time and are}} left out.',
  outliersShort: '{count, number} without time',
  clear: 'Clear time range',
  around: 'Show the records around it',
  aroundText: 'The filter is off, to show what surrounds the record.',
  back: 'Back to the filter',
  ticks: 'Errors in the list',
} as const
