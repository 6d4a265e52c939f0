/**
 * Bounds the session rows that one right can make, and cuts the viewers of a device that made room for a new one. Between the
 * transports, which record starts, and lib/server/db, which knows neither rates nor connections.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { RateLimiter } from './redis/rate-limiter.ts'
import type { SessionRows, SessionStart, StartedSession } from './relay/session-rows.ts'

const HOUR_SECONDS = 3600

/** As lib/server/db/sessions.ts records a start; it calls `beforeNew` when the session does not exist yet. */
export type RecordStart = (
  start: SessionStart,
  nowMs: number,
  beforeNew: () => Promise<void>,
) => Promise<StartedSession>

export interface SessionStartsParts {
  record: RecordStart
  /** A device was deleted to make room. */
  evicted(deviceId: string, teamId: string): void
}

/** A session that reconnects counts for nothing. Throws `too-many-sessions`, which devices retry by themselves. */
export function boundedStarts({ record, evicted }: SessionStartsParts): SessionRows['recordSessionStart'] {
  const rate = new RateLimiter({
    name: 'tokenSessionsPerHour',
    points: LIMITS.tokenSessionsPerHour,
    seconds: HOUR_SECONDS,
  })
  return async (start) => {
    const started = await record(start, Date.now(), async () => {
      const refusal = await rate.take(start.tokenId ? `token ${start.tokenId}` : `user ${start.claimedById}`)
      if (refusal) throw tooMany(refusal.waitMs)
    })
    if (started.evictedDeviceId !== undefined) evicted(started.evictedDeviceId, start.teamId)
    return started
  }
}

function tooMany(waitMs: number): AppError {
  const minutes = Math.max(1, Math.ceil(waitMs / 60_000))
  return new AppError(
    'too-many-sessions',
    `This token started ${LIMITS.tokenSessionsPerHour} sessions within an hour. More can start in ${minutes} min.`,
    { limit: 'tokenSessionsPerHour' },
  )
}
