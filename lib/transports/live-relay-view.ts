/** The running relay as lib/relay/live-relay.ts offers it to pages and routes: cuts, hints and live lists. */
import { AppError } from '../errors.ts'
import type { ErrorCodeName } from '../protocol/error-codes.ts'
import type { ViewerGrant } from '../protocol/grants.ts'
import type { TeamTopic } from '../protocol/messages.ts'
import type { CutTarget, LiveRelay } from '../relay/live-relay.ts'
import type { RelayServer } from './relay-server.ts'
import { relayStats } from './relay-stats.ts'
import { isDeviceOf, isViewerOf } from './rights-ended.ts'
import { endSocket, teamRoom, type ViewerNamespace } from './sockets.ts'

type Relay = Pick<RelayServer, 'hub' | 'devices' | 'viewers'> & Partial<Pick<RelayServer, 'seed'>>

export function liveRelayOf(relay: RelayServer): LiveRelay {
  const { hub, viewers, cluster, seed } = relay
  return {
    cut: (target, code) => {
      cutSockets(relay, target, code)
      cluster?.cut(target, code)
    },
    teamChanged: (teamId, topic) => {
      tellTeam(viewers, teamId, topic)
      cluster?.teamChanged(teamId, topic)
    },
    liveSessions: (teamId) => hub.liveSessions(teamId),
    linkWatchers: (teamId) => {
      const people = new Map<string, string>()
      const add = (id: string, grant: ViewerGrant) => {
        if (grant.kind === 'link' && grant.teamIds.includes(teamId)) people.set(id, grant.id)
      }
      for (const [id, { data }] of viewers.sockets) add(id, data.grant)
      for (const [id, { grant }] of seed?.viewers.byId ?? []) add(id, grant)
      for (const session of hub.sessions.values()) {
        if (session.teamId !== teamId) continue
        for (const { watchers } of session.elsewhere.values())
          for (const { id, linkId } of watchers) if (linkId !== null) people.set(id, linkId)
      }
      const counts = new Map<string, number>()
      for (const linkId of people.values()) counts.set(linkId, (counts.get(linkId) ?? 0) + 1)
      return counts
    },
    refusals: (teamId, isNear) => relay.refused.list(teamId, isNear, Date.now()),
    stats: relayStats(relay),
  }
}

export function tellTeam(viewers: ViewerNamespace, teamId: string, topic: TeamTopic): void {
  viewers.to(teamRoom(teamId)).emit('teamChanged', teamId, topic)
}

/** Ends this node's sockets that came in by the target's right. */
export function cutSockets({ hub, devices, viewers, seed }: Relay, target: CutTarget, code: ErrorCodeName): void {
  const error = new AppError(code)
  for (const socket of [...devices.sockets.values()]) {
    const { grant, session } = socket.data
    if (isDeviceOf({ tokenId: grant.tokenId, session }, target)) endSocket(socket, error)
  }
  for (const socket of [...viewers.sockets.values()])
    if (isViewerOf(socket.data.grant, target)) endSocket(socket, error)
  seed?.cut(target, error)
  if (target.kind !== 'device' && target.kind !== 'session') return
  for (const session of [...hub.sessions.values()]) {
    if (session.id !== target.id && session.deviceId !== target.id) continue
    for (const id of [...session.seats.keys()]) {
      endSocket(viewers.sockets.get(id), error)
      seed?.viewers.end(seed.viewers.byId.get(id), error)
    }
  }
}
