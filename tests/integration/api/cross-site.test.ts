/** No page or form of another site can change anything through any route, and no route answers anonymous callers [AC7][SE3]. */
import { describe, expect, test } from 'vitest'
import { api, type Method, ROUTES, routeModule } from '#tests/support/api.ts'
import { makePerson, makeToken, withDatabase } from '#tests/support/database.ts'

withDatabase()

const OPEN_TO_ANYONE = [
  '/api/v1/sign-up',
  '/api/v1/sign-in/passkey',
  '/api/v1/sign-in/passkey/options',
  '/api/v1/account/reset-request',
  '/api/v1/account/reset',
  '/api/v1/account/confirm-email',
  '/api/v1/links/[id]/open',
  '/api/v1/server',
  '/api/v1/team/invites/preview',
]

const mutating: [method: Method, route: string][] = []
const reading: string[] = []
for (const route of ROUTES) {
  const handlers = await routeModule(route)
  if (handlers.GET) reading.push(route)
  for (const method of ['POST', 'PATCH', 'DELETE'] as const) if (handlers[method]) mutating.push([method, route])
}
const addressOf = (route: string) => route.replace(/\[\w+\]/g, 'some-id-1234')

test('these are all routes that change something or need a signed-in caller', () => {
  expect(
    [...mutating.map(([method, route]) => `${method} ${route}`), ...reading.map((route) => `GET ${route}`)].sort(),
  ).toMatchInlineSnapshot(`
    [
      "DELETE /api/v1/account",
      "DELETE /api/v1/account/passkeys/[id]",
      "DELETE /api/v1/account/sign-ins/[id]",
      "DELETE /api/v1/account/totp",
      "DELETE /api/v1/devices/[id]",
      "DELETE /api/v1/links/[id]",
      "DELETE /api/v1/server/teams/[teamId]",
      "DELETE /api/v1/server/users/[userId]",
      "DELETE /api/v1/sessions/[id]",
      "DELETE /api/v1/team",
      "DELETE /api/v1/team/invites/[id]",
      "DELETE /api/v1/team/members/[userId]",
      "DELETE /api/v1/tokens/[id]",
      "DELETE /api/v1/views/[id]",
      "GET /api/v1/account/closing",
      "GET /api/v1/account/confirm",
      "GET /api/v1/account/passkeys",
      "GET /api/v1/account/sign-ins",
      "GET /api/v1/devices",
      "GET /api/v1/links",
      "GET /api/v1/pairing",
      "GET /api/v1/rejected-devices",
      "GET /api/v1/server",
      "GET /api/v1/server/audit",
      "GET /api/v1/server/audit.csv",
      "GET /api/v1/server/teams",
      "GET /api/v1/server/users",
      "GET /api/v1/sessions",
      "GET /api/v1/team",
      "GET /api/v1/team/audit",
      "GET /api/v1/team/audit.csv",
      "GET /api/v1/team/invites",
      "GET /api/v1/team/members/[userId]/created",
      "GET /api/v1/tokens",
      "GET /api/v1/views",
      "PATCH /api/v1/account",
      "PATCH /api/v1/account/passkeys/[id]",
      "PATCH /api/v1/devices/[id]",
      "PATCH /api/v1/server",
      "PATCH /api/v1/server/users/[userId]",
      "PATCH /api/v1/team",
      "PATCH /api/v1/team/members/[userId]",
      "PATCH /api/v1/team/second-factor",
      "PATCH /api/v1/views/[id]",
      "POST /api/v1/account/confirm",
      "POST /api/v1/account/confirm-email",
      "POST /api/v1/account/email",
      "POST /api/v1/account/passkeys",
      "POST /api/v1/account/passkeys/options",
      "POST /api/v1/account/passkeys/proof-options",
      "POST /api/v1/account/password",
      "POST /api/v1/account/recovery-codes",
      "POST /api/v1/account/reset",
      "POST /api/v1/account/reset-request",
      "POST /api/v1/account/second-factor",
      "POST /api/v1/account/sign-ins/end-others",
      "POST /api/v1/account/sign-out-everywhere",
      "POST /api/v1/account/totp",
      "POST /api/v1/account/totp/confirm",
      "POST /api/v1/account/verify-email",
      "POST /api/v1/links",
      "POST /api/v1/links/[id]/open",
      "POST /api/v1/pairing/claim",
      "POST /api/v1/server/users/[userId]/reset-factors",
      "POST /api/v1/server/users/[userId]/reset-link",
      "POST /api/v1/sign-in/passkey",
      "POST /api/v1/sign-in/passkey/options",
      "POST /api/v1/sign-up",
      "POST /api/v1/team/invites",
      "POST /api/v1/team/invites/preview",
      "POST /api/v1/team/join",
      "POST /api/v1/team/transfer",
      "POST /api/v1/teams",
      "POST /api/v1/tokens",
      "POST /api/v1/viewer-ticket",
      "POST /api/v1/views",
    ]
  `)
})

describe.each(mutating)('%s %s', (method, route) => {
  const foreign: Record<string, Record<string, string | undefined>> = {
    'a fetch of a foreign page': { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' },
    'a page of a neighbour domain': { 'sec-fetch-site': 'same-site', origin: 'http://evil.localhost:8080' },
    'a form of a foreign page': {
      'sec-fetch-site': 'cross-site',
      origin: 'https://evil.test',
      'content-type': 'application/x-www-form-urlencoded',
    },
    'text of a foreign page in an old browser': {
      'sec-fetch-site': undefined,
      origin: 'https://evil.test',
      'content-type': 'text/plain',
    },
    'a sandboxed frame': { 'sec-fetch-site': undefined, origin: 'null' },
  }

  test.each(Object.entries(foreign))('[AC7] rejects %s', async (_name, headers) => {
    const user = await makePerson()
    const answer = await api(method, addressOf(route), { who: { user }, body: {}, headers })
    expect(answer).toMatchObject({ status: 403, code: 'origin-refused' })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('[SE3] rejects callers without a cookie and API tokens, unless the route is public', async () => {
    if (OPEN_TO_ANYONE.includes(route)) return
    expect(await api(method, addressOf(route), { body: {} })).toMatchObject({ status: 401, code: 'not-signed-in' })
    const skipping = { 'x-middleware-subrequest': 'middleware:middleware' }
    expect(await api(method, addressOf(route), { body: {}, headers: skipping })).toMatchObject({ status: 401 })
    const { token } = await makeToken(await makePerson(), 'api')
    expect(await api(method, addressOf(route), { who: { token }, body: {} })).toMatchObject({
      status: 403,
      code: 'forbidden',
    })
  })

  test('rejects a cookie on a request that does not say where it comes from', async () => {
    if (OPEN_TO_ANYONE.includes(route)) return
    const user = await makePerson()
    const headers = { 'sec-fetch-site': undefined, origin: undefined }
    expect(await api(method, addressOf(route), { who: { user }, body: {}, headers })).toMatchObject({
      code: 'origin-refused',
    })
  })
})

test('a body that is not JSON is rejected even from our own pages', async () => {
  const user = await makePerson()
  const headers = { 'content-type': 'text/plain' }
  expect(await api('PATCH', '/api/v1/account', { who: { user }, body: '{"name":"x"}', headers })).toMatchObject({
    status: 400,
    code: 'invalid-input',
  })
})

describe.each(reading.filter((route) => !OPEN_TO_ANYONE.includes(route)))('GET %s', (route) => {
  test('[SE3] requires a signed-in caller', async () => {
    expect(await api('GET', addressOf(route))).toMatchObject({ status: 401, code: 'not-signed-in' })
    const { token } = await makeToken(await makePerson(), 'device')
    expect(await api('GET', addressOf(route), { who: { token } })).toMatchObject({ code: 'token-wrong-kind' })
  })
})
