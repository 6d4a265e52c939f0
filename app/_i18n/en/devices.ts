/** Words of: devices. */
export const devices = {
  title: 'devices',
} as const
