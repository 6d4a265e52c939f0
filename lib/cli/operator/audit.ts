/** `audit`: prints the audit log, oldest first. */
import type { ExitCode, Streams } from '#lib/cli/command.ts'
import { auditEvents } from '#lib/server/administration/operator-lists.ts'
import type { AuditEvent } from '#lib/server/db/audit-events.ts'
import { withDatabase } from './open-database.ts'
import { type Columns, dateOf, type ListOptions, printRows } from './table.ts'

const COLUMNS: Columns<AuditEvent> = [
  ['AT (UTC)', ({ at }) => dateOf(at.getTime())],
  ['ACTION', ({ action, outcome }) => (outcome === 'done' ? action : `${action} (${outcome})`)],
  ['BY', ({ actorKind, actorName }) => (actorName === '' ? actorKind : actorName)],
  [
    'ON',
    ({ targetKind, targetName, targetId }) => (targetKind === null ? '' : `${targetKind} ${targetName || targetId}`),
  ],
  ['FROM', ({ address }) => address],
  ['DETAIL', ({ detail }) => (detail === '{}' ? '' : detail)],
]

export interface AuditOptions extends ListOptions {
  /** How far back, in milliseconds. */
  since: number
}

export async function run(options: AuditOptions, streams: Streams): Promise<ExitCode> {
  await withDatabase(async () => {
    const rows: AuditEvent[] = []
    for await (const event of auditEvents(Date.now() - options.since)) {
      // As JSON, each line is complete by itself and the log may be long.
      if (options.json) printRows([event], COLUMNS, options, streams)
      else rows.push(event)
    }
    if (!options.json) printRows(rows, COLUMNS, options, streams)
  })
  return 0
}
