/** Words of: sessions. */
export const sessions = {
  title: 'sessions',
} as const
