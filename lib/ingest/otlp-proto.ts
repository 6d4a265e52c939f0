/** Reads `ExportLogsServiceRequest` in protobuf: first where each record is, then each record when it is asked for. */
import { emptyOtlpRecord, type Fields, type OtlpRecord, recordOfOtlp } from './otlp-record.ts'
import { sourceOfResource } from './otlp-resource.ts'
import { type FieldReader, ProtoFields, type Span } from './proto-fields.ts'
import { setField } from './set-field.ts'
import { type DecodeLimits, ItemCount, readable, readableOr, type SourceRecords, type Steps } from './source.ts'

/** A message inside another takes up to three of these levels for one level of the value. */
const DEPTH_PER_VALUE = 3
/** Fields that are read between two pauses. */
const PAUSE_FIELDS = 1_024

interface Scope {
  scope: Span | null
  records: Span[]
}

/** Throws where the body is broken, also for what is nested too deeply in a resource. */
export function* decodeOtlpProto(body: Uint8Array, limits: DecodeLimits, receivedAtMs: number): Steps<SourceRecords[]> {
  const reader = new ProtoFields(body, limits.depthMax * DEPTH_PER_VALUE, limits.recordBytesMax)
  const items = new ItemCount(limits.itemsMax)
  const resources: Span[] = []
  yield* walk(reader, [0, reader.length], (field) => {
    if (field !== 1) return
    items.add()
    resources.push(reader.span())
  })
  const sources: SourceRecords[] = []
  for (const span of resources) {
    const resource: Fields = {}
    const scopes: Span[] = []
    yield* walk(reader, span, (field) => {
      if (field === 1) reader.nested(resourceField, resource)
      else if (field === 2) {
        items.add()
        scopes.push(reader.span())
      }
    })
    const read: Scope[] = []
    for (const scopeSpan of scopes) {
      const scope: Scope = { scope: null, records: [] }
      yield* walk(reader, scopeSpan, (field) => {
        if (field === 1) scope.scope = reader.span()
        else if (field === 2) {
          items.add()
          scope.records.push(reader.span())
        }
      })
      read.push(scope)
    }
    sources.push({
      source: sourceOfResource(resource),
      count: read.reduce((sum, { records }) => sum + records.length, 0),
      records: () => recordsOf(reader, read, receivedAtMs),
    })
  }
  return sources
}

function* recordsOf(reader: ProtoFields, scopes: readonly Scope[], receivedAtMs: number) {
  for (const { scope, records } of scopes) {
    const name = scope ? readableOr(() => reader.message(scope, scopeField, { name: '' }).name, '') : ''
    for (const span of records)
      yield readable(() => recordOfOtlp(reader.message(span, recordField, emptyOtlpRecord()), name, receivedAtMs))
  }
}

/** As {@link ProtoFields.message}, with pauses. */
function* walk(reader: ProtoFields, span: Span, field: (field: number) => void): Steps<void> {
  let fields = 0
  for (const number of reader.each(span)) {
    field(number)
    if (++fields % PAUSE_FIELDS === 0) yield
  }
}

const resourceField: FieldReader<Fields> = (field, resource, reader) => {
  if (field === 1) readKeyValue(resource, reader)
}

const scopeField: FieldReader<{ name: string }> = (field, scope, reader) => {
  if (field === 1) scope.name = reader.text()
}

const recordField: FieldReader<OtlpRecord> = (field, record, reader) => {
  switch (field) {
    case 1:
      record.timeMs = reader.nanosAsMs()
      break
    case 2:
      record.severityNumber = reader.uint()
      break
    case 3:
      record.severityText = reader.text()
      break
    case 5:
      record.body = readAnyValue(reader)
      break
    case 6:
      readKeyValue(record.attributes, reader)
      break
    case 7:
      record.droppedAttributesCount = reader.uint()
      break
    case 9:
      record.traceId = hexOf(reader.bytes())
      break
    case 10:
      record.spanId = hexOf(reader.bytes())
      break
    case 11:
      record.observedTimeMs = reader.nanosAsMs()
      break
    case 12:
      record.eventName = reader.text()
      break
  }
}

function readKeyValue(fields: Fields, reader: ProtoFields): void {
  const { key, value } = reader.nested(keyValueField, { key: '', value: null })
  setField(fields, key, value)
}

const keyValueField: FieldReader<{ key: string; value: unknown }> = (field, pair, reader) => {
  if (field === 1) pair.key = reader.text()
  else if (field === 2) pair.value = readAnyValue(reader)
}

/** Null where no member is set. */
function readAnyValue(reader: ProtoFields): unknown {
  return reader.nested(anyValueField, { value: null }).value
}

const anyValueField: FieldReader<{ value: unknown }> = (field, any, reader) => {
  switch (field) {
    case 1:
      any.value = reader.text()
      break
    case 2:
      any.value = reader.bool()
      break
    case 3:
      any.value = reader.int64()
      break
    case 4:
      any.value = plainNumber(reader.double())
      break
    case 5:
      any.value = reader.nested(arrayField, [])
      break
    case 6:
      any.value = reader.nested(listField, {})
      break
    case 7:
      any.value = Buffer.from(reader.bytes()).toString('base64')
      break
  }
}

const arrayField: FieldReader<unknown[]> = (field, values, reader) => {
  if (field === 1) values.push(readAnyValue(reader))
}

const listField: FieldReader<Fields> = (field, fields, reader) => {
  if (field === 1) readKeyValue(fields, reader)
}

/** JSON has no word for NaN and the infinities. */
function plainNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value)
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
