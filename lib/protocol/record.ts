/**
 * One log entry and its bytes: a line of NDJSON with short, fixed keys. Fields follow the OpenTelemetry log data
 * model. What a session repeats in every record (device, app, session id) travels in the hello, not here.
 */
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
  /** Structured fields; any JSON value. */
  attributes?: Record<string, unknown>
  /** The logger's name (OpenTelemetry: instrumentation scope). */
  scope?: string
  traceId?: string
  spanId?: string
  error?: RecordError
  /**
   * True when the body is the text of a JSON object, kept to the byte (a line of a structured log). Its fields are not
   * sent twice: {@link decodeRecord} parses them into `attributes`.
   */
  isJson?: boolean
  /** True when the device cut the body, the attributes or the stack to fit {@link LIMITS.recordBytesMax}. */
  truncated?: boolean
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
  x?: 1
}

/** The record as one JSON line without its line end. Throws what JSON.stringify throws (cycles, BigInt): callers sanitise first. */
export function encodeRecord(record: LogRecord): string {
  const wire: WireRecord = { t: record.timeMs, l: record.level, b: record.body }
  if (record.isJson) wire.j = 1
  else if (record.attributes) wire.a = record.attributes
  if (record.scope) wire.s = record.scope
  if (record.traceId) wire.ti = record.traceId
  if (record.spanId) wire.si = record.spanId
  if (record.error) wire.e = { n: record.error.name, m: record.error.message, s: record.error.stack }
  if (record.truncated) wire.x = 1
  return JSON.stringify(wire)
}

/** The record of one line. A line that is not ours becomes a record whose body is that line, so that no line is ever lost. */
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
    record.attributes = fieldsOf(wire.b)
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
  if (wire.x) record.truncated = true
  return record
}

function fieldsOf(body: string): Record<string, unknown> | undefined {
  try {
    const value = parseShallow(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined // cut by the device, or too deep: its text is still shown
  }
}

/** A stranger's object may have no text at all. */
function wordOf(value: unknown, otherwise: string): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : otherwise
}

/** Below what any stack takes of whoever writes or searches the value; the SDK's own fields are twelve deep. */
const DEPTH_MAX = 500

/** JSON.parse, which takes any depth; throws beyond {@link DEPTH_MAX}. */
function parseShallow(text: string): unknown {
  const value: unknown = JSON.parse(text)
  // A bracket to open and one to close for each level.
  if (text.length > 2 * DEPTH_MAX && isDeeper(value, DEPTH_MAX)) throw new Error('nested too deeply')
  return value
}

function isDeeper(value: unknown, depthMax: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depthMax === 0 || Object.values(value).some((inner) => isDeeper(inner, depthMax - 1))
}

/** Records of one batch payload, numbered from `first`. Lines beyond `count` are ignored; missing ones are simply absent. */
export function decodeRecords(text: string, first: number, count: number): NumberedRecord[] {
  const lines = text.split('\n', count)
  return lines.map((line, i) => ({ ...decodeRecord(line), seq: first + i }))
}
