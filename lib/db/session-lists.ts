/** Sessions as pages and the API list them: newest first, in pages that stay put while new ones arrive. */
import { isId } from '../protocol/ids.ts'
import type { SessionCounters } from '../protocol/messages.ts'
import { db } from './client.ts'
import type { Prisma } from './generated/sqlite/client.ts'
import { countersOf } from './sessions.ts'

export interface SessionRow {
  id: string
  teamId: string
  device: { id: string; name: string; platform: string; appVersion: string }
  startedAtMs: number
  lastSeenAtMs: number
  /** Null: live, or lost a moment ago. */
  endedAtMs: number | null
  counters: SessionCounters
  watchersMax: number
}

export interface SessionPage {
  sessions: SessionRow[]
  /** Give it back for the next page; null at the end. */
  nextCursor: string | null
}

const PAGE_SIZE = 50
const withDevice = { device: { select: { id: true, name: true, platform: true, appVersion: true } } } as const
type Row = Prisma.SessionGetPayload<{ include: typeof withDevice }>

/** A cursor that this function did not make starts from the newest. */
export async function listSessions(query: {
  teamId: string
  deviceId?: string
  cursor?: string
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
  if (!isId(id)) return null // PostgreSQL fails on a NUL in a text
  const row = await db().session.findUnique({ where: { id }, include: withDevice })
  return row && toRow(row)
}

/** With its links. */
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
