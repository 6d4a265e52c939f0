/** Names of the levels. */
export const levels = {
  trace: 'Trace',
  debug: 'Debug',
  info: 'Info',
  warn: 'Warning',
  error: 'Error',
  fatal: 'Fatal',
  unknown: 'No level',
} as const
