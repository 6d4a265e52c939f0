/**
 * Sessions: when a device ran, and how many records of each level it logged. The relay writes here when a session starts,
 * periodically, and when it ends; session-lists.ts reads for pages. Never stores a record's content.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { AppError } from '#lib/protocol/app-error.ts'
import { FLUTTER_INSTALLATION_PREFIX, SOURCE_INSTALLATION_PREFIX } from '#lib/protocol/ids.ts'
import type { SessionCounters, SessionState } from '#lib/protocol/messages.ts'
import type { SessionEnd, SessionProgressRow, SessionStart, StartedSession } from '#lib/server/relay/session-rows.ts'
import { db, isUniqueViolation } from './client.ts'
import { recordDevice, touchDevice } from './devices.ts'
import type { Device, Session } from './generated/sqlite/client.ts'

/** Upper bound on the age a device may claim for a session we have not seen before. */
const STARTED_AGO_MAX_MS = 7 * 24 * 3600_000

/** Installations that keep no records. */
const RINGLESS = [FLUTTER_INSTALLATION_PREFIX, SOURCE_INSTALLATION_PREFIX]

const OWNER = { select: { installationId: true } } as const

/**
 * Creates the session and its device, or reopens an existing session. Throws `session-foreign` when the id belongs to another
 * team or device, and `limit-reached` when the team cannot have more devices. `startedAtMs` is kept from the first start.
 * `beforeNew` runs before anything is created, and may refuse by throwing.
 */
export async function recordSessionStart(
  start: SessionStart,
  nowMs = Date.now(),
  beforeNew: () => Promise<void> = async () => {},
): Promise<StartedSession> {
  const { id, teamId, tokenId, claimedById = null } = start
  const existing = await db().session.findUnique({ where: { id }, select: { teamId: true, device: OWNER } })
  if (!existing) await beforeNew()
  // Before the device is created: a token holder could otherwise make any number of devices with one known session id.
  else if (existing.teamId !== teamId || existing.device.installationId !== start.device.installationId)
    throw new AppError('session-foreign')
  const device = await recordDevice(teamId, start.device, nowMs, start.isEphemeral)
  const started = (startedAt: Date) => ({
    deviceId: device.id,
    deviceName: device.name,
    startedAtMs: startedAt.getTime(),
    ...(device.evictedId === undefined ? {} : { evictedDeviceId: device.evictedId }),
  })
  const revive = async () => {
    const [row] = await db().session.updateManyAndReturn({
      where: { id, teamId, deviceId: device.id },
      data: { tokenId, claimedById, endedAt: null, lastSeenAt: new Date(nowMs) },
      select: { startedAt: true },
    })
    return row
  }
  const known = await revive()
  if (known) return started(known.startedAt)
  const startedAt = new Date(Math.min(Math.max(start.startedAtMs, nowMs - STARTED_AGO_MAX_MS), nowMs))
  try {
    await db().session.create({
      data: { id, teamId, tokenId, claimedById, deviceId: device.id, startedAt, lastSeenAt: new Date(nowMs) },
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    // Another request created it between the two writes, or another device owns the id.
    const made = await revive()
    if (!made) throw new AppError('session-foreign')
    return started(made.startedAt)
  }
  return started(startedAt)
}

/** Does nothing when the session was deleted in the meantime. */
export async function saveSessionProgress(progress: SessionProgressRow): Promise<void> {
  const { id, lastSeenAtMs, counters, watchersMax } = progress
  await write(id, { lastSeenAt: new Date(lastSeenAtMs), ...counterColumns(counters) }, watchersMax)
}

export async function endSession({ id, endedAtMs, counters, watchersMax }: SessionEnd): Promise<void> {
  const endedAt = new Date(endedAtMs)
  await write(id, { lastSeenAt: endedAt, endedAt, ...counterColumns(counters) }, watchersMax)
  const session = await db().session.findUnique({ where: { id }, select: { deviceId: true } })
  if (session) await touchDevice(session.deviceId, endedAtMs)
}

/** Few enough that ending them takes SQLite, and with it this process, a few milliseconds. */
const STALE_BATCH = 200

/**
 * Ends the sessions without news since `untilMs` that a crash left open, at the time they were last seen: a batch at a time,
 * so that nothing else waits. Devices that reconnect reopen theirs. Returns the number of sessions it ended.
 */
export async function endStaleSessions(untilMs: number, batch = STALE_BATCH): Promise<number> {
  const until = new Date(untilMs)
  let ended = 0
  for (;;) {
    const count = await db().$executeRaw`
      UPDATE "Session" SET "endedAt" = "lastSeenAt" WHERE "endedAt" IS NULL AND "lastSeenAt" <= ${until} AND "id" IN (
        SELECT "id" FROM "Session" WHERE "endedAt" IS NULL AND "lastSeenAt" <= ${until} LIMIT ${batch}
      )`
    ended += count
    if (count < batch) return ended
    await turn()
  }
}

async function write(id: string, data: Partial<Session>, watchersMax: number): Promise<void> {
  const { count } = await db().session.updateMany({ where: { id }, data })
  if (count > 0 && watchersMax > 0)
    await db().session.updateMany({ where: { id, watchersMax: { lt: watchersMax } }, data: { watchersMax } })
}

const INT_MAX = 2 ** 31 - 1

/** A device reports its own counts, so clamp them to what the columns can hold. */
function count(value: number): number {
  return Number.isFinite(value) ? Math.max(0, Math.min(INT_MAX, Math.trunc(value))) : 0
}

function counterColumns({ records, bytes, levels }: SessionCounters) {
  const safeBytes = Number.isFinite(bytes) ? Math.max(0, Math.min(Number.MAX_SAFE_INTEGER, Math.trunc(bytes))) : 0
  return {
    records: count(records),
    bytes: BigInt(safeBytes),
    traceCount: count(levels[0]),
    debugCount: count(levels[1]),
    infoCount: count(levels[2]),
    warnCount: count(levels[3]),
    errorCount: count(levels[4]),
    fatalCount: count(levels[5]),
    unknownCount: count(levels[6]),
  }
}

export function countersOf(row: Session): SessionCounters {
  return {
    records: row.records,
    bytes: Number(row.bytes),
    levels: [
      row.traceCount,
      row.debugCount,
      row.infoCount,
      row.warnCount,
      row.errorCount,
      row.fatalCount,
      row.unknownCount,
    ],
  }
}

export type StoredSessionState = SessionState & { teamId: string; deviceId: string }

/** The state of a session that the relay does not know, as viewers see it: none of its records are held. */
export async function findSessionState(id: string): Promise<StoredSessionState | null> {
  const row = await db().session.findUnique({ where: { id }, include: { device: true } })
  return row && stateOf(row)
}

/** The device's team; null when there is no such device. */
export async function findDeviceTeam(deviceId: string): Promise<string | null> {
  const row = await db().device.findUnique({ where: { id: deviceId }, select: { teamId: true } })
  return row?.teamId ?? null
}

function stateOf(row: Session & { device: Device }): StoredSessionState {
  const { id, name, platform, os, model, appName, appVersion } = row.device
  const counters = countersOf(row)
  return {
    session: row.id,
    teamId: row.teamId,
    deviceId: row.deviceId,
    liveness: row.endedAt === null ? 'reconnecting' : 'ended',
    tail: counters.records + 1,
    head: counters.records,
    counters,
    device: { id, name, platform, os, model, appName, appVersion },
    startedAtMs: row.startedAt.getTime(),
    endedAtMs: row.endedAt?.getTime() ?? null,
    viewers: 0,
    ...(RINGLESS.some((prefix) => row.device.installationId.startsWith(prefix)) && { delivery: 'at-most-once' }),
  }
}
