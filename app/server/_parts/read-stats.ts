/** Reads the server's numbers as of now. Server only. */
import { config } from '#lib/config/env.ts'
import { version } from '#lib/config/version.ts'
import { isPostgres } from '#lib/db/client.ts'
import { limitHits } from '#lib/limit-hits.ts'
import { liveRelay, type RelayStats } from '#lib/relay/live-relay.ts'
import type { ServerDetails, ServerStats } from './stats-answer.ts'

/** `isOwner`: of the server. Everybody else gets counts that tell nothing about anybody. */
export function readStats(isOwner: boolean, nowMs: number): ServerStats {
  const relay = liveRelay.get().stats()
  const { devices, viewers, seedDevices, seedViewers } = relay.connections
  return {
    version,
    startedAtMs: relay.startedAtMs,
    nowMs,
    connections: devices + viewers + seedDevices + seedViewers,
    liveSessions: relay.sessions.live,
    details: isOwner ? detailsOf(relay) : null,
  }
}

function detailsOf({ connections, sessions, devicesLive, watchers, traffic, nodes }: RelayStats): ServerDetails {
  const { rss, heapUsed } = process.memoryUsage()
  const reading = (direction: RelayStats['traffic']['in']) => ({
    ...direction,
    secondsBytes: [...direction.secondsBytes],
  })
  return {
    connections,
    sessions,
    devicesLive,
    watchers,
    traffic: { in: reading(traffic.in), out: reading(traffic.out) },
    limitHits: Object.fromEntries(limitHits.peek()?.counts ?? []),
    memory: { residentBytes: rss, heapBytes: heapUsed },
    database: isPostgres(config().databaseUrl) ? 'postgresql' : 'sqlite',
    nodes,
    nodeVersion: process.versions.node,
  }
}
