/**
 * From OpenTelemetry's log data model to a record. Both encodings are first read into {@link OtlpRecord}; a test compares them.
 */
import { LEVELS, type Level, parseLevel } from '#lib/protocol/levels.ts'
import type { LogRecord, RecordError } from '#lib/protocol/record.ts'
import { setField } from './set-field.ts'

export type Fields = Record<string, unknown>

/** Zero, '' and undefined: not given. Ids are lower-case hex. */
export interface OtlpRecord {
  /** Epoch milliseconds. */
  timeMs: number
  observedTimeMs: number
  severityNumber: number
  severityText: string
  body: unknown
  attributes: Fields
  droppedAttributesCount: number
  traceId: string
  spanId: string
  eventName: string
}

/** One literal: with spread objects it took longer than all of the rest of decoding a record. */
export function emptyOtlpRecord(): OtlpRecord {
  return {
    timeMs: 0,
    observedTimeMs: 0,
    severityNumber: 0,
    severityText: '',
    body: undefined,
    attributes: {},
    droppedAttributesCount: 0,
    traceId: '',
    spanId: '',
    eventName: '',
  }
}

/** Four numbers for each level. Not {@link parseLevel}, which would take 10 and 20 for pino's. */
export function levelOfOtlp(severityNumber: number, severityText: string): Level {
  if (severityNumber >= 1 && severityNumber <= 24) return LEVELS[Math.floor((severityNumber - 1) / 4)] ?? 'unknown'
  return parseLevel(severityText)
}

export function recordOfOtlp(read: OtlpRecord, scope: string, receivedAtMs: number): LogRecord {
  const attributes = { ...read.attributes }
  const error = takeError(attributes)
  const record: LogRecord = {
    timeMs: read.timeMs || read.observedTimeMs || receivedAtMs,
    level: levelOfOtlp(read.severityNumber, read.severityText),
    body: '',
  }
  if (error) record.error = error
  if (read.eventName !== '' && hasBody(read.body) && !Object.hasOwn(attributes, 'event.name'))
    attributes['event.name'] = read.eventName
  if (read.droppedAttributesCount > 0) attributes.droppedAttributesCount = read.droppedAttributesCount
  const hasOwn = Object.keys(attributes).length > 0
  takeBody(record, read, attributes, hasOwn)
  if (!record.isJson && Object.keys(attributes).length > 0) record.attributes = attributes
  if (scope !== '') record.scope = scope
  if (isHexId(read.traceId, 32)) record.traceId = read.traceId.toLowerCase()
  if (isHexId(read.spanId, 16)) record.spanId = read.spanId.toLowerCase()
  return record
}

/** A map with a message becomes that text, and its other fields join the attributes; any other map is shown as JSON. */
function takeBody(record: LogRecord, { body, eventName }: OtlpRecord, attributes: Fields, hasOwn: boolean): void {
  if (!hasBody(body)) {
    record.body = eventName || record.error?.message || ''
    return
  }
  if (typeof body !== 'object' || body === null) {
    record.body = String(body)
    return
  }
  if (Array.isArray(body)) {
    record.body = JSON.stringify(body)
    return
  }
  const fields = body as Fields
  const key = ['message', 'msg'].find((name) => Object.hasOwn(fields, name) && typeof fields[name] === 'string')
  if (key === undefined) {
    record.body = JSON.stringify(fields)
    // A JSON body brings its own fields in place of the record's.
    if (!hasOwn) record.isJson = true
    return
  }
  record.body = fields[key] as string
  for (const [name, value] of Object.entries(fields))
    if (name !== key) setField(attributes, Object.hasOwn(attributes, name) ? `body.${name}` : name, value)
}

function hasBody(body: unknown): boolean {
  return body !== undefined && body !== null && body !== ''
}

/** Semantic conventions for exceptions. The fields move into the error. */
function takeError(attributes: Fields): RecordError | null {
  const type = attributes['exception.type']
  const message = attributes['exception.message']
  const stack = attributes['exception.stacktrace']
  if (![type, message, stack].some((part) => typeof part === 'string' && part !== '')) return null
  delete attributes['exception.type']
  delete attributes['exception.message']
  delete attributes['exception.stacktrace']
  return {
    name: wordOf(type) || 'Error',
    message: wordOf(message),
    ...(typeof stack === 'string' && stack !== '' ? { stack } : {}),
  }
}

function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function isHexId(text: string, length: number): boolean {
  return text.length === length && /^[0-9a-f]+$/i.test(text) && !/^0+$/.test(text)
}
