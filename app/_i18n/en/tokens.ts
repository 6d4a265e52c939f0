/** Words of: tokens. */
export const tokens = {
  title: 'tokens',
} as const
