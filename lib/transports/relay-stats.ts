/** The running relay as numbers for the statistics page: counts of sockets and sessions, and what passed through. */
import type { Hub } from '../relay/hub.ts'
import type { ConnectionKind, RelayStats, TrafficReading } from '../relay/live-relay.ts'
import type { TrafficMeter } from '../relay/traffic.ts'
import type { RelayServer } from './relay-server.ts'

/** Anybody may ask for the numbers, and counting 20,000 sessions takes 5 ms: it is not done anew for each who asks. */
const COUNT_EVERY_MS = 500

export function relayStats({ hub, devices, viewers, cluster, traffic, otherConnections }: RelayServer) {
  const startedAtMs = Math.round(Date.now() - process.uptime() * 1000)
  const countOf = (kind: ConnectionKind) => otherConnections.get(kind)?.() ?? 0
  let counted = { atMs: Number.NEGATIVE_INFINITY, ...countSessions(hub) }
  return (): RelayStats => {
    if (Date.now() - counted.atMs >= COUNT_EVERY_MS) counted = { atMs: Date.now(), ...countSessions(hub) }
    return {
      startedAtMs,
      connections: {
        devices: devices.sockets.size + countOf('devices'),
        viewers: viewers.sockets.size + countOf('viewers'),
        seedDevices: countOf('seedDevices'),
        seedViewers: countOf('seedViewers'),
      },
      sessions: counted.sessions,
      devicesLive: counted.devicesLive,
      watchers: counted.watchers,
      traffic: { in: reading(traffic.in), out: reading(traffic.out) },
      nodes: 1 + (cluster ? [...cluster.peers].length : 0),
    }
  }
}

function countSessions(hub: Pick<Hub, 'sessions'>): Pick<RelayStats, 'sessions' | 'devicesLive' | 'watchers'> {
  const sessions = { live: 0, reconnecting: 0 }
  const liveDevices = new Set<string>()
  let watchers = 0
  for (const session of hub.sessions.values()) {
    watchers += session.viewerCount
    if (session.liveness === 'ended') continue
    sessions[session.liveness]++
    if (session.liveness === 'live') liveDevices.add(session.deviceId)
  }
  return { sessions, devicesLive: liveDevices.size, watchers }
}

function reading({ bytes, batches, bytesPerSecond, batchesPerSecond, secondsBytes }: TrafficMeter): TrafficReading {
  return { bytes, batches, bytesPerSecond, batchesPerSecond, secondsBytes: [...secondsBytes] }
}
