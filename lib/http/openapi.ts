/**
 * Describes the HTTP API as an OpenAPI 3.1 document: from each route's own definition (who may call, what it validates) and
 * what is told beside it (its name, its answer). Pure; which routes there are stands in app/_openapi.
 */
import { z } from 'zod'
import { ERROR_CODES, type ErrorCodeName } from '../protocol/error-codes.ts'
import type { Allow, RouteHandler } from './define-route.ts'

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE'

export interface ApiOperation {
  method: HttpMethod
  /** With its parts in braces. */
  path: string
  id: string
  tag: string
  summary: string
  /** Null: not made by defineRoute; it answers whoever asks and refuses by `codes` alone. */
  definition: RouteHandler['definition'] | null
  /** Takes `?team=`. */
  isOfTeam: boolean
  /** Null: nothing (204). A text is a media type whose content is not described. */
  answer: z.ZodType | string | null
  status: number
  /** Refusals of its own, beside those that its definition brings with it. */
  codes: readonly ErrorCodeName[]
}

export interface ApiFacts {
  version: string
  serverUrl: string
  description: string
  /** The cookie of a signed-in person. */
  cookieName: string
  tags: readonly { name: string; description: string }[]
}

export type JsonSchema = { [key: string]: unknown }

export interface OpenApiParameter {
  name: string
  in: 'path' | 'query'
  required: boolean
  description?: string
  schema: JsonSchema
}

export interface OpenApiResponse {
  description: string
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
    methods[operation.method.toLowerCase()] = described(operation)
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
        cookie: { type: 'apiKey', in: 'cookie', name: facts.cookieName, description: 'A signed-in person.' },
        apiToken: { type: 'http', scheme: 'bearer', description: 'An API token, agl_a_…, made under Tokens.' },
      },
    },
  }
}

const CROSS_ORIGIN = 'Pages of the origins in CORS_ORIGINS may read the answer.'

function described(operation: ApiOperation): OpenApiOperation {
  const { id, tag, summary, method, definition, answer, status } = operation
  const parameters = parametersOf(operation)
  const content = contentOf(answer)
  const body = method === 'GET' ? null : definition?.input
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(definition?.isCrossOrigin ? { description: CROSS_ORIGIN } : {}),
    security: SECURITY[definition?.allow ?? 'anyone'],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? { requestBody: { required: true, content: { 'application/json': { schema: inputSchema(body) } } } }
      : {}),
    responses: {
      [status]: { description: answer === null ? 'Done.' : 'The answer.', ...(content ? { content } : {}) },
      ...refusals(operation),
    },
  }
}

const SECURITY: Record<Allow, OpenApiOperation['security']> = {
  anyone: [],
  user: [{ cookie: [] }],
  'user-or-api': [{ cookie: [] }, { apiToken: [] }],
  // The empty one: without, too.
  whoever: [{}, { cookie: [] }, { apiToken: [] }],
}

function preflightOf({ id, tag, path }: ApiOperation): OpenApiOperation {
  const parameters = pathParameters(path)
  return {
    operationId: `${id}Preflight`,
    tags: [tag],
    summary: 'What a browser asks before a page of another origin reads (CORS).',
    security: [],
    ...(parameters.length > 0 ? { parameters } : {}),
    responses: { 204: { description: 'Access-Control-Allow-… for a listed origin; nothing of it for others.' } },
  }
}

function parametersOf({ path, method, definition, isOfTeam }: ApiOperation): OpenApiParameter[] {
  const parameters = pathParameters(path)
  if (isOfTeam) {
    const description = "The team it is about; without, the caller's first."
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

const SIGNED_IN = ['not-signed-in', 'session-revoked'] as const
const WITH_TOKEN = ['token-malformed', 'token-unknown', 'token-expired', 'token-revoked', 'token-wrong-kind'] as const

/** By who may call; `user` refuses API tokens after having looked at them. */
const CODES: Record<Allow, readonly ErrorCodeName[]> = {
  anyone: [],
  user: [...SIGNED_IN, ...WITH_TOKEN, 'forbidden'],
  'user-or-api': [...SIGNED_IN, ...WITH_TOKEN],
  whoever: WITH_TOKEN,
}

/** Every code that the operation may answer with, by its status. */
function refusals({ definition, method, path, isOfTeam, codes }: ApiOperation): Record<string, OpenApiResponse> {
  const all = new Set<ErrorCodeName>(codes)
  if (definition) {
    for (const code of CODES[definition.allow]) all.add(code)
    if (method !== 'GET') all.add('origin-refused')
    if (isOfTeam) all.add('not-found').add('forbidden')
    if (path.includes('{')) all.add('not-found')
    if (definition.input) all.add('invalid-input')
    if (definition.input && method !== 'GET') all.add('body-too-large')
    all.add('too-many-requests').add('internal')
  }
  const byStatus = new Map<number, ErrorCodeName[]>()
  for (const code of all) {
    const { http } = ERROR_CODES[code]
    byStatus.set(http, [...(byStatus.get(http) ?? []), code])
  }
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }
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
        message: z.string().meta({ description: 'A safe sentence for people.' }),
        retry: z.boolean().meta({ description: 'Whether coming back by itself can help.' }),
      }),
    }),
  )
}

function inputSchema(schema: z.ZodType): JsonSchema {
  return cleaned(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema)
}

/** Answers may grow: a client must not refuse fields it does not know. */
function answerSchema(schema: z.ZodType): JsonSchema {
  return cleaned(
    z.toJSONSchema(schema, {
      io: 'output',
      unrepresentable: 'any',
      override: ({ jsonSchema }) => {
        if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
      },
    }) as JsonSchema,
  )
}

/** Without what says nothing: the dialect is that of OpenAPI 3.1, and every whole number of JavaScript has these bounds. */
function cleaned({ $schema: _dialect, ...schema }: JsonSchema): JsonSchema {
  return JSON.parse(
    JSON.stringify(schema, (key, value) =>
      (key === 'maximum' && value === Number.MAX_SAFE_INTEGER) ||
      (key === 'minimum' && value === Number.MIN_SAFE_INTEGER)
        ? undefined
        : value,
    ),
  )
}
