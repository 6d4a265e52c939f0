/** Words for devices that reached the server and were not let in. */
export const diagnosis = {
  title: 'Not let in lately',
  device: 'A device',
  stranger: 'A device of your network',
  reached: '{name} reached the server',
  tries: '{count, plural, one {# try} other {# tries}}',
} as const
