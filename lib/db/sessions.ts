/**
 * Sessions: when a device ran, and how many records of which level. The relay writes here at a session's start, now and
 * then, and at its end; session-lists.ts reads for pages. Never a record's content.
 */
import { AppError } from '../errors.ts'
import { SEED_INSTALLATION_PREFIX } from '../protocol/ids.ts'
import type { DeviceDescription, SessionCounters, SessionState } from '../protocol/messages.ts'
import { db, isUniqueViolation } from './client.ts'
import { recordDevice, touchDevice } from './devices.ts'
import type { Device, Session } from './generated/sqlite/client.ts'

export interface SessionStart {
  id: string
  teamId: string
  /** Null: a person claimed the device without a token. */
  tokenId: string | null
  /** Who claimed it then. */
  claimedById?: string | null
  /** By the server's clock, as far as the device's age tells. */
  startedAtMs: number
  device: DeviceDescription
}

/** A session that nobody had heard of began at most so long ago, whatever its device says. */
const STARTED_AGO_MAX_MS = 7 * 24 * 3600_000

/**
 * Makes the session and its device, or brings them back to life. Throws `session-foreign` when the id belongs to another
 * team or device, `limit-reached` when the team can have no more devices. `startedAtMs`: as its first start said.
 */
export async function recordSessionStart(
  start: SessionStart,
  nowMs = Date.now(),
): Promise<{ deviceId: string; deviceName: string; startedAtMs: number }> {
  const { id, teamId, tokenId, claimedById = null } = start
  const device = await recordDevice(teamId, start.device, nowMs)
  const started = (startedAt: Date) => ({
    deviceId: device.id,
    deviceName: device.name,
    startedAtMs: startedAt.getTime(),
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
    // Made by somebody between the two writes, or by another device long ago.
    const made = await revive()
    if (!made) throw new AppError('session-foreign')
    return started(made.startedAt)
  }
  return started(startedAt)
}

export interface SessionProgress {
  id: string
  lastSeenAtMs: number
  counters: SessionCounters
  /** Most viewers at one time, as far as the relay knows; a larger stored number stays. */
  watchersMax: number
}

/** Nothing happens when the session was forgotten meanwhile. */
export async function saveSessionProgress(progress: SessionProgress): Promise<void> {
  const { id, lastSeenAtMs, counters, watchersMax } = progress
  await write(id, { lastSeenAt: new Date(lastSeenAtMs), ...counterColumns(counters) }, watchersMax)
}

export interface SessionEnd {
  id: string
  endedAtMs: number
  counters: SessionCounters
  watchersMax: number
}

export async function endSession({ id, endedAtMs, counters, watchersMax }: SessionEnd): Promise<void> {
  const endedAt = new Date(endedAtMs)
  await write(id, { lastSeenAt: endedAt, endedAt, ...counterColumns(counters) }, watchersMax)
  const session = await db().session.findUnique({ where: { id }, select: { deviceId: true } })
  if (session) await touchDevice(session.deviceId, endedAtMs)
}

/**
 * At boot: whatever a crash left open ended when it was last heard of. Devices that come back revive theirs. Returns how
 * many there were.
 */
export async function endStaleSessions(nowMs: number): Promise<number> {
  const now = new Date(nowMs)
  return db()
    .$executeRaw`UPDATE "Session" SET "endedAt" = "lastSeenAt" WHERE "endedAt" IS NULL AND "lastSeenAt" <= ${now}`
}

async function write(id: string, data: Partial<Session>, watchersMax: number): Promise<void> {
  const { count } = await db().session.updateMany({ where: { id }, data })
  if (count > 0 && watchersMax > 0)
    await db().session.updateMany({ where: { id, watchersMax: { lt: watchersMax } }, data: { watchersMax } })
}

const INT_MAX = 2 ** 31 - 1

/** What a device counts is a claim: the columns bound it. */
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

/** A session as viewers are told of it while the relay does not know it: nothing of it is held any more. */
export async function findSessionState(id: string): Promise<StoredSessionState | null> {
  const row = await db().session.findUnique({ where: { id }, include: { device: true } })
  return row && stateOf(row)
}

/** Whose device it is; null when there is none. */
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
    ...(row.device.installationId.startsWith(SEED_INSTALLATION_PREFIX) && { delivery: 'at-most-once' }),
  }
}
