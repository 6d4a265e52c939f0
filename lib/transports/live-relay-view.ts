/** The running relay as lib/relay/live-relay.ts offers it to pages and routes: cuts, hints and live lists. */
import { AppError } from '../errors.ts'
import type { ErrorCodeName } from '../protocol/error-codes.ts'
import type { CutTarget, LiveRelay } from '../relay/live-relay.ts'
import type { RelayServer } from './relay-server.ts'
import { type DeviceSocket, endSocket, teamRoom, type ViewerSocket } from './sockets.ts'

export function liveRelayOf({ hub, devices, viewers }: RelayServer): LiveRelay {
  const cut = (target: CutTarget, code: ErrorCodeName) => {
    const error = new AppError(code)
    for (const socket of [...devices.sockets.values()]) if (isDeviceOf(socket, target)) endSocket(socket, error)
    for (const socket of [...viewers.sockets.values()]) if (isViewerOf(socket, target)) endSocket(socket, error)
    if (target.kind === 'device' || target.kind === 'session') {
      for (const session of hub.sessions.values()) {
        if (session.id === target.id || session.deviceId === target.id) endWatchersOf(session.seats.keys(), error)
      }
    }
  }
  const endWatchersOf = (ids: Iterable<string>, error: AppError) => {
    for (const id of [...ids]) endSocket(viewers.sockets.get(id), error)
  }
  return {
    cut,
    teamChanged: (teamId, topic) => void viewers.to(teamRoom(teamId)).emit('teamChanged', teamId, topic),
    liveSessions: (teamId) => hub.liveSessions(teamId),
    linkWatchers: (teamId) => {
      const counts = new Map<string, number>()
      for (const { data } of viewers.sockets.values()) {
        if (data.grant.kind !== 'link' || !data.grant.teamIds.includes(teamId)) continue
        counts.set(data.grant.id, (counts.get(data.grant.id) ?? 0) + 1)
      }
      return counts
    },
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
