/** The formats that are measured, where each goes, and how much of it. */

export const INGEST_FORMATS = ['ndjson', 'otlp-proto', 'otlp-json', 'loki-json'] as const
export type IngestFormat = (typeof INGEST_FORMATS)[number]

/** Sources that send at the same time, each with a token and a connection of its own, so that no rate of one is in the way. */
export const SOURCES = 4
/** As OpenTelemetry's batch processors send at most. */
export const BODY_RECORDS = 512

export const ADDRESSES: Record<IngestFormat, { path: string; type: string }> = {
  ndjson: { path: '/api/v1/ingest', type: 'application/x-ndjson' },
  'otlp-proto': { path: '/v1/logs', type: 'application/x-protobuf' },
  'otlp-json': { path: '/v1/logs', type: 'application/json' },
  'loki-json': { path: '/loki/api/v1/push', type: 'application/json' },
}
