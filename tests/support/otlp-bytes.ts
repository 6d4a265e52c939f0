/** OTLP logs as protobuf, written by hand from opentelemetry-proto: what exporters that cannot run here would send. */
import { PbfWriter } from 'pbf'

type Value = string | number | boolean | Value[] | { [name: string]: Value }

export interface OtlpRecord {
  timeUnixNano?: bigint
  observedTimeUnixNano?: bigint
  severityNumber?: number
  severityText?: string
  body?: Value
  attributes?: Record<string, Value>
  traceId?: string
  spanId?: string
}

export interface OtlpGroup {
  resource: Record<string, Value>
  scope: string
  records: readonly OtlpRecord[]
}

/** An ExportLogsServiceRequest. */
export function otlpBytes(groups: readonly OtlpGroup[]): Buffer {
  const pbf = new PbfWriter()
  for (const group of groups) pbf.writeMessage(1, writeGroup, group)
  return Buffer.from(pbf.finish())
}

function writeGroup({ resource, scope, records }: OtlpGroup, pbf: PbfWriter): void {
  pbf.writeMessage(1, writeAttributes(1), resource)
  pbf.writeMessage(2, writeScoped, { scope, records })
}

function writeScoped({ scope, records }: Omit<OtlpGroup, 'resource'>, pbf: PbfWriter): void {
  pbf.writeMessage(1, (name: string) => pbf.writeStringField(1, name), scope)
  for (const record of records) pbf.writeMessage(2, writeRecord, record)
}

function writeRecord(record: OtlpRecord, pbf: PbfWriter): void {
  if (record.timeUnixNano) writeFixed64(pbf, 1, record.timeUnixNano)
  if (record.severityNumber) pbf.writeVarintField(2, record.severityNumber)
  if (record.severityText) pbf.writeStringField(3, record.severityText)
  if (record.body !== undefined) pbf.writeMessage(5, writeValue, record.body)
  writeAttributes(6)(record.attributes ?? {}, pbf)
  if (record.traceId) pbf.writeBytesField(9, Buffer.from(record.traceId, 'hex'))
  if (record.spanId) pbf.writeBytesField(10, Buffer.from(record.spanId, 'hex'))
  if (record.observedTimeUnixNano) writeFixed64(pbf, 11, record.observedTimeUnixNano)
}

function writeAttributes(tag: number) {
  return (attributes: Record<string, Value>, pbf: PbfWriter): void => {
    for (const [name, value] of Object.entries(attributes))
      pbf.writeMessage(
        tag,
        () => {
          pbf.writeStringField(1, name)
          pbf.writeMessage(2, writeValue, value)
        },
        null,
      )
  }
}

function writeValue(value: Value, pbf: PbfWriter): void {
  if (typeof value === 'string') pbf.writeStringField(1, value)
  else if (typeof value === 'boolean') pbf.writeBooleanField(2, value)
  else if (typeof value === 'number' && Number.isInteger(value)) pbf.writeVarintField(3, value)
  else if (typeof value === 'number') pbf.writeDoubleField(4, value)
  else if (Array.isArray(value))
    pbf.writeMessage(
      5,
      () => {
        for (const each of value) pbf.writeMessage(1, writeValue, each)
      },
      null,
    )
  else pbf.writeMessage(6, writeAttributes(1), value)
}

function writeFixed64(pbf: PbfWriter, tag: number, value: bigint): void {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  pbf.writeTag(tag, 1)
  for (const byte of bytes) {
    pbf.realloc(1)
    pbf.buf[pbf.pos++] = byte
  }
}
