/** Who asks, as the API and pages see it, and whether they may. What is not theirs to see answers like what is not there (rule AC6). */
import { roleInTeam } from '../db/teams.ts'
import { AppError } from '../errors.ts'
import { isId } from '../protocol/ids.ts'
import { type Action, type Actor, isAllowed } from './permissions.ts'
import type { CurrentUser } from './session-cookie.ts'

export type Caller =
  | { kind: 'user'; user: CurrentUser }
  | { kind: 'api'; tokenId: string; teamId: string }
  | { kind: 'anyone' }

async function actorIn(caller: Caller, teamId: string): Promise<Actor | null> {
  switch (caller.kind) {
    case 'user':
      return roleInTeam(caller.user.id, teamId)
    case 'api':
      return caller.teamId === teamId ? 'api' : null
    case 'anyone':
      return null
  }
}

/** Throws `not-found` for a team that is not the caller's, `forbidden` when their role does not allow the action there. */
export async function requireRight(caller: Caller, teamId: string, action: Action, ownerId?: string): Promise<void> {
  const actor = await actorIn(caller, teamId)
  if (actor === null) throw new AppError('not-found')
  const isOwn = caller.kind === 'user' && caller.user.id === ownerId
  if (!isAllowed(actor, action, isOwn)) throw new AppError('forbidden')
}

/** The team that a request is about: the one it names, or the caller's first. */
export function teamOf(caller: Caller, named: string | null): string {
  // PostgreSQL fails on a NUL in a text.
  if (named !== null && !isId(named)) throw new AppError('not-found')
  if (named !== null) return named
  const first = caller.kind === 'user' ? caller.user.teams[0]?.id : caller.kind === 'api' ? caller.teamId : undefined
  if (first === undefined) throw new AppError('not-found')
  return first
}

/** The teams in which the caller may do this, whoever they are; none for strangers. */
export function teamsWith(caller: Caller, action: Action): string[] {
  if (caller.kind === 'user')
    return caller.user.teams.filter(({ role }) => isAllowed(role, action)).map((team) => team.id)
  return caller.kind === 'api' && isAllowed('api', action) ? [caller.teamId] : []
}
