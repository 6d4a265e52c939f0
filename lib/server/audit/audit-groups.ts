/** Groups of acts, by which people filter the audit log. Each act is in exactly one. */
import type { AuditAction } from './audit-actions.ts'

export const AUDIT_GROUPS = ['sign-ins', 'accounts', 'people', 'team', 'tokens', 'links', 'devices', 'server'] as const

export type AuditGroup = (typeof AUDIT_GROUPS)[number]

/** Beginnings of the actions in each group. */
export const GROUP_PREFIXES: Record<AuditGroup, readonly string[]> = {
  'sign-ins': ['sign-in.'],
  accounts: ['account.', 'password.', 'second-factor.', 'passkey.', 'recovery-code'],
  people: ['user.', 'member.', 'invite.'],
  team: ['team.', 'view.'],
  tokens: ['token.'],
  links: ['link.'],
  devices: ['device.', 'session.', 'sessions.'],
  server: ['server.', 'audit.'],
}

/** Null for an action of a version that this one does not know. */
export function groupOf(action: AuditAction | (string & {})): AuditGroup | null {
  return AUDIT_GROUPS.find((group) => GROUP_PREFIXES[group].some((prefix) => action.startsWith(prefix))) ?? null
}
