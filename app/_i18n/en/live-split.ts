/** Words for several sessions side by side, and for choosing them. */
export const liveSplit = {
  title: '{count, plural, one {# session} other {# sessions}} side by side',
  inStep: 'In step',
  inStepText: 'The lists scroll together, by time. Press to scroll them one by one.',
  freeText: 'Each list scrolls by itself. Press to scroll them together, by time.',
  merge: 'Show in one time line',
  split: 'Show side by side',
  close: 'Close {name}',
  corrected: 'Clock corrected',
  correctedText: 'The clock of this device is wrong, so its times are shown corrected by the server’s clock.',
  compare: 'Compare with other sessions…',
  compareTitle: 'Compare sessions',
  compareText: 'Choose live sessions to watch together with this one.',
  none: 'No other session of this team is live.',
  most: 'You can put up to {count, plural, one {# session} other {# sessions}} side by side.',
  sideBySide: 'Side by side',
  oneLine: 'One time line',
} as const
