/** Deletes a team with everything in it, and ends the connections of its people, devices and guests. */
import { linkIdsOfTeam } from '#lib/server/db/share-links.ts'
import { deleteTeam, listMembers } from '#lib/server/db/teams.ts'
import { tokenIdsOfTeam } from '#lib/server/db/tokens.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

/** False when there is no such team, or when it has members beside `onlyMemberId`, if that is given. */
export async function deleteTeamAndCut(teamId: string, nowMs: number, onlyMemberId?: string): Promise<boolean> {
  const relay = liveRelay.peek()
  const [members, tokens, links] = await Promise.all([
    listMembers(teamId),
    tokenIdsOfTeam(teamId),
    linkIdsOfTeam(teamId, nowMs),
  ])
  // Includes devices that somebody claimed, which have no token.
  const sessions = relay?.liveSessions(teamId) ?? []
  // First the rows, so that nobody whose connection ends can come back.
  if (!(await deleteTeam(teamId, onlyMemberId))) return false
  for (const id of tokens) relay?.cut({ kind: 'token', id }, 'token-revoked')
  for (const id of links) relay?.cut({ kind: 'link', id }, 'link-revoked')
  for (const { session: id } of sessions) relay?.cut({ kind: 'session', id }, 'not-found')
  relay?.cut({ kind: 'seed-viewers', id: teamId }, 'forbidden')
  for (const { userId } of members) relay?.cut({ kind: 'membership', userId, teamId }, 'forbidden')
  relay?.teamChanged(teamId, 'members')
  return true
}
