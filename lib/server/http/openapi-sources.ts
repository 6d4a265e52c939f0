/** Describes the addresses that take logs of programs without the SDK, as part of the OpenAPI document. Pure. */
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'
import {
  errorsByStatus,
  type JsonSchema,
  type OpenApiDocument,
  type OpenApiOperation,
  type OpenApiParameter,
  type OpenApiResponse,
} from './openapi.ts'

export interface SourceOperation {
  method: 'POST' | 'PUT'
  path: string
  id: string
  tag: string
  summary: string
  query: readonly OpenApiParameter[]
  /** By media type. */
  bodies: Readonly<Record<string, JsonSchema>>
  /** No media type: no content. */
  answer: { status: number; bodies: Readonly<Record<string, JsonSchema>> }
  /** Errors in addition to those that any source may meet. */
  codes: readonly ErrorCodeName[]
  /** Schemas of errors by media type; those of the API where absent. */
  errors?: Readonly<Record<string, JsonSchema>>
}

/** A device token in either way; lib/server/transports/ingest/source-request.ts reads it. */
const SECURITY: Record<string, JsonSchema> = {
  deviceToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'A device token, agl_d_…, created in the dashboard under Tokens.',
  },
  deviceTokenAsPassword: {
    type: 'http',
    scheme: 'basic',
    description: 'A device token, agl_d_…, as the password. At /api/v1/ingest the user names the device.',
  },
}

const CODES: readonly ErrorCodeName[] = [
  ...(['invalid-input', 'token-malformed', 'token-unknown', 'token-expired', 'token-revoked'] as const),
  ...(['token-wrong-kind', 'source-not-allowed', 'too-slow', 'session-superseded', 'body-too-large'] as const),
  ...(['too-many-requests', 'internal', 'server-busy', 'going-away'] as const),
]

const ENCODING: OpenApiParameter = {
  name: 'Content-Encoding',
  in: 'header',
  required: false,
  description: 'How the body is compressed; zstd only where the server’s Node.js has it.',
  schema: { type: 'string', enum: ['gzip', 'deflate', 'br', 'zstd', 'identity'] },
}

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds to wait before trying again.', schema: { type: 'integer', minimum: 1 } },
}

/** The document with these addresses in it. */
export function withSources(document: OpenApiDocument, sources: readonly SourceOperation[]): OpenApiDocument {
  const paths = { ...document.paths }
  for (const source of sources)
    paths[source.path] = { ...paths[source.path], [source.method.toLowerCase()]: describeSource(source) }
  const { components } = document
  const securitySchemes = { ...components.securitySchemes, ...SECURITY }
  return { ...document, paths, components: { ...components, securitySchemes } }
}

function describeSource(operation: SourceOperation): OpenApiOperation {
  const { id, tag, summary, query, bodies, answer, codes, errors } = operation
  const hasAnswer = Object.keys(answer.bodies).length > 0
  return {
    operationId: id,
    tags: [tag],
    summary,
    security: [{ deviceToken: [] }, { deviceTokenAsPassword: [] }],
    parameters: [...query, ENCODING],
    requestBody: { required: true, content: contentOf(bodies) },
    responses: {
      [answer.status]: {
        description: hasAnswer ? 'Success.' : 'Success, no content.',
        ...(hasAnswer ? { content: contentOf(answer.bodies) } : {}),
      },
      ...withRetry(errorsByStatus([...CODES, ...codes], errors && contentOf(errors))),
    },
  }
}

function contentOf(bodies: Readonly<Record<string, JsonSchema>>): NonNullable<OpenApiResponse['content']> {
  return Object.fromEntries(Object.entries(bodies).map(([type, schema]) => [type, { schema }]))
}

function withRetry(responses: Record<string, OpenApiResponse>): Record<string, OpenApiResponse> {
  const mayRetry = (status: string) => status === '429' || status === '503'
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      mayRetry(status) ? { ...response, headers: RETRY_AFTER } : response,
    ]),
  )
}
