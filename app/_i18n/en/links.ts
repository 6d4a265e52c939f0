/** Words of: links. */
export const links = {
  title: 'links',
} as const
