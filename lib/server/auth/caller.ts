/**
 * The caller of an API route or page, and what they may do. Something they may not see answers as if it did not exist
 * (rule AC6).
 */

import { AppError } from '#lib/protocol/app-error.ts'
import { isId } from '#lib/protocol/ids.ts'
import { roleInTeam } from '#lib/server/db/teams.ts'
import { type Action, type Actor, isAllowed } from './permissions.ts'
import type { CurrentUser } from './session-cookie.ts'

export type Caller =
  | { kind: 'user'; user: CurrentUser }
  | { kind: 'api'; tokenId: string; tokenName: string; teamId: string }
  | { kind: 'public' }

async function actorIn(caller: Caller, teamId: string): Promise<Actor | null> {
  switch (caller.kind) {
    case 'user':
      return roleInTeam(caller.user.id, teamId)
    case 'api':
      return caller.teamId === teamId ? 'api' : null
    case 'public':
      return null
  }
}

/**
 * Throws `not-found` for a team that is not the caller's, and `forbidden` when their role there does not allow the
 * action.
 */
export async function requireRight(caller: Caller, teamId: string, action: Action, ownerId?: string): Promise<void> {
  const actor = await actorIn(caller, teamId)
  if (actor === null) throw new AppError('not-found')
  const isOwn = caller.kind === 'user' && caller.user.id === ownerId
  if (!isAllowed(actor, action, isOwn)) throw new AppError('forbidden')
}

/** The team that a request is about: the one it names, or else the caller's first. */
export function teamOf(caller: Caller, named: string | null): string {
  // PostgreSQL rejects text that contains NUL.
  if (named !== null && !isId(named)) throw new AppError('not-found')
  if (named !== null) return named
  const first = caller.kind === 'user' ? caller.user.teams[0]?.id : caller.kind === 'api' ? caller.teamId : undefined
  if (first === undefined) throw new AppError('not-found')
  return first
}

/** Ids of the teams in which the caller may take this action; empty for the public. */
export function teamsWith(caller: Caller, action: Action): string[] {
  if (caller.kind === 'user')
    return caller.user.teams.filter(({ role }) => isAllowed(role, action)).map((team) => team.id)
  return caller.kind === 'api' && isAllowed('api', action) ? [caller.teamId] : []
}
