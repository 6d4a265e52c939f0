/**
 * Deletes what the installation no longer keeps: past sessions, and devices that were not seen for long. Every function
 * deletes a small batch, so that SQLite, which works on this process's thread, never keeps it for more than a few
 * milliseconds. Several nodes may run at once: each row is reported by the node that deleted it.
 */
import { db } from './client.ts'
import { touchDevice } from './devices.ts'
import { Prisma } from './generated/sqlite/client.ts'

export interface DeletedSession {
  id: string
  teamId: string
  /** Whether a share link opened it until now. */
  hadLink: boolean
}

/** Sessions that ended before `endedBeforeMs`, at most `batch` of them. */
export async function deleteOldSessions(
  endedBeforeMs: number,
  batch: number,
  nowMs: number,
): Promise<DeletedSession[]> {
  const before = new Date(endedBeforeMs)
  const rows = await db().session.findMany({
    where: { endedAt: { lt: before }, lastSeenAt: { lt: before } },
    select: { id: true },
    take: batch,
  })
  return deletePast(rows, endedBeforeMs, nowMs)
}

/**
 * The start of the newest session beyond the `keep` newest of a team, live ones included, in epoch milliseconds; null when
 * the team has no more than that. It and all older ones are surplus.
 */
export async function surplusStart(teamId: string, keep: number): Promise<number | null> {
  const [row] = await db().session.findMany({
    where: { teamId },
    orderBy: { startedAt: 'desc' },
    select: { startedAt: true },
    skip: keep,
    take: 1,
  })
  return row ? row.startedAt.getTime() : null
}

/**
 * Past sessions of a team that started at `startMs` or earlier, the oldest first, at most `batch` of them. One that had
 * news since `settledMs` stays: its device may be on its way back.
 */
export async function deleteSurplusSessions(
  teamId: string,
  startMs: number,
  settledMs: number,
  batch: number,
  nowMs: number,
): Promise<DeletedSession[]> {
  const rows = await db().session.findMany({
    where: {
      ...{ teamId, startedAt: { lte: new Date(startMs) } },
      ...{ endedAt: { not: null }, lastSeenAt: { lt: new Date(settledMs) } },
    },
    orderBy: { startedAt: 'asc' },
    select: { id: true },
    take: batch,
  })
  return deletePast(rows, settledMs, nowMs)
}

/** Checks again in the same statement: a device may have reopened its session in the meantime. */
async function deletePast(rows: { id: string }[], seenBeforeMs: number, nowMs: number): Promise<DeletedSession[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const links = await db().shareLink.findMany({
    where: { sessionId: { in: ids }, revokedAt: null, expiresAt: { gt: new Date(nowMs) } },
    select: { sessionId: true },
  })
  const linked = new Set(links.map(({ sessionId }) => sessionId))
  const deleted = await db().$queryRaw<{ id: string; teamId: string }[]>`
    DELETE FROM "Session"
    WHERE "id" IN (${Prisma.join(ids)}) AND "endedAt" IS NOT NULL AND "lastSeenAt" < ${new Date(seenBeforeMs)}
    RETURNING "id", "teamId"`
  return deleted.map(({ id, teamId }) => ({ id, teamId, hadLink: linked.has(id) }))
}

export interface RetiredDevice {
  id: string
  teamId: string
}

export interface RetirementPage {
  retired: RetiredDevice[]
  /** False when no device is left that was not seen for that long. */
  hasMore: boolean
}

/**
 * Looks at the `batch` devices that were seen longest ago, before `unseenSinceMs`, and deletes them with their links and what
 * is left of their sessions. One with a session that was seen since then is not deleted; its own time is corrected.
 */
export async function retireDevices(
  unseenSinceMs: number,
  isEphemeral: boolean,
  batch: number,
): Promise<RetirementPage> {
  const since = new Date(unseenSinceMs)
  const unseen = await db().device.findMany({
    where: { isEphemeral, lastSeenAt: { lt: since } },
    orderBy: { lastSeenAt: 'asc' },
    select: { id: true, teamId: true },
    take: batch,
  })
  const retired: RetiredDevice[] = []
  for (const device of unseen) {
    const newest = await db().session.findFirst({
      where: { deviceId: device.id },
      orderBy: { lastSeenAt: 'desc' },
      select: { lastSeenAt: true },
    })
    if (newest && newest.lastSeenAt >= since) await touchDevice(device.id, newest.lastSeenAt.getTime())
    else if (await deleteUnseen(device.id, since)) retired.push(device)
  }
  return { retired, hasMore: unseen.length === batch }
}

const SESSION_BATCH = 100

/** False when the device was seen in the meantime. */
async function deleteUnseen(id: string, since: Date): Promise<boolean> {
  for (;;) {
    const some = await db().session.findMany({
      where: { deviceId: id, lastSeenAt: { lt: since } },
      select: { id: true },
      take: SESSION_BATCH,
    })
    await db().session.deleteMany({ where: { id: { in: some.map((row) => row.id) }, lastSeenAt: { lt: since } } })
    if (some.length < SESSION_BATCH) break
  }
  return (await db().device.deleteMany({ where: { id, lastSeenAt: { lt: since } } })).count > 0
}

/** The ids of the teams after `after` in order, at most `take`. */
export async function teamIdsAfter(after: string, take: number): Promise<string[]> {
  const rows = await db().team.findMany({
    where: { id: { gt: after } },
    orderBy: { id: 'asc' },
    select: { id: true },
    take,
  })
  return rows.map(({ id }) => id)
}
