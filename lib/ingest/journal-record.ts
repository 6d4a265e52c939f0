/** From an entry of a systemd journal to its source and its record. */
import { levelOfSyslog } from '#lib/protocol/levels.ts'
import type { LogRecord } from '#lib/protocol/record.ts'
import type { JournalEntry } from './journal-entries.ts'
import { withoutLineEnd } from './line-end.ts'
import type { Source } from './source.ts'

/** Fields that get the name of an attribute of OpenTelemetry, and whether their value is a number. */
const KNOWN: Readonly<Record<string, readonly [name: string, isNumber?: true]>> = {
  _PID: ['process.pid', true],
  _SYSTEMD_UNIT: ['systemd.unit'],
  _SYSTEMD_USER_UNIT: ['systemd.user_unit'],
  CODE_FILE: ['code.file.path'],
  CODE_LINE: ['code.line.number', true],
  CODE_FUNC: ['code.function.name'],
  ERRNO: ['errno', true],
  CONTAINER_ID_FULL: ['container.id'],
  CONTAINER_NAME: ['container.name'],
  IMAGE_NAME: ['container.image.name'],
}
/** Read elsewhere, or said by another field. */
const LEFT_OUT = new Set(
  'MESSAGE PRIORITY SYSLOG_IDENTIFIER SYSLOG_FACILITY SYSLOG_PID SYSLOG_TIMESTAMP SYSLOG_RAW TID CONTAINER_ID'.split(
    ' ',
  ),
)

/** A machine is a device, and each of its boots a run. */
export function sourceOfEntry({ fields }: JournalEntry): Source {
  const host = fields.get('_HOSTNAME') ?? ''
  return {
    kind: 'journal',
    name: host || 'journal',
    instance: fields.get('_BOOT_ID') ?? '',
    description: { platform: 'systemd', model: fields.get('_MACHINE_ID')?.slice(0, 8) ?? '', appName: '' },
  }
}

/** `receivedAtMs` stands in for a time that the entry does not name. */
export function recordOfEntry({ fields, isCut }: JournalEntry, receivedAtMs: number): LogRecord {
  const priority = fields.get('PRIORITY') ?? ''
  const record: LogRecord = {
    timeMs: timeOf(fields) ?? receivedAtMs,
    level: /^[0-7]$/.test(priority) ? levelOfSyslog(Number(priority)) : 'unknown',
    body: withoutLineEnd(fields.get('MESSAGE') ?? ''),
  }
  const scope = fields.get('SYSLOG_IDENTIFIER') || fields.get('_COMM')
  if (scope) record.scope = scope
  const attributes = attributesOf(fields)
  if (attributes.length > 0) record.attributes = Object.fromEntries(attributes)
  if (isCut) record.truncated = true
  return record
}

/** Fields with a leading `_` are about the process and the journal; of those, only the known ones are kept. */
function attributesOf(fields: JournalEntry['fields']): [string, unknown][] {
  const attributes: [string, unknown][] = []
  for (const [name, value] of fields) {
    const [known, isNumber] = KNOWN[name] ?? []
    if (known) attributes.push([known, isNumber && /^\d{1,15}$/.test(value) ? Number(value) : value])
    else if (!name.startsWith('_') && !LEFT_OUT.has(name)) attributes.push([name, value])
  }
  return attributes
}

/** When the program logged it, otherwise when the journal took it; in microseconds there. */
function timeOf(fields: JournalEntry['fields']): number | null {
  const micros = fields.get('_SOURCE_REALTIME_TIMESTAMP') ?? fields.get('__REALTIME_TIMESTAMP') ?? ''
  return /^\d{1,16}$/.test(micros) ? Number(micros) / 1000 : null
}
