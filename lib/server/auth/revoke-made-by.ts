/** Takes back what a person made for others or for programs, with the connections that it opened. */
import { revokeAllLinksOf } from '#lib/server/db/share-links.ts'
import { revokeAllApiTokensOf } from '#lib/server/db/tokens.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

/** Revokes the API tokens and share links of a person in all their teams. Device tokens stay: apps rely on them. */
export async function revokeMadeBy(userId: string, nowMs: number): Promise<{ tokens: number; links: number }> {
  const tokens = await revokeAllApiTokensOf(userId, nowMs)
  const links = await revokeAllLinksOf(userId, nowMs)
  const relay = liveRelay.peek()
  for (const { id } of tokens) relay?.cut({ kind: 'token', id }, 'token-revoked')
  for (const { id } of links) relay?.cut({ kind: 'link', id }, 'link-revoked')
  for (const team of teamsOf(tokens)) relay?.teamChanged(team, 'tokens')
  for (const team of teamsOf(links)) relay?.teamChanged(team, 'links')
  return { tokens: tokens.length, links: links.length }
}

function teamsOf(rights: readonly { teamId: string }[]): Set<string> {
  return new Set(rights.map(({ teamId }) => teamId))
}
