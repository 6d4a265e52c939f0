/** Words of: live. */
export const live = {
  title: 'live',
} as const
