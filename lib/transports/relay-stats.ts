/** The running relay as numbers for the statistics page: counts of sockets and sessions, and what passed through. */
import type { ConnectionKind, RelayStats, TrafficReading } from '../relay/live-relay.ts'
import type { TrafficMeter } from '../relay/traffic.ts'
import type { RelayServer } from './relay-server.ts'

export function relayStats({ hub, devices, viewers, cluster, traffic, otherConnections }: RelayServer) {
  const startedAtMs = Math.round(Date.now() - process.uptime() * 1000)
  const countOf = (kind: ConnectionKind) => otherConnections.get(kind)?.() ?? 0
  return (): RelayStats => {
    const sessions = { live: 0, reconnecting: 0 }
    const liveDevices = new Set<string>()
    let watchers = 0
    for (const session of hub.sessions.values()) {
      watchers += session.viewerCount
      if (session.liveness === 'ended') continue
      sessions[session.liveness]++
      if (session.liveness === 'live') liveDevices.add(session.deviceId)
    }
    return {
      startedAtMs,
      connections: {
        devices: devices.sockets.size + countOf('devices'),
        viewers: viewers.sockets.size + countOf('viewers'),
        seedDevices: countOf('seedDevices'),
        seedViewers: countOf('seedViewers'),
      },
      sessions,
      devicesLive: liveDevices.size,
      watchers,
      traffic: { in: reading(traffic.in), out: reading(traffic.out) },
      nodes: 1 + (cluster ? [...cluster.peers].length : 0),
    }
  }
}

function reading({ bytes, batches, bytesPerSecond, batchesPerSecond, secondsBytes }: TrafficMeter): TrafficReading {
  return { bytes, batches, bytesPerSecond, batchesPerSecond, secondsBytes: [...secondsBytes] }
}
