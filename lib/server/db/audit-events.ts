/**
 * The audit log's rows: who did what, on what, from where and when. lib/server/audit writes them. They are read newest first,
 * in pages that stay stable while new ones arrive, and every page costs a bounded number of rows, however many there are.
 */
import { isId } from '#lib/protocol/ids.ts'
import { config } from '#lib/server/config/env.ts'
import { db, isPostgres } from './client.ts'
import type { AuditEvent, Prisma } from './generated/sqlite/client.ts'

export type { AuditEvent }

export type NewAuditEvent = Omit<AuditEvent, 'id'>

export interface AuditQuery {
  /** Events of this team; null for everything on the server. */
  teamId: string | null
  /** Id of a person or API token. */
  actorId?: string | undefined
  /** The event's action starts with one of these, such as `token.`. */
  actionPrefixes?: readonly string[] | undefined
  /** A part of the actor's name, the target's name or the address, in any case. */
  text?: string | undefined
  fromMs?: number | undefined
  /** Exclusive. */
  untilMs?: number | undefined
  cursor?: string | undefined
  pageSize?: number | undefined
}

/** An event as pages and the API show it. */
export interface AuditRow {
  id: string
  atMs: number
  action: string
  outcome: string
  teamId: string | null
  actor: { kind: string; id: string | null; name: string }
  target: { kind: string; id: string; name: string } | null
  address: string
  userAgent: string
  detail: Record<string, unknown>
}

export interface AuditPage {
  events: AuditRow[]
  /** Cursor for the next page; null at the end. */
  nextCursor: string | null
  /** Set when the page is not full although older events may match: events from before this time were not searched yet. */
  searchedToMs: number | null
}

export const AUDIT_PAGE_SIZE = 50
/** Rows that one page of a search reads at most: well below 100 ms of SQLite. */
export const AUDIT_SCAN_ROWS = 5_000

export async function createAuditEvent(event: NewAuditEvent): Promise<void> {
  await db().auditEvent.create({ data: event })
}

/** Oldest first, from a time on, after an event that was read before. */
export async function listAuditEventsSince(
  since: Date,
  after: { at: Date; id: string } | null,
  pageSize: number,
): Promise<AuditEvent[]> {
  const later = after && { OR: [{ at: { gt: after.at } }, { at: after.at, id: { gt: after.id } }] }
  return db().auditEvent.findMany({
    where: { at: { gte: after?.at ?? since }, ...later },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: pageSize,
  })
}

/** Starts from the newest when the cursor is invalid. */
export async function listAuditEvents(query: AuditQuery): Promise<AuditPage> {
  const { pageSize = AUDIT_PAGE_SIZE } = query
  const { scope, search } = conditionsOf(query)
  const endAt = search.length > 0 ? await endOfScan(scope) : null
  const rows = await db().auditEvent.findMany({
    where: { AND: [scope, ...search, ...(endAt ? [{ at: { gte: endAt } }] : [])] },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: pageSize + 1,
  })
  const events = rows.slice(0, pageSize).map(toRow)
  const last = events.at(-1)
  if (last && rows.length > pageSize) return { events, nextCursor: `${last.atMs}.${last.id}`, searchedToMs: null }
  // An empty id: continue before everything of that millisecond.
  if (endAt) return { events, nextCursor: `${endAt.getTime()}.`, searchedToMs: endAt.getTime() }
  return { events, nextCursor: null, searchedToMs: null }
}

/** `scope` is what an index answers; `search` has to be compared row by row. */
function conditionsOf(query: AuditQuery): {
  scope: Prisma.AuditEventWhereInput
  search: Prisma.AuditEventWhereInput[]
} {
  const { teamId, actorId, actionPrefixes, text, fromMs, untilMs, cursor } = query
  const parts: Prisma.AuditEventWhereInput[] = []
  const search: Prisma.AuditEventWhereInput[] = []
  if (teamId !== null) parts.push({ teamId })
  if (actorId !== undefined) (teamId === null ? parts : search).push({ actorId: isId(actorId) ? actorId : '' })
  if (fromMs !== undefined) parts.push({ at: { gte: new Date(fromMs) } })
  if (untilMs !== undefined) parts.push({ at: { lt: new Date(untilMs) } })
  const after = cursor === undefined ? null : parseCursor(cursor)
  if (after) parts.push({ at: { lte: after.at }, NOT: { at: after.at, id: { gte: after.id } } })
  if (actionPrefixes) search.push({ OR: actionPrefixes.map((prefix) => ({ action: { startsWith: prefix } })) })
  if (text) search.push({ OR: textConditions(text) })
  return { scope: { AND: parts }, search }
}

function parseCursor(cursor: string): { at: Date; id: string } | null {
  const [, timeMs, id] = /^(\d{1,15})\.(.*)$/s.exec(cursor) ?? []
  return id === '' || isId(id) ? { at: new Date(Number(timeMs)), id } : null
}

/** The time of the last row that one page may read, or null when the end comes before. An index alone answers this. */
async function endOfScan(scope: Prisma.AuditEventWhereInput): Promise<Date | null> {
  const [row] = await db().auditEvent.findMany({
    where: scope,
    orderBy: { at: 'desc' },
    skip: AUDIT_SCAN_ROWS,
    take: 1,
    select: { at: true },
  })
  return row?.at ?? null
}

function textConditions(text: string): Prisma.AuditEventWhereInput[] {
  const wanted = text.replaceAll('\0', '')
  const fields = ['actorName', 'targetName', 'address'] as const
  if (isPostgres(config().databaseUrl)) {
    // The types are SQLite's, which has no modes.
    const contains = { contains: wanted, mode: 'insensitive' } as Prisma.StringFilter
    return fields.map((field) => ({ [field]: contains }))
  }
  return spellings(wanted).flatMap((spelling) => fields.map((field) => ({ [field]: { contains: spelling } })))
}

/** SQLite ignores case in ASCII only. */
function spellings(text: string): string[] {
  const lower = text.toLowerCase()
  const capital = lower.replace(/^./u, (letter) => letter.toUpperCase())
  const isAscii = [...text].every((letter) => letter < '\u0080')
  return isAscii ? [text] : [...new Set([text, lower, capital, text.toUpperCase()])]
}

function toRow(event: AuditEvent): AuditRow {
  const { id, at, action, outcome, teamId, address, userAgent } = event
  const { actorKind, actorId, actorName, targetKind, targetId, targetName } = event
  return {
    ...{ id, atMs: at.getTime(), action, outcome, teamId, address, userAgent },
    actor: { kind: actorKind, id: actorId, name: actorName },
    target: targetKind === null || targetId === null ? null : { kind: targetKind, id: targetId, name: targetName },
    detail: parseDetail(event.detail),
  }
}

function parseDetail(text: string): Record<string, unknown> {
  try {
    const detail: unknown = JSON.parse(text)
    return typeof detail === 'object' && detail !== null ? { ...detail } : {}
  } catch {
    return {}
  }
}

export async function countAuditEvents(): Promise<number> {
  return db().auditEvent.count()
}

/** The team with the most events; `teamId` is null for those of accounts and the server. */
export async function largestAuditLog(): Promise<{ teamId: string | null; events: number } | null> {
  const groups = await db().auditEvent.groupBy({
    by: ['teamId'],
    _count: { _all: true },
    orderBy: { _count: { teamId: 'desc' } },
  })
  // Sorted here: databases do not count nulls as values of the column.
  const [largest] = groups.sort((a, b) => b._count._all - a._count._all)
  return largest ? { teamId: largest.teamId, events: largest._count._all } : null
}

/** Deletes the oldest events that match, at most `count`. Returns how many it deleted. */
export async function deleteOldestAuditEvents(
  where: { beforeMs: number } | { teamId: string | null },
  count: number,
): Promise<number> {
  const rows = await db().auditEvent.findMany({
    where: 'beforeMs' in where ? { at: { lt: new Date(where.beforeMs) } } : { teamId: where.teamId },
    orderBy: { at: 'asc' },
    take: count,
    select: { id: true },
  })
  return (await db().auditEvent.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } })).count
}
