/**
 * What a viewer of the original may watch (§13.2), whose only means is an id in its address: a session that the signed-in
 * caller may see, or a link as `<id>.<key>`. Only where the team has allowed such viewers.
 */
import { findSessionState } from '../db/sessions.ts'
import { teamSwitches } from '../db/teams.ts'
import type { ViewerGrant } from '../protocol/grants.ts'
import { isId } from '../protocol/ids.ts'
import type { JoinTarget } from '../protocol/messages.ts'
import { linkGrant } from './link-access.ts'
import { userOfCookies } from './session-cookie.ts'

interface SeedViewerGrant {
  grant: ViewerGrant
  target: JoinTarget
}

/** Null: there is nothing, or nothing that is theirs to see. Throws what a link's holder may know: that it has ended. */
export async function seedViewerGrant(
  cookieHeader: string | undefined,
  id: string,
  nowMs: number,
): Promise<SeedViewerGrant | null> {
  const dot = id.indexOf('.')
  return dot < 0 ? ofPerson(cookieHeader, id) : ofLink({ id: id.slice(0, dot), key: id.slice(dot + 1) }, nowMs)
}

async function ofPerson(cookieHeader: string | undefined, id: string): Promise<SeedViewerGrant | null> {
  const user = isId(id) ? await userOfCookies(cookieHeader) : null
  if (!user) return null
  const teamId = (await findSessionState(id))?.teamId
  if (teamId === undefined || !user.teams.some((team) => team.id === teamId) || !(await isAllowed(teamId))) return null
  const { name, sessionVersion } = user
  const target = { session: id }
  // One team, and one session of it: what the address names and nothing else.
  return {
    grant: { kind: 'user', id: user.id, name, teamIds: [teamId], target: null, expiresAtMs: null, sessionVersion },
    target,
  }
}

async function ofLink(link: { id: string; key: string }, nowMs: number): Promise<SeedViewerGrant | null> {
  const { linkId, teamId, target, expiresAtMs } = await linkGrant(link, nowMs)
  if (!(await isAllowed(teamId))) return null
  return { grant: { kind: 'link', id: linkId, name: 'Guest', teamIds: [teamId], target, expiresAtMs }, target }
}

async function isAllowed(teamId: string): Promise<boolean> {
  return (await teamSwitches(teamId))?.allowsSeedViewers ?? false
}
