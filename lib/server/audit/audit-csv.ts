/**
 * The audit log as CSV (RFC 4180): streamed a page at a time, as fast as the client reads, so that a log of any size needs no
 * memory.
 */
import { csvLine } from '#lib/protocol/csv-line.ts'
import { type AuditQuery, type AuditRow, listAuditEvents } from '#lib/server/db/audit-events.ts'

const COLUMNS = [
  'time',
  'action',
  'outcome',
  'actor',
  'actor kind',
  'actor id',
  'target',
  'target kind',
  'target id',
  'address',
  'user agent',
  'team id',
  'detail',
] as const

/** Events per piece: a few milliseconds of the thread. */
const CSV_PAGE_SIZE = 500

export function auditCsvLine(event: AuditRow): string {
  const { actor, target, detail } = event
  return csvLine([
    new Date(event.atMs).toISOString(),
    event.action,
    event.outcome,
    actor.name,
    actor.kind,
    actor.id ?? '',
    target?.name ?? '',
    target?.kind ?? '',
    target?.id ?? '',
    event.address,
    event.userAgent,
    event.teamId ?? '',
    Object.keys(detail).length > 0 ? JSON.stringify(detail) : '',
  ])
}

/** The heading and every event that matches, newest first. Ends early, without an error, once `isStopped` says so. */
export async function* auditCsv(query: AuditQuery, isStopped: () => boolean): AsyncGenerator<string> {
  yield csvLine(COLUMNS)
  let cursor: string | null | undefined = query.cursor
  while (cursor !== null && !isStopped()) {
    const page = await listAuditEvents({ ...query, cursor: cursor ?? undefined, pageSize: CSV_PAGE_SIZE })
    if (page.events.length > 0) yield page.events.map(auditCsvLine).join('')
    cursor = page.nextCursor
  }
}
