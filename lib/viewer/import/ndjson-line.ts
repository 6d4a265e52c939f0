/** Reads a line of our own NDJSON (lib/viewer/export/ndjson-file.ts) and of `tail --json`. Trusts nothing in it. */
import { LEVELS, type Level } from '#lib/protocol/levels.ts'
import {
  decodeRecord,
  encodeRecord,
  type LogRecord,
  type NumberedRecord,
  type RecordError,
} from '#lib/protocol/record.ts'
import type { FileDevice, FileSession } from '#lib/viewer/export/file-facts.ts'
import type { LineFault } from './file-problem.ts'

export type NdjsonItem =
  | { kind: 'file'; version: number; which: 'shown' | 'all' }
  | { kind: 'session'; session: FileSession }
  /** `session` is empty where the record belongs to the first session of the file. */
  | { kind: 'record'; session: string; device: string; record: NumberedRecord }

export type LineProblem = Pick<LineFault, 'reason' | 'field'>

/** Longest id and name of a session or device that is taken over, characters. */
const NAME_CHARS_MAX = 200
/** A shorter line cannot hold values that are nested too deeply; longer ones take the way through the decoder, which cuts them. */
const DEPTH_SAFE_CHARS = 1_000

class WrongField extends Error {
  readonly field: string

  constructor(field: string) {
    super(field)
    this.field = field
  }
}

/** Whether the first line of a file says that the file is one of ours. */
export function isOwnLine(line: string): boolean {
  const fields = parsed(line)
  if (!fields) return false
  if (typeof fields.agentLogger === 'number') return true
  return (
    Number.isSafeInteger(fields.seq) && typeof fields.time === 'string' && isLevel(fields.level) && 'body' in fields
  )
}

export function readNdjsonLine(line: string): NdjsonItem | LineProblem {
  const fields = parsed(line)
  if (!fields) return { reason: 'not-json', field: '' }
  try {
    if ('agentLogger' in fields) {
      const version = numberOf(fields, 'agentLogger') ?? 0
      return { kind: 'file', version, which: fields.which === 'shown' ? 'shown' : 'all' }
    }
    if ('seq' in fields) return readRecord(fields, line.length)
    if ('session' in fields) return { kind: 'session', session: readSession(fields) }
    return { reason: 'not-record', field: '' }
  } catch (error) {
    return error instanceof WrongField ? { reason: 'field', field: error.field } : { reason: 'not-record', field: '' }
  }
}

function readRecord(fields: Record<string, unknown>, lineChars: number): NdjsonItem {
  const seq = numberOf(fields, 'seq')
  if (seq === undefined || !Number.isSafeInteger(seq) || seq < 1) throw new WrongField('seq')
  if (!isLevel(fields.level)) throw new WrongField('level')
  if (typeof fields.body !== 'string') throw new WrongField('body')
  const record: LogRecord = { timeMs: timeOf(fields), level: fields.level, body: fields.body }
  if (flagOf(fields, 'isJson')) record.isJson = true
  const attributes = objectOf(fields, 'attributes')
  if (attributes) record.attributes = attributes
  const scope = textOf(fields, 'scope')
  if (scope !== undefined) record.scope = scope
  const traceId = textOf(fields, 'traceId')
  if (traceId !== undefined) record.traceId = traceId
  const spanId = textOf(fields, 'spanId')
  if (spanId !== undefined) record.spanId = spanId
  const error = errorOf(fields)
  if (error) record.error = error
  if (flagOf(fields, 'isPartial')) record.isPartial = true
  if (flagOf(fields, 'truncated')) record.truncated = true
  // The fields of a JSON line are read from its body again, as a viewer does that gets it from a device.
  const needsDecoding = record.isJson === true || lineChars > DEPTH_SAFE_CHARS
  return {
    kind: 'record',
    session: nameOf(fields, 'session'),
    device: nameOf(fields, 'device'),
    record: { ...(needsDecoding ? decoded(record) : record), seq },
  }
}

function decoded(record: LogRecord): LogRecord {
  const read = decodeRecord(encodeRecord(record))
  // The wire leaves out what is empty.
  for (const key of ['scope', 'traceId', 'spanId'] as const) if (record[key] === '') read[key] = ''
  return read
}

function readSession(fields: Record<string, unknown>): FileSession {
  const id = nameOf(fields, 'session')
  if (id === '') throw new WrongField('session')
  const startedAt = textOf(fields, 'startedAt')
  const endedAt = textOf(fields, 'endedAt')
  return {
    id,
    startedAtMs: startedAt === undefined ? 0 : momentOf(startedAt, 'startedAt'),
    endedAtMs: endedAt === undefined ? null : momentOf(endedAt, 'endedAt'),
    clockOffsetMs: numberOf(fields, 'clockOffsetMs') ?? null,
    device: readDevice(fields),
  }
}

function readDevice(fields: Record<string, unknown>): FileDevice | null {
  const device = objectOf(fields, 'device')
  if (!device) return null
  const text = (key: string) => (typeof device[key] === 'string' ? device[key].slice(0, NAME_CHARS_MAX) : '')
  return {
    id: text('id'),
    name: text('name'),
    platform: text('platform'),
    os: text('os'),
    model: text('model'),
    appName: text('appName'),
    appVersion: text('appVersion'),
  }
}

function timeOf(fields: Record<string, unknown>): number {
  const exact = numberOf(fields, 'timeMs')
  if (exact !== undefined) return exact
  const text = textOf(fields, 'time')
  return text === undefined || text === '' ? 0 : momentOf(text, 'time')
}

function momentOf(text: string, field: string): number {
  const timeMs = Date.parse(text)
  if (Number.isNaN(timeMs)) throw new WrongField(field)
  return timeMs
}

function errorOf(fields: Record<string, unknown>): RecordError | undefined {
  const error = objectOf(fields, 'error')
  if (!error) return undefined
  const { name, message, stack } = error
  if (typeof name !== 'string' || typeof message !== 'string') throw new WrongField('error')
  return typeof stack === 'string' ? { name, message, stack } : { name, message }
}

/** Undefined where the field is absent or null. */
function textOf(fields: Record<string, unknown>, field: string): string | undefined {
  const value = fields[field] ?? undefined
  if (value !== undefined && typeof value !== 'string') throw new WrongField(field)
  return value
}

function nameOf(fields: Record<string, unknown>, field: string): string {
  return (textOf(fields, field) ?? '').slice(0, NAME_CHARS_MAX)
}

function numberOf(fields: Record<string, unknown>, field: string): number | undefined {
  const value = fields[field] ?? undefined
  if (value !== undefined && (typeof value !== 'number' || !Number.isFinite(value))) throw new WrongField(field)
  return value
}

function flagOf(fields: Record<string, unknown>, field: string): boolean {
  const value = fields[field] ?? false
  if (typeof value !== 'boolean') throw new WrongField(field)
  return value
}

function objectOf(fields: Record<string, unknown>, field: string): Record<string, unknown> | undefined {
  const value = fields[field] ?? undefined
  if (value !== undefined && (typeof value !== 'object' || Array.isArray(value))) throw new WrongField(field)
  return value as Record<string, unknown> | undefined
}

function isLevel(value: unknown): value is Level {
  return (LEVELS as readonly unknown[]).includes(value)
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
