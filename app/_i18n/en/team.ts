/** Words of: team. */
export const team = {
  title: 'team',
} as const
