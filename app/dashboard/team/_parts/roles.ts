/** The roles in a team, most rights first; what each may do is in the dictionary under `…Text`. */
export const ROLES = ['owner', 'member', 'viewer'] as const
export type RoleName = (typeof ROLES)[number]
