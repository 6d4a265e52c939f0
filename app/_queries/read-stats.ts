/** Reads the server's statistics. Server only. */

import type { ServerDetails, ServerStats } from '#app/server/_parts/stats-answer.ts'
import { config } from '#lib/server/config/env.ts'
import { version } from '#lib/server/config/version.ts'
import { isPostgres } from '#lib/server/db/client.ts'
import { limitHits } from '#lib/server/limit-hits.ts'
import { mailQueueState } from '#lib/server/mail/mail-queue.ts'
import { liveRelay, type RelayStats } from '#lib/server/relay/live-relay.ts'
import { proxyWatch } from '#lib/server/transports/proxy-watch.ts'

/** `isOwner` is true for the owner of the server. Everybody else gets totals only. */
export async function readStats(isOwner: boolean, nowMs: number): Promise<ServerStats> {
  const relay = liveRelay.get().stats()
  const { devices, viewers, seedDevices, seedViewers, sources } = relay.connections
  return {
    version,
    startedAtMs: relay.startedAtMs,
    nowMs,
    connections: devices + viewers + seedDevices + seedViewers + sources,
    liveSessions: relay.sessions.live,
    details: isOwner ? await detailsOf(relay) : null,
  }
}

async function detailsOf({
  connections,
  sessions,
  devicesLive,
  watchers,
  traffic,
  nodes,
}: RelayStats): Promise<ServerDetails> {
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
    proxy: proxyWatch.peek()?.notice ?? null,
    nodes,
    nodeVersion: process.versions.node,
    mail: await mailQueueState(),
  }
}
