/**
 * Keeps stored metadata bounded: deletes old and surplus past sessions and retires devices that were not seen for long, a
 * batch at a time with pauses, once an hour. Every node does it, and no node needs to know of the others.
 */
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { Config } from './config/env.ts'
import {
  type DeletedSession,
  deleteOldSessions,
  deleteSurplusSessions,
  retireDevices,
  surplusStart,
  teamIdsAfter,
} from './db/retention.ts'
import type { CutTarget, LiveRelay } from './relay/live-relay.ts'

export interface RetentionParts {
  settings: Config['retention']
  relay: Pick<LiveRelay, 'teamChanged'> & {
    cut(target: CutTarget, code: ErrorCodeName): void
    /** Whether somebody may be watching a session that has no share link. */
    mayBeWatched(sessionId: string): boolean
  }
  /** Between two batches; rejects to stop the run. */
  pause(): Promise<void>
}

export interface RetentionCount {
  sessions: number
  devices: number
}

/** Sessions per statement: about 3 ms of SQLite. */
const SESSION_BATCH = 100
const DEVICE_BATCH = 20
const TEAM_BATCH = 100

/** One complete run. Rejects when the database fails or `pause` rejects; what was deleted until then stays deleted. */
export async function applyRetention(parts: RetentionParts, nowMs: number): Promise<RetentionCount> {
  const { settings, relay, pause } = parts
  const count: RetentionCount = { sessions: 0, devices: 0 }
  const changed = new Set<string>()

  /** Repeats until a batch is not full. */
  async function deleteAll(deleteSome: () => Promise<DeletedSession[]>): Promise<void> {
    for (;;) {
      const deleted = await deleteSome()
      count.sessions += deleted.length
      for (const { id, teamId, hadLink } of deleted) {
        changed.add(teamId)
        if (hadLink || relay.mayBeWatched(id)) relay.cut({ kind: 'session', id }, 'session-unknown')
      }
      await pause()
      if (deleted.length < SESSION_BATCH) return
    }
  }

  await deleteAll(() => deleteOldSessions(nowMs - settings.sessionsMs, SESSION_BATCH, nowMs))

  let teams: string[] = []
  do {
    teams = await teamIdsAfter(teams.at(-1) ?? '', TEAM_BATCH)
    for (const teamId of teams) {
      const startMs = await surplusStart(teamId, settings.sessionsPerTeam)
      const settledMs = nowMs - LIMITS.sessionStaleMs
      if (startMs !== null)
        await deleteAll(() => deleteSurplusSessions(teamId, startMs, settledMs, SESSION_BATCH, nowMs))
    }
    await pause()
  } while (teams.length === TEAM_BATCH)

  for (const isEphemeral of [true, false]) {
    const unseenSinceMs = nowMs - (isEphemeral ? settings.ephemeralDevicesMs : settings.devicesMs)
    for (let hasMore = true; hasMore; ) {
      const page = await retireDevices(unseenSinceMs, isEphemeral, DEVICE_BATCH)
      hasMore = page.hasMore
      count.devices += page.retired.length
      for (const { id, teamId } of page.retired) {
        changed.add(teamId)
        relay.cut({ kind: 'device', id }, 'not-found')
      }
      await pause()
    }
  }

  for (const teamId of changed)
    for (const topic of ['sessions', 'devices', 'links'] as const) relay.teamChanged(teamId, topic)
  return count
}
