/** Words of: auth. */
export const auth = {
  title: 'auth',
} as const
