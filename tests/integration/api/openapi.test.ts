/** The OpenAPI document is complete, correct and well-formed: it has every route, and every answer matches it. */
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { api as english } from '#app/_i18n/en/api.ts'
import { api as russian } from '#app/_i18n/ru/api.ts'
import { OPERATIONS } from '#app/_openapi/operations.ts'
import { SOURCE_OPERATIONS } from '#app/_openapi/source-operations.ts'
import { ERROR_CODES } from '#lib/protocol/error-codes.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { createLinkSecret, deriveLinkKey, hashLinkKey } from '#lib/protocol/link-secret.ts'
import type { OpenApiDocument } from '#lib/server/http/openapi.ts'
import { SOURCE_ENDPOINTS } from '#lib/server/transports/ingest/source-transport.ts'
import { ALL_ROUTES, api, recordRelay, routeModule } from '#tests/support/api.ts'
import { makePerson, makeSession, makeToken, type Person, withDatabase } from '#tests/support/database.ts'
import { otlpBytes } from '#tests/support/otlp-bytes.ts'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'
import { withLimits } from '#tests/support/with-limits.ts'

withDatabase()

const OTLP = {
  'application/x-protobuf': Uint8Array.from(otlpBytes([{ resource: {}, scope: '', records: [{ body: 'x' }] }])),
  'application/json': JSON.stringify({
    resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'x' } }] }] }],
  }),
}
/** What an address takes, by media type. */
const BODIES: Record<string, Record<string, string | Uint8Array<ArrayBuffer>>> = {
  '/api/v1/ingest': { 'text/plain': 'x', 'application/x-ndjson': '{"msg":"x"}', 'application/json': '[{"msg":"x"}]' },
  '/v1/logs': OTLP,
  '/api/v1/otlp/v1/logs': OTLP,
  '/loki/api/v1/push': {
    'application/json': JSON.stringify({
      streams: [{ stream: { app: 'shop' }, values: [['1700000000000000000', 'x']] }],
    }),
  },
  '/api/v1/journal/upload': { 'application/vnd.fdo.journal': 'MESSAGE=x\n\n' },
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

let document: OpenApiDocument
beforeAll(async () => {
  recordRelay()
  document = (await api('GET', '/api/openapi.json')).json
})

test('every method of every route file and of every endpoint for logs is in the document, and nothing else is', async () => {
  const ofRoutes: string[] = []
  for (const route of ALL_ROUTES) {
    const handlers = await routeModule(route)
    const path = route.replace(/\[(?:\.\.\.)?(\w+)\]/g, '{$1}')
    for (const method of METHODS) if (method in handlers) ofRoutes.push(`${method} ${path}`)
  }
  const ofSources = SOURCE_ENDPOINTS.flatMap(({ paths, methods }) =>
    paths.flatMap((path) => methods.map((method) => `${method} ${path}`)),
  )
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(described.sort()).toEqual([...ofRoutes, ...ofSources].sort())
})

test("each operation has its own route's definition", async () => {
  for (const { method, path, definition } of OPERATIONS) {
    if (!definition || path === '/api/openapi.json') continue
    const handlers = (await routeModule(path.replace(/\{(\w+)\}/g, '[$1]'))) as Record<string, { definition?: unknown }>
    expect(handlers[method]?.definition, `${method} ${path}`).toBe(definition)
  }
})

/** Only the parts of OpenAPI 3.1 that we use: https://spec.openapis.org/oas/v3.1.1.html */
const schema = z.record(z.string(), z.unknown())
const content = z.record(z.string().regex(/^[\w.+-]+\/[\w.+-]+$/), z.strictObject({ schema }))
const operation = z.strictObject({
  operationId: z.string().regex(/^[a-zA-Z]+$/),
  tags: z.array(z.string()).length(1),
  summary: z.string().min(1),
  description: z.string().optional(),
  security: z.array(
    z
      .record(z.enum(['cookie', 'apiToken', 'deviceToken', 'deviceTokenAsPassword']), z.array(z.never()))
      .or(z.strictObject({}))
      .or(z.object({})),
  ),
  parameters: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        in: z.enum(['path', 'query', 'header']),
        required: z.boolean(),
        description: z.string().optional(),
        schema,
      }),
    )
    .optional(),
  requestBody: z.strictObject({ required: z.literal(true), content }).optional(),
  responses: z
    .record(
      z.string().regex(/^[2-5]\d\d$/),
      z.strictObject({
        description: z.string().min(1),
        headers: z.record(z.string(), z.strictObject({ description: z.string(), schema })).optional(),
        content: content.optional(),
      }),
    )
    .refine((responses) => Object.keys(responses).some((status) => status.startsWith('2'))),
})
const wellFormed = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d$/),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.url() })),
  tags: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  paths: z.record(
    z.string().regex(/^(\/([\w.-]+|\{\w+\}))+$/),
    z.partialRecord(z.enum(['get', 'post', 'put', 'patch', 'delete', 'options']), operation),
  ),
  components: z.strictObject({ schemas: z.record(z.string(), schema), securitySchemes: z.record(z.string(), schema) }),
})

describe('the document', () => {
  test('is valid OpenAPI 3.1', () => {
    expect(wellFormed.safeParse(document).error).toBeUndefined()
  })

  test('gives each operation a unique ID and an existing tag', () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    const tags = document.tags.map(({ name }) => name)
    for (const { tags: own } of operations) expect(tags).toEqual(expect.arrayContaining(own))
  })

  test('declares exactly the parameters of each path', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      for (const { parameters = [] } of Object.values(methods)) {
        expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(wanted)
        expect(new Set(parameters.map((parameter) => `${parameter.in} ${parameter.name}`)).size).toBe(parameters.length)
      }
    }
  })

  test('has a target for every reference, and only valid schemas', () => {
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      if ('$ref' in value && typeof value.$ref === 'string') {
        const name = /^#\/components\/schemas\/(\w+)$/.exec(value.$ref)?.[1] ?? 'none'
        expect(Object.keys(document.components.schemas)).toContain(name)
      }
      for (const inside of Object.values(value)) visit(inside)
    }
    visit(document)
    const schemas = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).flatMap(({ requestBody, responses }) =>
        [requestBody, ...Object.values(responses)].flatMap((part) => Object.values(part?.content ?? {})),
      ),
    )
    expect(schemas.length).toBeGreaterThan(30)
    for (const { schema } of schemas)
      if (!('$ref' in schema)) expect(() => z.fromJSONSchema(schema as never)).not.toThrow()
  })

  test('lists each error code under its own status', () => {
    const ofOtlp = (path: string) => /^(\/api\/v1\/otlp)?\/v1\/logs$/.test(path)
    for (const [path, methods] of Object.entries(document.paths))
      for (const { responses } of Object.values(methods))
        for (const [status, { description, content }] of Object.entries(responses)) {
          if (status.startsWith('2')) continue
          for (const line of description.split('\n')) {
            const code = /^`([a-z-]+)`: /.exec(line)?.[1] as keyof typeof ERROR_CODES
            expect(String(ERROR_CODES[code]?.http), `${path}: ${line}`).toBe(status)
          }
          if (ofOtlp(path)) expect(Object.keys(content ?? {})).toEqual(['application/x-protobuf', 'application/json'])
          else expect(content?.['application/json']?.schema).toEqual({ $ref: '#/components/schemas/Error' })
        }
  })
})

describe('every error that a request meets is in the document', () => {
  const made = OPERATIONS.filter(({ definition }) => definition !== null)
  test.each(made.map(({ method, path }) => [method, path] as const))('%s %s', async (method, path) => {
    const user = await makePerson()
    const { token } = await makeToken(user, 'api')
    const address = path.replace(/\{\w+\}/g, 'some-id-1234')
    const [asPerson, asProgram, foreign] = [
      { user },
      { token },
      { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' },
    ]
    const body = method === 'GET' ? undefined : {}
    const answers = [
      await api(method, address, { body }),
      await api(method, address, { who: asPerson, body }),
      await api(method, address, { who: asProgram, body }),
      await api(method, address, { who: { token: 'agl_a_wrong' }, body }),
      await api(method, address, { who: asPerson, body, headers: foreign }),
      await api(method, `${address}?team=gone-gone-gone&unknown=1`, { who: asPerson, body }),
      ...(body ? [await api(method, address, { who: asPerson, body: 'x'.repeat(70_000) })] : []),
    ]
    const responses = document.paths[path]?.[method.toLowerCase()]?.responses ?? {}
    for (const { status, code } of answers) {
      if (status < 400) continue
      expect(responses[status]?.description ?? `${status} is not described`, `${status} ${code}`).toContain(
        `\`${code}\``,
      )
    }
  })
})

describe('what an address for logs answers is in the document', () => {
  let relay: TestRelay
  beforeAll(async () => {
    relay = await startRelay()
    return () => relay.close()
  })
  const right = { authorization: 'Bearer agl_d_x' }

  test.each(SOURCE_OPERATIONS.map(({ method, path }) => [method, path] as const))('%s %s', async (method, path) => {
    const described = document.paths[path]?.[method.toLowerCase()]
    if (!described) throw new Error('not described')
    const send = (headers: Record<string, string>, body: RequestInit['body'] = '', query = '') =>
      fetch(`${relay.url}${path}${query}`, { method, headers, body })
    const [type = ''] = Object.keys(described.requestBody?.content ?? {})
    const basic = `Basic ${Buffer.from('shop:agl_d_x').toString('base64')}`
    for (const authorization of [right.authorization, basic])
      for (const [contentType, body] of Object.entries(BODIES[path] ?? {})) {
        const answer = await send({ authorization, 'content-type': contentType }, body)
        const found = described.responses[answer.status]
        expect(answer.ok && found, `${contentType} ${answer.status} ${await answer.clone().text()}`).toBeTruthy()
        const [answerType = ''] = (answer.headers.get('content-type') ?? '').split(';')
        if (answer.status !== 204) expect(Object.keys(found?.content ?? {})).toContain(answerType)
        const schema = found?.content?.[answerType]?.schema
        if (answerType === 'application/json' && schema)
          expect(z.fromJSONSchema(schema as never).safeParse(await answer.json()).error).toBeUndefined()
      }

    const refused = [
      await send({}),
      await send({ authorization: 'Bearer agl_x' }),
      await send({ authorization: 'Bearer agl_d_revoked' }),
      await send({ ...right, 'content-type': type, 'content-encoding': 'unknown' }, 'x'),
      await send({ ...right, 'content-type': type, 'content-encoding': 'gzip' }, 'x'),
    ]
    if (path === '/api/v1/ingest') refused.push(await send(right, 'x', '?multiline=perhaps'))
    for (const answer of refused) {
      expect([400, 401]).toContain(answer.status)
      const text = described.responses[answer.status]?.description
      const { error } = await answer.json().catch(() => ({}))
      if (error) expect(text).toContain(`\`${error.code}\``)
      else expect(text).toBeDefined()
    }
  })

  test('the parameters are those that the address reads', () => {
    const read = (path: string) =>
      document.paths[path]?.post?.parameters?.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
    expect(read('/api/v1/ingest')).toEqual(['name', 'instance', 'multiline'])
    for (const path of ['/v1/logs', '/loki/api/v1/push', '/api/v1/journal/upload']) expect(read(path)).toEqual([])
  })

  test('429 and 503 name the time to wait', () => {
    for (const { method, path } of SOURCE_OPERATIONS)
      for (const status of [429, 503])
        expect(document.paths[path]?.[method.toLowerCase()]?.responses[status]?.headers).toHaveProperty('Retry-After')
  })

  test('LIMITS.tokenUploadsMax is met with a time to wait, as described', async () => {
    withLimits({ tokenUploadsMax: 0 })
    const answer = await fetch(`${relay.url}/api/v1/ingest`, { method: 'POST', headers: right, body: 'x' })
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe('1')
  })
})

test('a body is described by the schema that the route checks', () => {
  const body = document.paths['/api/v1/tokens']?.post?.requestBody?.content['application/json']?.schema
  expect(body).toMatchObject({
    type: 'object',
    required: ['name', 'kind'],
    additionalProperties: false,
    properties: { name: { type: 'string', minLength: 1, maxLength: 100 }, expiresAtMs: expect.anything() },
  })
  const query = document.paths['/api/v1/sessions']?.get?.parameters?.map(({ name, required }) => [name, required])
  expect(query).toEqual([
    ['team', false],
    ['device', false],
    ['cursor', false],
  ])
})

test('the help describes every operation of the document in both languages', () => {
  expect(Object.keys(russian.operations).sort()).toEqual(Object.keys(english.operations).sort())
  expect(Object.keys(russian.sourceOperations).sort()).toEqual(Object.keys(english.sourceOperations).sort())
  expect(SOURCE_OPERATIONS.map(({ id }) => id).sort()).toEqual(Object.keys(english.sourceOperations).sort())
  expect(OPERATIONS.map(({ id }) => id).sort()).toEqual(Object.keys(english.operations).sort())
  expect(Object.keys(russian.tags)).toEqual(Object.keys(english.tags))
})

describe('answers match the document', () => {
  let owner: Person
  beforeAll(async () => {
    owner = await makePerson()
    await makeSession(owner, randomId())
    await makeToken(owner, 'api')
  })

  /** The schema strips fields that it does not describe, so an undescribed field shows as a difference. */
  function expectDescribed(at: string, status: number, json: unknown) {
    const found = OPERATIONS.find(({ method, path }) => `${method} ${path}` === at)
    expect(status, at).toBe(found?.status)
    if (!found?.answer || typeof found.answer === 'string') throw new Error(`${at} has no answer`)
    expect(found.answer.parse(json), at).toEqual(json)
  }

  test.each([
    '/api/v1/devices',
    '/api/v1/sessions',
    '/api/v1/tokens',
    '/api/v1/links',
    '/api/v1/team',
    '/api/v1/server',
    '/api/v1/account/sign-ins',
  ])('GET %s', async (path) => {
    const { status, json } = await api('GET', path, { who: { user: owner } })
    expectDescribed(`GET ${path}`, status, json)
  })

  test('a life of things', async () => {
    const who = { user: owner }
    const { deviceId } = await makeSession(owner, randomId())
    const token = await api('POST', '/api/v1/tokens', { who, body: { name: 'n', kind: 'device' } })
    expectDescribed('POST /api/v1/tokens', token.status, token.json)
    const key = deriveLinkKey(createLinkSecret())
    const link = await api('POST', '/api/v1/links', { who, body: { deviceId, authHash: hashLinkKey(key) } })
    expectDescribed('POST /api/v1/links', link.status, link.json)
    const opened = await api('POST', `/api/v1/links/${link.json.id}/open`, { body: { key } })
    expectDescribed('POST /api/v1/links/{id}/open', opened.status, opened.json)
    const listed = await api('GET', '/api/v1/links', { who })
    expectDescribed('GET /api/v1/links', listed.status, listed.json)
    const device = await api('PATCH', `/api/v1/devices/${deviceId}`, { who, body: { name: 'Lab' } })
    expectDescribed('PATCH /api/v1/devices/{id}', device.status, device.json)
    const team = await api('PATCH', '/api/v1/team', { who, body: { name: 'Lab' } })
    expectDescribed('PATCH /api/v1/team', team.status, team.json)
    const invite = await api('POST', '/api/v1/team/invites', { who, body: { role: 'viewer' } })
    expectDescribed('POST /api/v1/team/invites', invite.status, invite.json)
    const guest = await makePerson()
    const body = { invite: invite.json.url.split('#')[1] }
    const joined = await api('POST', '/api/v1/team/join', { who: { user: guest }, body })
    expectDescribed('POST /api/v1/team/join', joined.status, joined.json)
    const address = `/api/v1/team/members/${guest.id}?team=${owner.teamId}`
    const member = await api('PATCH', address, { who, body: { role: 'member' } })
    expectDescribed('PATCH /api/v1/team/members/{userId}', member.status, member.json)
    const account = await api('PATCH', '/api/v1/account', { who, body: { name: 'Grace' } })
    expectDescribed('PATCH /api/v1/account', account.status, account.json)
    const others = await api('POST', '/api/v1/account/sign-ins/end-others', { who })
    expectDescribed('POST /api/v1/account/sign-ins/end-others', others.status, others.json)
    const ticket = await api('POST', '/api/v1/viewer-ticket', { who })
    expectDescribed('POST /api/v1/viewer-ticket', ticket.status, ticket.json)
    const health = await api('GET', '/api/health')
    expectDescribed('GET /api/health', health.status, health.json)
    const person = { email: 'described@example.com', password: 'correct horse', name: 'N' }
    const signedUp = await api('POST', '/api/v1/sign-up', { body: person })
    expectDescribed('POST /api/v1/sign-up', signedUp.status, signedUp.json)
    expect((await api('DELETE', `/api/v1/links/${link.json.id}`, { who })).status).toBe(204)
  })
})
