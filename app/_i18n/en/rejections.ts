/** Words for devices that reached the server and were rejected. */
export const rejections = {
  title: 'Recently rejected devices',
  device: 'A device',
  stranger: 'A device on your network',
  reached: '{name} tried to connect',
  tries: '{count, plural, one {# attempt} other {# attempts}}',
} as const
