/** No foreign page and no form can change anything through any route, and no route answers a stranger (CSRF, S15; S17). */
import { describe, expect, test } from 'vitest'
import { api, type Method, ROUTES, routeModule } from '../../support/api.ts'
import { makePerson, makeToken, withDatabase } from '../../support/database.ts'

withDatabase()

const OPEN_TO_ANYONE = ['/api/v1/sign-up', '/api/v1/links/[id]/open', '/api/v1/server']

const mutating: [method: Method, route: string][] = []
const reading: string[] = []
for (const route of ROUTES) {
  const handlers = await routeModule(route)
  if (handlers.GET) reading.push(route)
  for (const method of ['POST', 'PATCH', 'DELETE'] as const) if (handlers[method]) mutating.push([method, route])
}
const addressOf = (route: string) => route.replace(/\[\w+\]/g, 'some-id-1234')

test('the table of routes is the one that the architecture describes', () => {
  expect(
    [...mutating.map(([method, route]) => `${method} ${route}`), ...reading.map((route) => `GET ${route}`)].sort(),
  ).toMatchInlineSnapshot(`
    [
      "DELETE /api/v1/devices/[id]",
      "DELETE /api/v1/links/[id]",
      "DELETE /api/v1/sessions/[id]",
      "DELETE /api/v1/team/members/[userId]",
      "DELETE /api/v1/tokens/[id]",
      "GET /api/v1/devices",
      "GET /api/v1/diagnosis",
      "GET /api/v1/links",
      "GET /api/v1/pairing",
      "GET /api/v1/server",
      "GET /api/v1/sessions",
      "GET /api/v1/team",
      "GET /api/v1/tokens",
      "PATCH /api/v1/account",
      "PATCH /api/v1/devices/[id]",
      "PATCH /api/v1/team",
      "PATCH /api/v1/team/members/[userId]",
      "POST /api/v1/account/password",
      "POST /api/v1/account/sign-out-everywhere",
      "POST /api/v1/links",
      "POST /api/v1/links/[id]/open",
      "POST /api/v1/pairing/claim",
      "POST /api/v1/sign-up",
      "POST /api/v1/team/invites",
      "POST /api/v1/team/join",
      "POST /api/v1/tokens",
      "POST /api/v1/viewer-ticket",
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

  test.each(Object.entries(foreign))('%s is refused', async (_name, headers) => {
    const user = await makePerson()
    const answer = await api(method, addressOf(route), { who: { user }, body: {}, headers })
    expect(answer).toMatchObject({ status: 403, code: 'origin-refused' })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('a caller without a cookie or with an API token is refused, where it is not for anyone', async () => {
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

  test('a cookie without any word of where the request comes from is refused', async () => {
    if (OPEN_TO_ANYONE.includes(route)) return
    const user = await makePerson()
    const headers = { 'sec-fetch-site': undefined, origin: undefined }
    expect(await api(method, addressOf(route), { who: { user }, body: {}, headers })).toMatchObject({
      code: 'origin-refused',
    })
  })
})

test('a body that is not JSON is refused from our own pages too', async () => {
  const user = await makePerson()
  const headers = { 'content-type': 'text/plain' }
  expect(await api('PATCH', '/api/v1/account', { who: { user }, body: '{"name":"x"}', headers })).toMatchObject({
    status: 400,
    code: 'invalid-input',
  })
})

describe.each(reading.filter((route) => !OPEN_TO_ANYONE.includes(route)))('GET %s', (route) => {
  test('is for those who are signed in', async () => {
    expect(await api('GET', addressOf(route))).toMatchObject({ status: 401, code: 'not-signed-in' })
    const { token } = await makeToken(await makePerson(), 'device')
    expect(await api('GET', addressOf(route), { who: { token } })).toMatchObject({ code: 'token-wrong-kind' })
  })
})
