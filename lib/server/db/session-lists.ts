/** Sessions as pages and the API list them: newest first, with pagination that stays stable while new ones arrive. */
import { isId } from '#lib/protocol/ids.ts'
import type { SessionCounters } from '#lib/protocol/messages.ts'
import { db } from './client.ts'
import type { Prisma } from './generated/sqlite/client.ts'
import { countersOf } from './sessions.ts'

export interface SessionRow {
  id: string
  teamId: string
  device: { id: string; name: string; platform: string; appVersion: string }
  startedAtMs: number
  lastSeenAtMs: number
  /** Null while the session is live, or was lost a moment ago. */
  endedAtMs: number | null
  counters: SessionCounters
  watchersMax: number
}

export interface SessionPage {
  sessions: SessionRow[]
  /** Cursor for the next page; null at the end. */
  nextCursor: string | null
}

const PAGE_SIZE = 50
const withDevice = { device: { select: { id: true, name: true, platform: true, appVersion: true } } } as const
type Row = Prisma.SessionGetPayload<{ include: typeof withDevice }>

/** Starts from the newest when the cursor is invalid. */
export async function listSessions(query: {
  teamId: string
  deviceId?: string | undefined
  cursor?: string | undefined
  pageSize?: number
}): Promise<SessionPage> {
  const { teamId, deviceId, cursor, pageSize = PAGE_SIZE } = query
  if (deviceId !== undefined && !isId(deviceId)) return { sessions: [], nextCursor: null }
  const where: Prisma.SessionWhereInput = { teamId }
  if (deviceId !== undefined) where.deviceId = deviceId
  const after = cursor === undefined ? null : parseCursor(cursor)
  if (after) where.OR = [{ startedAt: { lt: after.startedAt } }, { startedAt: after.startedAt, id: { lt: after.id } }]
  const rows = await db().session.findMany({
    where,
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    include: withDevice,
    take: pageSize + 1,
  })
  const page = rows.slice(0, pageSize)
  const last = page.at(-1)
  return {
    sessions: page.map(toRow),
    nextCursor: last && rows.length > pageSize ? `${last.startedAt.getTime()}.${last.id}` : null,
  }
}

function parseCursor(cursor: string): { startedAt: Date; id: string } | null {
  const [, timeMs, id] = /^(\d{1,15})\.(.*)$/s.exec(cursor) ?? []
  return isId(id) ? { startedAt: new Date(Number(timeMs)), id } : null
}

export async function findSession(id: string): Promise<SessionRow | null> {
  if (!isId(id)) return null // PostgreSQL rejects text that contains NUL
  const row = await db().session.findUnique({ where: { id }, include: withDevice })
  return row && toRow(row)
}

/** Deletes the session with its links. */
export async function forgetSession(id: string): Promise<void> {
  await db().session.deleteMany({ where: { id } })
}

function toRow(row: Row): SessionRow {
  return {
    id: row.id,
    teamId: row.teamId,
    device: row.device,
    startedAtMs: row.startedAt.getTime(),
    lastSeenAtMs: row.lastSeenAt.getTime(),
    endedAtMs: row.endedAt?.getTime() ?? null,
    counters: countersOf(row),
    watchersMax: row.watchersMax,
  }
}
