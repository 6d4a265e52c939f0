/** Words of: share. */
export const share = {
  title: 'share',
} as const
