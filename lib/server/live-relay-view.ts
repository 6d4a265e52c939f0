/** The running relay as lib/server/relay/live-relay.ts offers it to pages and routes: cuts, hints and live lists. */
import type { LiveRelay } from './relay/live-relay.ts'
import type { RelayServer } from './relay-server.ts'
import { relayStats } from './relay-stats.ts'

export function liveRelayOf(relay: RelayServer): LiveRelay {
  return {
    cut: relay.cut,
    teamChanged: relay.teamChanged,
    liveSessions: (teamId) => relay.hub.liveSessions(teamId),
    linkWatchers: (teamId) => countByLink(linkViewers(relay, teamId)),
    refusals: (teamId, isNear) => relay.rejected.list(teamId, isNear, Date.now()),
    stats: relayStats(relay),
  }
}

/** Link by viewer: those connected here, and those of other nodes that watch a session. */
function linkViewers({ hub, transports }: RelayServer, teamId: string): Map<string, string> {
  const links = new Map<string, string>()
  for (const transport of transports)
    for (const { id, grant } of transport.connectedViewers())
      if (grant.kind === 'link' && grant.teamIds.includes(teamId)) links.set(id, grant.id)
  for (const session of hub.sessions.values()) {
    if (session.teamId !== teamId) continue
    for (const { watchers } of session.audience.nodes.values())
      for (const { id, linkId } of watchers) if (linkId !== null) links.set(id, linkId)
  }
  return links
}

function countByLink(links: ReadonlyMap<string, string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const link of links.values()) counts.set(link, (counts.get(link) ?? 0) + 1)
  return counts
}
