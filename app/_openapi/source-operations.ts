/**
 * The addresses that take logs of programs without the SDK. They are no routes of Next: lib/server/transports/ingest serves them,
 * and a test compares this table with its endpoints.
 */
import { z } from 'zod'
import { api } from '#app/_i18n/en/api.ts'
import { answerSchema, type JsonSchema, type OpenApiParameter } from '#lib/server/http/openapi.ts'
import type { SourceOperation } from '#lib/server/http/openapi-sources.ts'

type SourceOperationId = keyof typeof api.sourceOperations

const query = (name: string, description: string, schema: JsonSchema = { type: 'string' }): OpenApiParameter => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
})

/** Fields that a schema does not name are allowed. */
const json = answerSchema
const TEXT: JsonSchema = { type: 'string' }
/** Protobuf and other bytes, which no schema describes. */
const BYTES: JsonSchema = {}

const lines = {
  query: [
    query('name', 'Names the device. Defaults to the user of Basic authentication.'),
    query('instance', "Tells runs of one name apart, such as a container's ID: each has its own session."),
    query('multiline', '`off` makes a record of each line; otherwise lines that belong together are one record.', {
      type: 'string',
      enum: ['on', 'off'],
      default: 'on',
    }),
  ],
  bodies: {
    'text/plain': TEXT,
    'application/x-ndjson': TEXT,
    'application/json': json(z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())])),
  },
  answer: {
    status: 200,
    bodies: {
      'application/json': json(
        z.object({
          accepted: z.int().meta({ description: 'Number of records.' }),
          sessionId: z.string(),
          url: z.string().meta({ description: 'The page that shows the session.' }),
        }),
      ),
    },
  },
  codes: ['too-many-sessions', 'server-full'],
} as const

const otlp = {
  query: [],
  bodies: {
    'application/x-protobuf': BYTES,
    'application/json': json(
      z.object({
        resourceLogs: z
          .array(z.record(z.string(), z.unknown()))
          .meta({ description: 'As ExportLogsServiceRequest of OpenTelemetry has it.' }),
      }),
    ),
  },
  answer: {
    status: 200,
    bodies: {
      'application/x-protobuf': BYTES,
      'application/json': json(
        z.object({
          partialSuccess: z
            .object({
              rejectedLogRecords: z.string().meta({ description: 'Number of records that could not be read.' }),
              errorMessage: z.string(),
            })
            .optional(),
        }),
      ),
    },
  },
  codes: ['too-many-sessions'],
  errors: {
    'application/x-protobuf': BYTES,
    'application/json': json(
      z
        .object({ code: z.int(), message: z.string() })
        .meta({ description: 'google.rpc.Status, in the encoding of the request.' }),
    ),
  },
} as const

const loki = {
  query: [],
  bodies: {
    'application/json': json(
      z.object({
        streams: z.array(
          z.object({
            stream: z.record(z.string(), z.string()).meta({ description: 'Labels.' }),
            values: z
              .array(z.array(z.unknown()))
              .meta({ description: 'Nanoseconds since 1970 as text, the line, and structured metadata if any.' }),
          }),
        ),
      }),
    ),
    'application/x-protobuf': BYTES,
  },
  answer: { status: 204, bodies: {} },
  codes: ['too-many-sessions'],
} as const

const journal = {
  query: [],
  bodies: { 'application/vnd.fdo.journal': BYTES },
  answer: { status: 200, bodies: { 'text/plain': TEXT } },
  codes: ['too-many-sessions', 'server-full'],
} as const

function source(
  id: SourceOperationId,
  at: `${SourceOperation['method']} /${string}`,
  facts: Pick<SourceOperation, 'query' | 'bodies' | 'answer' | 'codes' | 'errors'>,
): SourceOperation {
  const [method, path] = at.split(' ') as [SourceOperation['method'], string]
  return { id, method, path, tag: api.tags.ingest, summary: api.sourceOperations[id], ...facts }
}

export const SOURCE_OPERATIONS: readonly SourceOperation[] = [
  source('ingestLines', 'POST /api/v1/ingest', lines),
  source('putLines', 'PUT /api/v1/ingest', lines),
  source('exportOtlp', 'POST /v1/logs', otlp),
  source('apiExportOtlp', 'POST /api/v1/otlp/v1/logs', otlp),
  source('pushLoki', 'POST /loki/api/v1/push', loki),
  source('uploadJournal', 'POST /api/v1/journal/upload', journal),
]
