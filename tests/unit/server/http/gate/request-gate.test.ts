/** The gate as a whole, on a real port and with a handler in the place of Next. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import { RATE_KEY_HEADER } from '#lib/server/auth/client-address.ts'
import { sealSession, sessionCookieName } from '#lib/server/auth/session-cookie.ts'
import { config, loadConfig, putConfig } from '#lib/server/config/env.ts'
import { rememberToken } from '#lib/server/http/gate/known-callers.ts'
import { nextRoutes } from '#lib/server/http/gate/next-routes.ts'
import { RequestGate } from '#lib/server/http/gate/request-gate.ts'
import { type HttpHandler, pageHandler } from '#lib/server/http/page-handler.ts'
import { LimitHits } from '#lib/server/limit-hits.ts'
import { ProxyWatch } from '#lib/server/transports/proxy-watch.ts'
import { withLimits } from '#tests/support/with-limits.ts'

const route = (page: string) => ({ page, regex: `^${page.replace('[id]', '([^/]+)')}$` })
const routes = nextRoutes(
  ['/sign-in', '/s/[id]', '/dashboard', '/api/health', '/api/auth/[id]'].map(route),
  new Set(['/api/health', '/api/auth/[id]']),
  new Set(['/a.js']),
)

let server: Server
let hits: LimitHits
/** What reached the place of Next: path and key. */
let asked: string[]
let hasOwner: boolean
let next: HttpHandler

async function open(proxies: string[] = ['127.0.0.1']): Promise<string> {
  putConfig(loadConfig({ AUTH_SECRET: 'Zm9yIHRlc3RzIG9ubHksIG5vdCBhIHNlY3JldA' }))
  hits = new LimitHits(() => {})
  const gate = new RequestGate((request, response) => next(request, response), {
    current: config,
    hits,
    routes,
    localeOf: () => 'en',
    hasOwner: async () => hasOwner,
  })
  const watch = new ProxyWatch({ trustedProxies: proxies, publicUrl: null }, () => {})
  server = createServer(pageHandler(gate.handle, config, watch.addressOf, watch.standingOf))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeEach(() => {
  asked = []
  hasOwner = true
  next = (request, response) => {
    asked.push(`${request.url} ${request.headers[RATE_KEY_HEADER]}`)
    response.setHeader('content-type', 'text/html')
    response.end(`page of ${request.url} with ${request.headers['x-nonce']}`)
  }
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const from = (address: string, more: Record<string, string> = {}) => ({
  headers: { 'x-forwarded-for': address, connection: 'close', ...more },
})
const cookieOf = async (sub: string) =>
  `${sessionCookieName()}=${await sealSession({ sub, sessionVersion: 0 } as never)}`

test('a public page is rendered once for everybody, with a nonce of its own for each', async () => {
  const url = await open()
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      const response = await fetch(`${url}/s/some-link-${i}`, from('192.0.2.1'))
      const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1]
      expect(await response.text()).toBe(`page of /s/some-link-${i} with ${nonce}`)
      return nonce
    }),
  )
  expect(new Set(answers).size).toBe(20)
  expect(asked).toHaveLength(1)
})

test('before the server has an owner, nothing is kept: its pages point to the setup link', async () => {
  hasOwner = false
  const url = await open()
  for (let i = 0; i < 3; i++) await fetch(`${url}/sign-in`, from('192.0.2.1'))
  expect(asked).toHaveLength(3)
})

test('a page of a signed-in person is never kept and never given to a stranger', async () => {
  const url = await open()
  next = (request, response) => response.end(request.headers.cookie?.includes('session') ? 'for Ada' : 'for all')
  const cookie = await cookieOf('ada')
  expect(await (await fetch(`${url}/sign-in`, from('192.0.2.1', { cookie }))).text()).toBe('for Ada')
  expect(await (await fetch(`${url}/sign-in`, from('192.0.2.1'))).text()).toBe('for all')
  const forged = `${sessionCookieName()}=made.up`
  expect(await (await fetch(`${url}/sign-in`, from('192.0.2.1', { cookie: forged }))).text()).toBe('for all')
})

test('[limit addressRequestsPerMinute][limit addressFilesPerMinute] pages and files of one address are limited apart', async () => {
  withLimits({ addressRequestsPerMinute: 3, addressFilesPerMinute: 5 })
  const url = await open()
  const statuses = async (path: string, address: string, count: number) => {
    const all: number[] = []
    for (let i = 0; i < count; i++) all.push((await fetch(url + path, from(address))).status)
    return all
  }
  expect(await statuses('/sign-in', '192.0.2.1', 4)).toEqual([200, 200, 200, 429])
  expect(await statuses('/a.js', '192.0.2.1', 6)).toEqual([200, 200, 200, 200, 200, 429])
  expect(await statuses('/sign-in', '192.0.2.2', 1)).toEqual([200])
  const refused = await fetch(`${url}/api/health`, from('192.0.2.1'))
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(await refused.json()).toMatchObject({ error: { code: 'too-many-requests', retry: true } })
  const page = await fetch(`${url}/sign-in`, from('192.0.2.1', { accept: 'text/html' }))
  expect(page.headers.get('content-type')).toContain('text/html')
  expect(hits.counts.get('addressRequestsPerMinute')).toBe(3)
  expect(hits.counts.get('addressFilesPerMinute')).toBe(1)
})

test('strangers who used up an address stop neither its signed-in people nor accepted tokens, and forging stops nothing', async () => {
  withLimits({ addressRequestsPerMinute: 2 })
  const url = await open()
  for (let i = 0; i < 3; i++) await fetch(`${url}/sign-in`, from('192.0.2.1'))
  const status = async (headers: Record<string, string>) =>
    (await fetch(`${url}/api/health`, from('192.0.2.1', headers))).status
  expect(await status({})).toBe(429)
  expect(await status({ cookie: await cookieOf('ada') })).toBe(200)
  expect(asked.at(-1)).toBe('/api/health person ada')
  for (let i = 0; i < 3; i++) expect(await status({ cookie: `${sessionCookieName()}=forged${i}` })).toBe(429)
  expect(await status({ authorization: 'Bearer agl_a_x' })).toBe(429)
  rememberToken('agl_a_x', 'token1', Date.now())
  expect(await status({ authorization: 'Bearer agl_a_x' })).toBe(200)
  expect(asked.at(-1)).toBe('/api/health token token1')
})

test('[limit sharedAddressRequestsPerMinute] behind a proxy that is not trusted, one client cannot lock out the others', async () => {
  withLimits({ addressRequestsPerMinute: 2, sharedAddressRequestsPerMinute: 8 })
  const url = await open([])
  const status = async (address: string) => (await fetch(`${url}/sign-in`, from(address))).status
  expect([await status('192.0.2.1'), await status('192.0.2.1'), await status('192.0.2.1')]).toEqual([200, 200, 429])
  expect(await status('192.0.2.2')).toBe(200)
  // Nobody gets further by naming clients that do not exist.
  for (let i = 0; i < 4; i++) await status(`198.51.100.${i}`)
  expect(await status('198.51.100.9')).toBe(429)
  expect(hits.counts.get('sharedAddressRequestsPerMinute')).toBe(1)
})

test('[limit renderSlotMs] requests that wait for something else than the thread hold nobody up', async () => {
  withLimits({ renderSlotMs: 20 })
  const url = await open()
  const waiting: (() => void)[] = []
  next = (request, response) => {
    if (request.method === 'POST') waiting.push(() => response.end())
    else response.end('now')
  }
  const slow = Array.from({ length: LIMITS.strangerRendersMax * 2 }, () =>
    fetch(`${url}/api/health`, { method: 'POST', ...from('192.0.2.1') }),
  )
  expect(await (await fetch(`${url}/api/health`, from('192.0.2.2'))).text()).toBe('now')
  await expect.poll(() => waiting.length).toBe(slow.length)
  for (const end of waiting) end()
  await Promise.all(slow)
})

test('a stranger’s sign-in form costs no request of Next, and its token is next-auth’s', async () => {
  const url = await open()
  expect(await (await fetch(`${url}/api/auth/session`, from('192.0.2.1'))).json()).toEqual({})
  const first = await fetch(`${url}/api/auth/csrf`, from('192.0.2.1'))
  const [cookie = ''] = first.headers.getSetCookie()
  const { csrfToken } = (await first.json()) as { csrfToken: string }
  expect(cookie).toMatch(new RegExp(`^next-auth\\.csrf-token=${csrfToken}%7C[0-9a-f]{64}; .*HttpOnly`))
  const again = await fetch(`${url}/api/auth/csrf`, from('192.0.2.1', { cookie: cookie.split(';')[0] ?? '' }))
  expect(await again.json()).toEqual({ csrfToken })
  expect(asked).toEqual([])
})

test('next-auth never sees a Host that is not ours', async () => {
  const url = await open()
  const { port } = new URL(url)
  const status = await new Promise((resolve, reject) => {
    import('node:http').then(({ get }) =>
      get({ port, host: '127.0.0.1', path: '/api/auth/x', headers: { host: 'evil.test' } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      }).on('error', reject),
    )
  })
  expect(status).toBe(400)
  expect(asked).toEqual([])
  expect((await fetch(`${url}/api/auth/x`, from('192.0.2.1'))).status).toBe(200)
})
