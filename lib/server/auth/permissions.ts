/** The one table of what each role may do in a team. API tokens may read lists and watch, and nothing else. */
import type { Role } from '#lib/server/db/teams.ts'

export type Actor = Role | 'api'

export type Action =
  | 'sessions.read'
  | 'sessions.forget'
  | 'devices.read'
  | 'devices.rename'
  | 'devices.label'
  | 'devices.forget'
  | 'devices.pair'
  | 'tokens.read'
  | 'tokens.create'
  | 'tokens.revoke'
  | 'links.read'
  | 'links.create'
  | 'links.revoke'
  | 'views.read'
  | 'views.share'
  | 'views.change'
  | 'team.read'
  | 'team.rename'
  | 'team.switches'
  | 'members.invite'
  | 'invites.withdraw'
  | 'members.change'
  | 'members.remove'
  | 'team.transfer'
  | 'team.delete'
  | 'audit.read'

/** `own`: only what the person created, or is. */
type Right = 'yes' | 'own' | 'no'

export const PERMISSIONS: Record<Action, Record<Actor, Right>> = {
  'sessions.read': { owner: 'yes', member: 'yes', viewer: 'yes', api: 'yes' },
  'sessions.forget': { owner: 'yes', member: 'yes', viewer: 'no', api: 'no' },
  'devices.read': { owner: 'yes', member: 'yes', viewer: 'yes', api: 'yes' },
  'devices.rename': { owner: 'yes', member: 'yes', viewer: 'no', api: 'no' },
  'devices.label': { owner: 'yes', member: 'yes', viewer: 'no', api: 'no' },
  'devices.forget': { owner: 'yes', member: 'no', viewer: 'no', api: 'no' },
  'devices.pair': { owner: 'yes', member: 'yes', viewer: 'no', api: 'no' },
  'tokens.read': { owner: 'yes', member: 'yes', viewer: 'no', api: 'yes' },
  'tokens.create': { owner: 'yes', member: 'yes', viewer: 'no', api: 'no' },
  'tokens.revoke': { owner: 'yes', member: 'own', viewer: 'no', api: 'no' },
  'links.read': { owner: 'yes', member: 'yes', viewer: 'no', api: 'yes' },
  'links.create': { owner: 'yes', member: 'yes', viewer: 'no', api: 'no' },
  'links.revoke': { owner: 'yes', member: 'own', viewer: 'no', api: 'no' },
  'views.read': { owner: 'yes', member: 'yes', viewer: 'yes', api: 'no' },
  'views.share': { owner: 'yes', member: 'yes', viewer: 'no', api: 'no' },
  'views.change': { owner: 'yes', member: 'own', viewer: 'no', api: 'no' },
  'team.read': { owner: 'yes', member: 'yes', viewer: 'yes', api: 'no' },
  'team.rename': { owner: 'yes', member: 'no', viewer: 'no', api: 'no' },
  'team.switches': { owner: 'yes', member: 'no', viewer: 'no', api: 'no' },
  'members.invite': { owner: 'yes', member: 'no', viewer: 'no', api: 'no' },
  'invites.withdraw': { owner: 'yes', member: 'own', viewer: 'no', api: 'no' },
  'members.change': { owner: 'yes', member: 'no', viewer: 'no', api: 'no' },
  // Everyone may leave.
  'members.remove': { owner: 'yes', member: 'own', viewer: 'own', api: 'no' },
  'team.transfer': { owner: 'yes', member: 'no', viewer: 'no', api: 'no' },
  'team.delete': { owner: 'yes', member: 'no', viewer: 'no', api: 'no' },
  'audit.read': { owner: 'yes', member: 'no', viewer: 'no', api: 'no' },
}

export function isAllowed(actor: Actor, action: Action, isOwn = false): boolean {
  const right = PERMISSIONS[action][actor]
  return right === 'yes' || (right === 'own' && isOwn)
}
