/** Words of: demo. */
export const demo = {
  title: 'demo',
} as const
