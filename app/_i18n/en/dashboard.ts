/** Words of: dashboard. */
export const dashboard = {
  title: 'dashboard',
} as const
