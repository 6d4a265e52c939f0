/**
 * Describes the HTTP API as an OpenAPI 3.1 document. Combines each route's definition (who may call it, what it validates)
 * with the name and response listed for it. Pure; app/_openapi lists the routes.
 */
import { z } from 'zod'
import { ERROR_CODES, type ErrorCodeName } from '#lib/protocol/error-codes.ts'
import type { Allow, RouteHandler } from './define-route.ts'

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE'

export interface ApiOperation {
  method: HttpMethod
  /** Path template, with parameters in braces. */
  path: string
  id: string
  tag: string
  summary: string
  /** Null for a route that defineRoute did not define: it is public, and `codes` lists all its errors. */
  definition: RouteHandler['definition'] | null
  /** True when it accepts `?team=`. */
  isOfTeam: boolean
  /** Null for no content (204). A string is a media type whose content is not described. */
  answer: z.ZodType | string | null
  status: number
  /** Errors of this operation, in addition to those that follow from its definition. */
  codes: readonly ErrorCodeName[]
}

export interface ApiFacts {
  version: string
  serverUrl: string
  description: string
  /** Name of the session cookie. */
  cookieName: string
  tags: readonly { name: string; description: string }[]
}

export type JsonSchema = { [key: string]: unknown }

export interface OpenApiParameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  description?: string
  schema: JsonSchema
}

export interface OpenApiResponse {
  description: string
  headers?: Record<string, { description: string; schema: JsonSchema }>
  content?: Record<string, { schema: JsonSchema }>
}

export interface OpenApiOperation {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  security: Record<string, string[]>[]
  parameters?: OpenApiParameter[]
  requestBody?: { required: true; content: Record<string, { schema: JsonSchema }> }
  responses: Record<string, OpenApiResponse>
}

export interface OpenApiDocument {
  openapi: '3.1.1'
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  tags: readonly { name: string; description: string }[]
  paths: Record<string, Record<string, OpenApiOperation>>
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, JsonSchema> }
}

export function openApiDocument(operations: readonly ApiOperation[], facts: ApiFacts): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  for (const operation of operations) {
    const methods = paths[operation.path] ?? {}
    methods[operation.method.toLowerCase()] = describeOperation(operation)
    if (operation.definition?.isCrossOrigin) methods.options = preflightOf(operation)
    paths[operation.path] = methods
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Agent Logger', version: facts.version, description: facts.description },
    servers: [{ url: facts.serverUrl }],
    tags: facts.tags,
    paths,
    components: {
      schemas: { Error: errorSchema() },
      securitySchemes: {
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: facts.cookieName,
          description: 'The session cookie of a signed-in person.',
        },
        apiToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API token, agl_a_…, created in the dashboard under Tokens.',
        },
      },
    },
  }
}

const CROSS_ORIGIN = 'Cross-origin: pages on the origins listed in CORS_ORIGINS can read the response.'

function describeOperation(operation: ApiOperation): OpenApiOperation {
  const { id, tag, summary, method, definition, answer, status } = operation
  const parameters = parametersOf(operation)
  const content = contentOf(answer)
  const body = method === 'GET' ? null : definition?.input
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(definition?.isCrossOrigin ? { description: CROSS_ORIGIN } : {}),
    security: SECURITY[definition?.allow ?? 'public'],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? { requestBody: { required: true, content: { 'application/json': { schema: inputSchema(body) } } } }
      : {}),
    responses: {
      [status]: { description: answer === null ? 'Success, no content.' : 'Success.', ...(content ? { content } : {}) },
      ...errorResponses(operation),
    },
  }
}

const SECURITY: Record<Allow, OpenApiOperation['security']> = {
  public: [],
  user: [{ cookie: [] }],
  'user-or-api': [{ cookie: [] }, { apiToken: [] }],
  // The empty entry makes the others optional.
  'optional-auth': [{}, { cookie: [] }, { apiToken: [] }],
}

function preflightOf({ id, tag, path }: ApiOperation): OpenApiOperation {
  const parameters = pathParameters(path)
  return {
    operationId: `${id}Preflight`,
    tags: [tag],
    summary: 'CORS preflight: sent by browsers before a page on another origin reads the response.',
    security: [],
    ...(parameters.length > 0 ? { parameters } : {}),
    responses: { 204: { description: 'Access-Control-Allow-… headers for a listed origin; none for others.' } },
  }
}

function parametersOf({ path, method, definition, isOfTeam }: ApiOperation): OpenApiParameter[] {
  const parameters = pathParameters(path)
  if (isOfTeam) {
    const description = "ID of the team. Defaults to the caller's first team."
    parameters.push({ name: 'team', in: 'query', required: false, description, schema: { type: 'string' } })
  }
  if (method !== 'GET' || !definition?.input) return parameters
  const { properties = {}, required = [] } = inputSchema(definition.input) as {
    properties?: Record<string, JsonSchema>
    required?: string[]
  }
  for (const [name, schema] of Object.entries(properties))
    parameters.push({ name, in: 'query', required: required.includes(name), schema })
  return parameters
}

function pathParameters(path: string): OpenApiParameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function contentOf(answer: ApiOperation['answer']): OpenApiResponse['content'] | null {
  if (answer === null) return null
  if (typeof answer === 'string') return { [answer]: { schema: {} } }
  return { 'application/json': { schema: answerSchema(answer) } }
}

const SIGNED_IN = ['not-signed-in', 'session-revoked', 'second-factor-required', 'second-factor-missing'] as const
const WITH_TOKEN = ['token-malformed', 'token-unknown', 'token-expired', 'token-revoked', 'token-wrong-kind'] as const

/** Errors by who may call. Routes for `user` check API tokens before rejecting them. */
const CODES: Record<Allow, readonly ErrorCodeName[]> = {
  public: [],
  user: [...SIGNED_IN, ...WITH_TOKEN, 'forbidden'],
  'user-or-api': [...SIGNED_IN, ...WITH_TOKEN],
  'optional-auth': WITH_TOKEN,
}

/** Every error code that the operation may respond with, grouped by status. */
function errorResponses({ definition, method, path, isOfTeam, codes }: ApiOperation): Record<string, OpenApiResponse> {
  const all = new Set<ErrorCodeName>(codes)
  if (definition) {
    for (const code of CODES[definition.allow]) all.add(code)
    if (method !== 'GET') all.add('origin-refused')
    if (isOfTeam) all.add('not-found').add('forbidden')
    if (definition.stepUp) all.add('step-up-required')
    if (path.includes('{')) all.add('not-found')
    if (definition.input) all.add('invalid-input')
    if (definition.input && method !== 'GET') all.add('body-too-large')
    all.add('too-many-requests').add('internal')
  }
  return errorsByStatus([...all])
}

const ERROR_CONTENT = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }

/** One answer for each status that the codes have. */
export function errorsByStatus(
  codes: readonly ErrorCodeName[],
  content: OpenApiResponse['content'] = ERROR_CONTENT,
): Record<string, OpenApiResponse> {
  const byStatus = new Map<number, ErrorCodeName[]>()
  for (const code of new Set(codes)) {
    const { http } = ERROR_CODES[code]
    byStatus.set(http, [...(byStatus.get(http) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, names]) => [
        status,
        { description: names.map((name) => `\`${name}\`: ${ERROR_CODES[name].advice}`).join('\n'), content },
      ]),
  )
}

function errorSchema(): JsonSchema {
  const code = z.enum(Object.keys(ERROR_CODES) as [ErrorCodeName, ...ErrorCodeName[]])
  return answerSchema(
    z.object({
      error: z.object({
        code,
        message: z.string().meta({ description: 'A sentence for people, without secrets or log content.' }),
        retry: z.boolean().meta({ description: 'Whether retrying automatically can help.' }),
      }),
    }),
  )
}

function inputSchema(schema: z.ZodType): JsonSchema {
  return withoutNoise(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema)
}

/** Responses may gain fields, so clients must accept fields that they do not know. */
export function answerSchema(schema: z.ZodType): JsonSchema {
  return withoutNoise(
    z.toJSONSchema(schema, {
      io: 'output',
      unrepresentable: 'any',
      override: ({ jsonSchema }) => {
        if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
      },
    }) as JsonSchema,
  )
}

/** Drops noise: the dialect, which OpenAPI 3.1 implies, and the bounds that every safe integer has. */
function withoutNoise({ $schema: _dialect, ...schema }: JsonSchema): JsonSchema {
  return JSON.parse(
    JSON.stringify(schema, (key, value) =>
      (key === 'maximum' && value === Number.MAX_SAFE_INTEGER) ||
      (key === 'minimum' && value === Number.MIN_SAFE_INTEGER)
        ? undefined
        : value,
    ),
  )
}
