/** What programs without our SDK send: the same records in each format, in bodies as shippers make them. */
import { sampleLines } from '#tests/bench/records.ts'
import { otlpBytes } from '#tests/support/otlp-bytes.ts'
import { BODY_RECORDS, type IngestFormat, SOURCES } from './ingest-formats.ts'

/** Distinct bodies; a slice sends each again and again. */
const BODIES = 4 * SOURCES
const START_MS = Date.UTC(2026, 0, 2)

interface Sent {
  timeMs: number
  isError: boolean
  line: string
  traceId: string
  spanId: string
  attributes: Record<string, string | number | boolean>
}

/** The bodies of the sources take turns. */
export function ingestBodies(format: IngestFormat, seed: number): Buffer[] {
  const lines = sampleLines(BODIES * BODY_RECORDS, seed)
  return Array.from({ length: BODIES }, (_, body) => {
    const records = lines.slice(body * BODY_RECORDS, (body + 1) * BODY_RECORDS).map(recordOf)
    return WRITERS[format](records, `shop ${body % SOURCES}`)
  })
}

function recordOf(line: string, i: number): Sent {
  const hex = (i + 1).toString(16)
  return {
    timeMs: START_MS + i,
    isError: i % 20 === 0,
    line,
    traceId: hex.padStart(32, 'a'),
    spanId: hex.padStart(16, 'b'),
    attributes: {
      'http.route': '/orders/{id}',
      'http.status_code': 200 + (i % 5),
      'user.id': `u-${i}`,
      cached: i % 2 === 0,
    },
  }
}

const nanos = (timeMs: number) => `${timeMs}000000`

const WRITERS: Record<IngestFormat, (records: Sent[], source: string) => Buffer> = {
  ndjson: (records) =>
    Buffer.from(
      records
        .map(({ timeMs, isError, line, traceId, spanId, attributes }) =>
          JSON.stringify({
            ...{ level: isError ? 'error' : 'info', time: new Date(timeMs).toISOString(), msg: line },
            ...{ trace_id: traceId, span_id: spanId, ...attributes },
          }),
        )
        .join('\n'),
    ),
  'otlp-json': (records, source) =>
    json({
      resourceLogs: [
        {
          resource: { attributes: keyValues({ 'service.name': source }) },
          scopeLogs: [
            {
              scope: { name: 'cart' },
              logRecords: records.map(({ timeMs, isError, line, traceId, spanId, attributes }) => ({
                ...{ timeUnixNano: nanos(timeMs), observedTimeUnixNano: nanos(timeMs) },
                ...{ severityNumber: isError ? 17 : 9, severityText: isError ? 'ERROR' : 'INFO' },
                ...{ body: { stringValue: line }, attributes: keyValues(attributes), traceId, spanId },
              })),
            },
          ],
        },
      ],
    }),
  'otlp-proto': (records, source) =>
    otlpBytes([
      {
        resource: { 'service.name': source },
        scope: 'cart',
        records: records.map(({ timeMs, isError, line, traceId, spanId, attributes }) => ({
          ...{ timeUnixNano: BigInt(nanos(timeMs)), observedTimeUnixNano: BigInt(nanos(timeMs)) },
          ...{ severityNumber: isError ? 17 : 9, severityText: isError ? 'ERROR' : 'INFO' },
          ...{ body: line, attributes, traceId, spanId },
        })),
      },
    ]),
  'loki-json': (records, source) =>
    json({
      streams: [false, true].map((isOfErrors) => ({
        stream: { app: source, level: isOfErrors ? 'error' : 'info', env: 'production' },
        values: records
          .filter(({ isError }) => isError === isOfErrors)
          .map(({ timeMs, line, traceId, spanId }) => [nanos(timeMs), line, { trace_id: traceId, span_id: spanId }]),
      })),
    }),
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value))
}

function keyValues(attributes: Sent['attributes']) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value:
      typeof value === 'string'
        ? { stringValue: value }
        : typeof value === 'boolean'
          ? { boolValue: value }
          : { intValue: String(value) },
  }))
}
