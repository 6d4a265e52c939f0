/** Reads `ExportLogsServiceRequest` in JSON: first where each record is, then each record when it is asked for. */
import { JsonSpans, type Span } from './json-spans.ts'
import { msOfNanosText } from './nanos.ts'
import { emptyOtlpRecord, type Fields, type OtlpRecord, recordOfOtlp } from './otlp-record.ts'
import { sourceOfResource } from './otlp-resource.ts'
import { setField } from './set-field.ts'
import {
  type DecodeLimits,
  ItemCount,
  readable,
  readableOr,
  type SourceRecords,
  type Steps,
  Undecodable,
} from './source.ts'

/** An AnyValue takes up to four of these levels for one level of the value. */
const DEPTH_PER_VALUE = 4

interface Scope {
  scope: Span | null
  records: Span[]
}

/** Throws {@link Undecodable}, also for what is nested too deeply anywhere. */
export function* decodeOtlpJson(body: Uint8Array, limits: DecodeLimits, receivedAtMs: number): Steps<SourceRecords[]> {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
  const json = new JsonSpans(text, limits.depthMax * DEPTH_PER_VALUE)
  const items = new ItemCount(limits.itemsMax)
  const found: { resource: Span | null; scopes: Scope[] }[] = []
  yield* json.object(function* (name) {
    if (name !== 'resourceLogs') return void (yield* json.skip())
    yield* json.array(function* () {
      items.add()
      const group: (typeof found)[number] = { resource: null, scopes: [] }
      found.push(group)
      yield* json.object(function* (field) {
        if (field === 'resource') group.resource = yield* json.skip()
        else if (field === 'scopeLogs') yield* json.array(() => readScope(json, items, group.scopes))
        else yield* json.skip()
      })
    })
  })
  json.end()
  return found.map(({ resource, scopes }) => ({
    source: sourceOfResource(
      resource ? fieldsOf(asObject(parsed(json, resource, limits)).attributes, limits.depthMax) : {},
    ),
    count: scopes.reduce((sum, { records }) => sum + records.length, 0),
    records: () => recordsOf(json, scopes, limits, receivedAtMs),
  }))
}

function* readScope(json: JsonSpans, items: ItemCount, scopes: Scope[]): Steps<void> {
  items.add()
  const scope: Scope = { scope: null, records: [] }
  scopes.push(scope)
  yield* json.object(function* (field) {
    if (field === 'scope') scope.scope = yield* json.skip()
    else if (field !== 'logRecords') yield* json.skip()
    else
      yield* json.array(function* () {
        items.add()
        scope.records.push(yield* json.skip())
      })
  })
}

function* recordsOf(json: JsonSpans, scopes: readonly Scope[], limits: DecodeLimits, receivedAtMs: number) {
  for (const { scope, records } of scopes) {
    const name = scope ? readableOr(() => textOf(asObject(parsed(json, scope, limits)).name), '') : ''
    for (const span of records)
      yield readable(() =>
        recordOfOtlp(readRecord(asObject(parsed(json, span, limits)), limits.depthMax), name, receivedAtMs),
      )
  }
}

/** Integers beyond 2^53 should come as text, but JSON of careless writers has them as numbers, which parsing would round. */
const LONG_INTEGER = /("(?:intValue|timeUnixNano|observedTimeUnixNano)"\s*:\s*)(-?\d{16,20})(?=\s*[,}])/g

function parsed(json: JsonSpans, [from, to]: Span, { recordBytesMax }: DecodeLimits): unknown {
  if (to - from > recordBytesMax) throw new Undecodable(`a record of more than ${recordBytesMax} bytes`, 'too-large')
  const text = json.text.slice(from, to)
  try {
    return JSON.parse(text.replace(LONG_INTEGER, '$1"$2"'))
  } catch {
    throw new Undecodable('not valid JSON')
  }
}

function readRecord(fields: Fields, depthMax: number): OtlpRecord {
  const record = emptyOtlpRecord()
  record.timeMs = msOfNanosText(fields.timeUnixNano)
  record.observedTimeMs = msOfNanosText(fields.observedTimeUnixNano)
  record.severityNumber = severityOf(fields.severityNumber)
  record.severityText = textOf(fields.severityText)
  record.body = fields.body === undefined ? undefined : plainOf(fields.body, depthMax)
  record.attributes = fieldsOf(fields.attributes, depthMax)
  record.droppedAttributesCount = Number(fields.droppedAttributesCount) || 0
  record.traceId = textOf(fields.traceId)
  record.spanId = textOf(fields.spanId)
  record.eventName = textOf(fields.eventName)
  return record
}

/** Protobuf's JSON allows the name of an enum's value: SEVERITY_NUMBER_INFO2. */
const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']

function severityOf(value: unknown): number {
  const named = /^SEVERITY_NUMBER_([A-Z]+)([2-4]?)$/.exec(textOf(value))
  if (!named) return Number(value) || 0
  const index = SEVERITIES.indexOf(named[1] as string)
  return index < 0 ? 0 : index * 4 + Number(named[2] || 1)
}

function fieldsOf(list: unknown, depthMax: number): Fields {
  const fields: Fields = {}
  if (!Array.isArray(list)) return fields
  for (const pair of list) {
    const { key, value } = asObject(pair)
    if (typeof key === 'string') setField(fields, key, plainOf(value, depthMax))
  }
  return fields
}

/** The plain value of an AnyValue; null where no member is set. Throws beyond `depthLeft`. */
function plainOf(any: unknown, depthLeft: number): unknown {
  if (depthLeft <= 0) throw new Undecodable('nested too deeply', 'too-deep')
  const value = asObject(any)
  if (value.stringValue !== undefined) return textOf(value.stringValue)
  if (value.boolValue !== undefined) return value.boolValue === true || value.boolValue === 'true'
  if (value.intValue !== undefined) return intOf(value.intValue)
  if (value.doubleValue !== undefined) return doubleOf(value.doubleValue)
  if (value.arrayValue !== undefined) {
    const { values } = asObject(value.arrayValue)
    return Array.isArray(values) ? values.map((each) => plainOf(each, depthLeft - 1)) : []
  }
  if (value.kvlistValue !== undefined) return fieldsOf(asObject(value.kvlistValue).values, depthLeft - 1)
  return value.bytesValue === undefined ? null : textOf(value.bytesValue)
}

function intOf(value: unknown): number | string {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : textOf(value)
}

/** `NaN`, `Infinity` and `-Infinity` come as text, and stay it. */
function doubleOf(value: unknown): number | string {
  const number = Number(value)
  return Number.isFinite(number) ? number : textOf(value)
}

function textOf(value: unknown): string {
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : ''
}

/** Empty for what is no object. */
function asObject(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}
