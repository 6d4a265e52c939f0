/**
 * What a viewer from the Flutter package may watch [FB10]. All it can send is an id in its address: a session that the
 * signed-in caller may see, or a share link as `<id>.<key>`. The team must have allowed such viewers.
 */

import type { ViewerGrant } from '#lib/protocol/grants.ts'
import { isId } from '#lib/protocol/ids.ts'
import type { JoinTarget } from '#lib/protocol/messages.ts'
import { findSessionState } from '#lib/server/db/sessions.ts'
import { teamSwitches } from '#lib/server/db/teams.ts'
import { linkGrant } from './link-access.ts'
import { userOfCookies } from './session-cookie.ts'

interface FlutterViewerGrant {
  grant: ViewerGrant
  target: JoinTarget
}

/** Null when there is nothing the caller may see. Throws when a link has ended, which its holder may know. */
export async function flutterViewerGrant(
  cookieHeader: string | undefined,
  id: string,
  nowMs: number,
): Promise<FlutterViewerGrant | null> {
  const dot = id.indexOf('.')
  return dot < 0 ? grantToUser(cookieHeader, id) : grantToLink({ id: id.slice(0, dot), key: id.slice(dot + 1) }, nowMs)
}

async function grantToUser(cookieHeader: string | undefined, id: string): Promise<FlutterViewerGrant | null> {
  const user = isId(id) ? await userOfCookies(cookieHeader) : null
  if (!user) return null
  const teamId = (await findSessionState(id))?.teamId
  if (teamId === undefined || !user.teams.some((team) => team.id === teamId) || !(await isAllowed(teamId))) return null
  const { name, sessionVersion } = user
  const right = { sessionVersion, signInId: user.signIn.id }
  const target = { session: id }
  // Grants only the session that the address names.
  return {
    grant: { kind: 'user', id: user.id, name, teamIds: [teamId], target: null, expiresAtMs: null, ...right },
    target,
  }
}

async function grantToLink(link: { id: string; key: string }, nowMs: number): Promise<FlutterViewerGrant | null> {
  const { linkId, teamId, target, expiresAtMs } = await linkGrant(link, nowMs)
  if (!(await isAllowed(teamId))) return null
  return { grant: { kind: 'link', id: linkId, name: 'Guest', teamIds: [teamId], target, expiresAtMs }, target }
}

async function isAllowed(teamId: string): Promise<boolean> {
  return (await teamSwitches(teamId))?.allowsSeedViewers ?? false
}
