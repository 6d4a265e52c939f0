/** From the labels of a Loki stream to a source, and from its entries to records. Both encodings of a push end here. */
import { type Level, parseLevel } from '#lib/protocol/levels.ts'
import type { LogRecord } from '#lib/protocol/record.ts'
import { setField } from './set-field.ts'
import type { Source } from './source.ts'

export type Labels = Record<string, string>

/** What names a stream, the most telling first: conventions of Alloy, promtail, Docker's driver and loggers' own clients. */
const NAME = [
  'service_name',
  'service',
  'app',
  'application',
  'app_kubernetes_io_name',
  'job',
  'container',
  'container_name',
]
const INSTANCE = ['instance', 'service_instance_id', 'pod', 'container_id', 'host', 'hostname', 'node_name', 'nodename']
const MODEL = ['pod', 'host', 'hostname', 'instance', 'nodename']
const LEVEL = ['level', 'detected_level', 'severity', 'severity_text', 'lvl']
const TRACE = ['trace_id', 'traceId', 'traceID']
const SPAN = ['span_id', 'spanId', 'spanID']

export interface LokiEntry {
  /** Epoch milliseconds; 0 when the entry has no readable time. */
  timeMs: number
  line: string
  metadata: Labels
}

/** How a line of text becomes a record; passed in, because lines have a folder of their own. */
export type ReadLine = (line: string) => LogRecord

export function sourceOfLabels(labels: Labels): Source {
  return {
    kind: 'loki',
    name: first(labels, NAME) || 'Loki',
    instance: first(labels, INSTANCE),
    description: {
      platform: 'loki',
      model: first(labels, MODEL),
      appName: first(labels, NAME),
      appVersion: first(labels, ['version', 'service_version']),
    },
  }
}

/** The labels that say something of a record and not of its source. */
export function attributesOf(labels: Labels): Labels {
  const kept: Labels = {}
  for (const [name, value] of Object.entries(labels)) if (!OF_SOURCE.has(name)) setField(kept, name, value)
  return kept
}

const OF_SOURCE = new Set([...LEVEL, ...NAME, ...INSTANCE, '__stream_shard__'])

export function recordOfEntry(entry: LokiEntry, labels: Labels, read: ReadLine, receivedAtMs: number): LogRecord {
  const record = read(entry.line)
  record.timeMs = entry.timeMs || receivedAtMs
  record.level = levelOf(entry.metadata) ?? (record.level === 'unknown' ? (levelOf(labels) ?? 'unknown') : record.level)
  const metadata: Labels = {}
  for (const [name, value] of Object.entries(entry.metadata))
    if (!LEVEL.includes(name) && !TRACE.includes(name) && !SPAN.includes(name)) setField(metadata, name, value)
  const traceId = idOf(entry.metadata, TRACE, /^[0-9a-f]{32}$/i)
  const spanId = idOf(entry.metadata, SPAN, /^[0-9a-f]{16}$/i)
  if (traceId) record.traceId = traceId
  if (spanId) record.spanId = spanId
  addAttributes(record, labels, metadata)
  return record
}

/**
 * A JSON line brings its own fields in place of attributes. Labels are the same for the whole stream and stay out then, but
 * metadata is of this record alone: the line keeps its text, and its fields become attributes beside the metadata.
 */
function addAttributes(record: LogRecord, labels: Labels, metadata: Labels): void {
  if (record.isJson && Object.keys(metadata).length === 0) return
  const attributes: Record<string, unknown> = {}
  if (record.isJson) {
    delete record.isJson
    for (const [name, value] of Object.entries(JSON.parse(record.body) as object)) setField(attributes, name, value)
  }
  for (const [name, value] of Object.entries(record.attributes ?? {})) setField(attributes, name, value)
  for (const fields of [attributesOf(labels), metadata])
    for (const [name, value] of Object.entries(fields)) setField(attributes, name, value)
  if (Object.keys(attributes).length > 0) record.attributes = attributes
}

function levelOf(labels: Labels): Level | null {
  const level = parseLevel(first(labels, LEVEL))
  return level === 'unknown' ? null : level
}

function idOf(labels: Labels, names: readonly string[], shape: RegExp): string | null {
  const id = first(labels, names)
  return shape.test(id) ? id.toLowerCase() : null
}

function first(labels: Labels, names: readonly string[]): string {
  for (const name of names) {
    const value = Object.hasOwn(labels, name) ? labels[name] : undefined
    if (value !== undefined && value !== '') return value
  }
  return ''
}
