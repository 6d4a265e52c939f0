/** The running relay as lib/relay/live-relay.ts offers it to pages and routes: cuts, hints and live lists. */
import { AppError } from '../errors.ts'
import type { ErrorCodeName } from '../protocol/error-codes.ts'
import type { TeamTopic } from '../protocol/messages.ts'
import type { CutTarget, LiveRelay } from '../relay/live-relay.ts'
import type { RelayServer } from './relay-server.ts'
import { relayStats } from './relay-stats.ts'
import { type DeviceSocket, endSocket, teamRoom, type ViewerNamespace, type ViewerSocket } from './sockets.ts'

type Relay = Pick<RelayServer, 'hub' | 'devices' | 'viewers'>

export function liveRelayOf(relay: RelayServer): LiveRelay {
  const { hub, viewers, cluster } = relay
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
      for (const [id, { data }] of viewers.sockets) {
        if (data.grant.kind === 'link' && data.grant.teamIds.includes(teamId)) people.set(id, data.grant.id)
      }
      for (const session of hub.sessions.values()) {
        if (session.teamId !== teamId) continue
        for (const { watchers } of session.elsewhere.values())
          for (const { id, linkId } of watchers) if (linkId !== null) people.set(id, linkId)
      }
      const counts = new Map<string, number>()
      for (const linkId of people.values()) counts.set(linkId, (counts.get(linkId) ?? 0) + 1)
      return counts
    },
    stats: relayStats(relay),
  }
}

export function tellTeam(viewers: ViewerNamespace, teamId: string, topic: TeamTopic): void {
  viewers.to(teamRoom(teamId)).emit('teamChanged', teamId, topic)
}

/** Ends this node's sockets that came in by the target's right. */
export function cutSockets({ hub, devices, viewers }: Relay, target: CutTarget, code: ErrorCodeName): void {
  const error = new AppError(code)
  for (const socket of [...devices.sockets.values()]) if (isDeviceOf(socket, target)) endSocket(socket, error)
  for (const socket of [...viewers.sockets.values()]) if (isViewerOf(socket, target)) endSocket(socket, error)
  if (target.kind !== 'device' && target.kind !== 'session') return
  for (const session of [...hub.sessions.values()]) {
    if (session.id !== target.id && session.deviceId !== target.id) continue
    for (const id of [...session.seats.keys()]) endSocket(viewers.sockets.get(id), error)
  }
}

function isDeviceOf(socket: DeviceSocket, target: CutTarget): boolean {
  const { grant, session } = socket.data
  if (target.kind === 'token') return grant.tokenId === target.id
  if (target.kind === 'device') return session?.deviceId === target.id
  return target.kind === 'session' && session?.id === target.id
}

function isViewerOf(socket: ViewerSocket, target: CutTarget): boolean {
  const { grant } = socket.data
  // The link went with what it opened, whether or not its holder watches just now.
  if (target.kind === 'device' || target.kind === 'session')
    return grant.target !== null && Object.values(grant.target).includes(target.id)
  if (target.kind === 'link') return grant.kind === 'link' && grant.id === target.id
  if (target.kind === 'token') return grant.kind === 'api' && grant.id === target.id
  if (target.kind === 'user') return grant.kind === 'user' && grant.id === target.id
  return (
    target.kind === 'membership' &&
    grant.kind === 'user' &&
    grant.id === target.userId &&
    grant.teamIds.includes(target.teamId)
  )
}
