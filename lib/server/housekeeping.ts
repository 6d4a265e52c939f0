/**
 * What a running server does by itself from time to time: ends sessions that nobody speaks for, forgets sign-ins, sessions,
 * devices and audit events by the settings, and looks for rights that the command line ended. Every node does it, and no node
 * needs to know of the others.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import { watchRights } from './administration/rights-changed.ts'
import { pruneAuditLog } from './audit/audit-retention.ts'
import { pruneExpiredSignIns } from './auth/prune-sign-ins.ts'
import { config } from './config/env.ts'
import { endStaleSessions } from './db/sessions.ts'
import { limitHits } from './limit-hits.ts'
import { liveRelayOf } from './live-relay-view.ts'
import type { RelayServer } from './relay-server.ts'
import { type RepeatingJob, startRepeating } from './repeating-job.ts'
import { applyRetention } from './retention.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

export interface HousekeepingParts {
  relay: RelayServer
  /** Other nodes report their own sessions, and have viewers of their own. */
  hasOtherNodes: boolean
  bootedAtMs: number
  log(line: string): void
}

/** Returns a function that stops it. */
export function startHousekeeping(parts: HousekeepingParts): () => void {
  const { relay, hasOtherNodes, bootedAtMs } = parts
  // What fails now is tried again next time.
  const endStale = (untilMs: number) => void endStaleSessions(untilMs).catch(() => {})
  // Devices that were connected when the server stopped may come back first.
  const first = () => endStale(hasOtherNodes ? Date.now() - LIMITS.sessionGraceMs : bootedAtMs)
  const timers = [
    setTimeout(first, LIMITS.sessionGraceMs),
    setInterval(() => endStale(Date.now() - LIMITS.sessionStaleMs), LIMITS.sessionGraceMs * 2),
    setInterval(() => void pruneExpiredSignIns(Date.now()).catch(() => {}), HOUR_MS),
  ]
  const stops = [
    watchRights(relay.recheck),
    startRepeating(retentionJob(parts)),
    startRepeating(auditRetentionJob(parts.log)),
  ]
  return () => {
    for (const timer of timers) clearTimeout(timer)
    for (const stop of stops) stop()
  }
}

function retentionJob({ relay, hasOtherNodes, log }: HousekeepingParts): RepeatingJob {
  return {
    // A server that starts has better things to do, and nodes that start together should not delete together.
    firstMs: (2 + Math.random() * 8) * MINUTE_MS,
    everyMs: HOUR_MS,
    run: async (rest) => {
      // This node does not know what viewers of another node watch.
      const mayBeWatched = (id: string) => hasOtherNodes || relay.hub.sessions.has(id)
      const watched = { ...liveRelayOf(relay), mayBeWatched }
      const settings = config().retention
      const { sessions, devices } = await applyRetention({ settings, relay: watched, pause: rest }, Date.now())
      if (sessions > 0 || devices > 0) log(`retention: deleted ${sessions} past sessions and ${devices} unseen devices`)
    },
    failed: (error) =>
      log(`retention failed and is tried again in an hour: ${error instanceof Error ? error.message : error}`),
  }
}

function auditRetentionJob(log: (line: string) => void): RepeatingJob {
  return {
    firstMs: 10 * MINUTE_MS,
    everyMs: 10 * MINUTE_MS,
    run: async (rest) => {
      const { expired, surplus } = await pruneAuditLog({ pause: rest }, Date.now())
      if (expired > 0) log(`audit: deleted ${expired} events that are older than AUDIT_RETENTION_DAYS`)
      if (surplus > 0) limitHits.peek()?.hit('auditEventsMax', `deleted ${surplus} of the oldest events`)
    },
    failed: (error) => log(`audit: could not delete old events (${error instanceof Error ? error.name : 'unknown'})`),
  }
}
