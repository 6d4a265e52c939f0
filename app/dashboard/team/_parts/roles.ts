/** The roles on a team, most rights first. The dictionary says under `…Text` what each may do. */
export const ROLES = ['owner', 'member', 'viewer'] as const
export type RoleName = (typeof ROLES)[number]
