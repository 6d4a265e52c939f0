/**
 * One log entry and its bytes: a line of NDJSON with short, fixed keys. Fields follow the OpenTelemetry log data model.
 * Values that are the same in every record of a session (device, app, session id) travel in the hello, not here.
 */
import { isPolluted } from './built-ins.ts'
import { findJson } from './json-body.ts'
import { jsonText } from './json-text.ts'
import { type Level, parseLevel } from './levels.ts'

export interface RecordError {
  name: string
  message: string
  stack?: string
}

export interface LogRecord {
  /** Epoch milliseconds by the device's clock, with fractions where the device has them. For display only. */
  timeMs: number
  level: Level
  /** The message as text. */
  body: string
  /** Structured fields; values are any JSON. Own fields of an error have names such as `error.code` and `error.cause.errno`. */
  attributes?: Record<string, unknown>
  /** The logger's name (OpenTelemetry: instrumentation scope). */
  scope?: string
  traceId?: string
  spanId?: string
  error?: RecordError
  /**
   * True when the body is the text of a JSON object, byte for byte (a line of a structured log), perhaps behind the prefix of a
   * container tool. Its fields are not sent twice: {@link decodeRecord} parses them, and the prefix, into `attributes`.
   */
  isJson?: boolean
  /** True when no line end followed the body: the rest of its line is in the next record. */
  isPartial?: boolean
  /** True when the device cut the body, the attributes or the stack to fit {@link LIMITS.recordBytesMax}. */
  truncated?: boolean
}

/** What a record may have, none of it set. */
const BLANK = {
  attributes: undefined,
  scope: undefined,
  traceId: undefined,
  spanId: undefined,
  error: undefined,
  isJson: undefined,
  isPartial: undefined,
  truncated: undefined,
}

/** The record, and in a page that has changed `Object.prototype` one that inherits none of its fields, nor do its copies. */
export function ownRecord(record: LogRecord): LogRecord {
  return isPolluted() ? ({ ...BLANK, ...record } as object as LogRecord) : record
}

/** A record with its place in the session. */
export interface NumberedRecord extends LogRecord {
  seq: number
}

interface WireRecord {
  t: number
  l: Level
  b: string
  a?: Record<string, unknown>
  s?: string
  ti?: string
  si?: string
  e?: { n: string; m: string; s?: string }
  j?: 1
  p?: 1
  x?: 1
}

/**
 * The record as one JSON line without a line end. Throws what JSON.stringify throws (cycles, BigInt), so callers serialize
 * first.
 */
export function encodeRecord(record: LogRecord): string {
  const wire: WireRecord = { t: record.timeMs, l: record.level, b: record.body }
  if (record.isJson) wire.j = 1
  else if (record.attributes) wire.a = record.attributes
  if (record.scope) wire.s = record.scope
  if (record.traceId) wire.ti = record.traceId
  if (record.spanId) wire.si = record.spanId
  if (record.error) {
    const { name, message, stack } = record.error
    wire.e = stack === undefined ? { n: name, m: message } : { n: name, m: message, s: stack }
  }
  if (record.isPartial) wire.p = 1
  if (record.truncated) wire.x = 1
  return jsonText(wire)
}

/** The record of one line. A line in another format becomes a record whose body is that line, so that no line is ever lost. */
export function decodeRecord(line: string): LogRecord {
  let wire: Partial<WireRecord>
  try {
    wire = parseShallow(line) as Partial<WireRecord>
  } catch {
    return { timeMs: 0, level: 'unknown', body: line }
  }
  if (typeof wire !== 'object' || wire === null || typeof wire.b !== 'string')
    return { timeMs: 0, level: 'unknown', body: line }
  const record: LogRecord = {
    timeMs: typeof wire.t === 'number' && Number.isFinite(wire.t) ? wire.t : 0,
    level: parseLevel(wire.l),
    body: wire.b,
  }
  if (wire.j) {
    record.isJson = true
    const attributes = fieldsOf(wire.b)
    if (attributes) record.attributes = attributes
  } else if (wire.a && typeof wire.a === 'object' && !Array.isArray(wire.a)) record.attributes = wire.a
  if (typeof wire.s === 'string') record.scope = wire.s
  if (typeof wire.ti === 'string') record.traceId = wire.ti
  if (typeof wire.si === 'string') record.spanId = wire.si
  if (wire.e && typeof wire.e === 'object')
    record.error = {
      name: wordOf(wire.e.n, 'Error'),
      message: wordOf(wire.e.m, ''),
      ...(typeof wire.e.s === 'string' ? { stack: wire.e.s } : {}),
    }
  if (wire.p) record.isPartial = true
  if (wire.x) record.truncated = true
  return record
}

function fieldsOf(body: string): Record<string, unknown> | undefined {
  const found = findJson(body)
  if (!found) return undefined
  try {
    const fields = parseShallow(found.json) as Record<string, unknown>
    return found.prefix && !Object.hasOwn(fields, 'prefix') ? { prefix: found.prefix, ...fields } : fields
  } catch {
    return undefined // cut by the device, or nested too deeply: its text is still shown
  }
}

/** The text of an untrusted value, or `fallback` where it has none. */
function wordOf(value: unknown, fallback: string): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : fallback
}

/** Shallow enough for any recursive code that prints or searches the value; the SDK's own fields are at most twelve deep. */
const DEPTH_MAX = 500

/** JSON.parse accepts any depth; this throws beyond {@link DEPTH_MAX}. */
function parseShallow(text: string): unknown {
  const value: unknown = JSON.parse(text)
  // Each level takes two brackets, so a shorter text cannot be too deep.
  if (text.length > 2 * DEPTH_MAX && isDeeper(value, DEPTH_MAX)) throw new Error('nested too deeply')
  return value
}

function isDeeper(value: unknown, depthMax: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depthMax === 0 || Object.values(value).some((inner) => isDeeper(inner, depthMax - 1))
}

/** The records of one batch payload, numbered from `first`. Lines beyond `count` are ignored; missing lines give no record. */
export function decodeRecords(text: string, first: number, count: number): NumberedRecord[] {
  const lines = text.split('\n', count)
  return lines.map((line, i) => ({ ...decodeRecord(line), seq: first + i }))
}
