/** Words of what draws attention to a live page in the background: the setting and the notifications. */
export const attention = {
  open: 'Notify me…',
  title: 'Notify me',
  text: 'While this page is open in the background. Errors are always counted in its tab.',
  off: 'Off',
  errors: 'Errors',
  filter: 'Current filter',
  sound: 'Play a short sound',
  line: 'Show the first line of the newest record',
  lineText: 'Anyone who sees your screen can read it.',
  denied: 'The browser blocks notifications of this site. Allow them in its site settings.',
  missing: 'This browser shows no notifications of web pages.',
  newErrors: '{count, plural, one {# new error} other {# new errors}}',
  newMatches: '{count, plural, one {# new record matches} other {# new records match}} your filter',
} as const
