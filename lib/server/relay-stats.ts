/** The running relay as numbers for the statistics page: counts of sockets and sessions, and what passed through. */
import type { Hub } from './relay/hub.ts'
import type { RelayStats, TrafficReading } from './relay/live-relay.ts'
import type { TrafficMeter } from './relay/traffic.ts'
import type { RelayServer } from './relay-server.ts'

/** Anybody may ask for the numbers, and counting 20,000 sessions takes 5 ms: requests within this time share one count. */
const COUNT_EVERY_MS = 500
const KINDS = ['devices', 'viewers', 'seedDevices', 'seedViewers', 'sources'] as const

export function relayStats({ hub, transports, cluster, traffic }: RelayServer) {
  const startedAtMs = Math.round(Date.now() - process.uptime() * 1000)
  let counted = { atMs: Number.NEGATIVE_INFINITY, ...countSessions(hub) }
  return (): RelayStats => {
    if (Date.now() - counted.atMs >= COUNT_EVERY_MS) counted = { atMs: Date.now(), ...countSessions(hub) }
    return {
      startedAtMs,
      connections: countConnections(transports),
      sessions: counted.sessions,
      devicesLive: counted.devicesLive,
      watchers: counted.watchers,
      traffic: { in: reading(traffic.in), out: reading(traffic.out) },
      nodes: 1 + (cluster ? [...cluster.otherNodes].length : 0),
    }
  }
}

function countConnections(transports: RelayServer['transports']): RelayStats['connections'] {
  const sum = { devices: 0, viewers: 0, seedDevices: 0, seedViewers: 0, sources: 0 }
  for (const transport of transports) {
    const counts = transport.counts()
    for (const kind of KINDS) sum[kind] += counts[kind] ?? 0
  }
  return sum
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
