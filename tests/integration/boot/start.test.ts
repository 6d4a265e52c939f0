/** Starts that succeed: what is on disk afterwards, what is printed, who may sign up first, and how the server exits. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { startAgentLogger } from '#lib/sdk/index.ts'
import { createTokenByOperator, createUserByOperator } from '#lib/server/auth/operator.ts'
import { loadConfig, putConfig } from '#lib/server/config/env.ts'
import { closeDb } from '#lib/server/db/client.ts'
import { ViewerConnection } from '#lib/viewer/viewer-connection.ts'
import { inTime } from '#tests/support/in-time.ts'
import { startServer, type TestServer } from '#tests/support/start-server.ts'

const dir = mkdtempSync(path.join(os.tmpdir(), 'agent-logger-start-'))
const servers: TestServer[] = []
let made = 0

async function start(env: Record<string, string> = {}, dataDir = path.join(dir, `data${++made}`)): Promise<TestServer> {
  const server = await startServer(env, dataDir)
  servers.push(server)
  return server
}
afterEach(async () => {
  await closeDb()
  for (const server of servers.splice(0)) await server.stop('SIGKILL')
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const json = (body: unknown, headers: Record<string, string> = {}) => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
})
const person = (email: string) => ({ email, password: 'correct horse battery', name: 'Ada' })
const setupSecret = (server: TestServer) => /\/setup#(\w+)/.exec(server.output())?.[1] ?? ''

const FILES = ['secret', 'agent-logger.db', 'agent-logger.db-wal', 'agent-logger.db-shm']
const modeOf = (server: TestServer, file: string) => statSync(path.join(server.dataDir, file)).mode & 0o777

test('an empty folder: created for its owner only, with a secret that only they can read and that is never printed', async () => {
  const server = await start()
  expect(modeOf(server, '.')).toBe(0o700)
  for (const file of FILES) expect(modeOf(server, file)).toBe(0o600)
  const secret = readFileSync(path.join(server.dataDir, 'secret'), 'utf8').trim()
  expect(secret.length).toBeGreaterThanOrEqual(32)
  expect(server.output()).not.toContain(secret)
  // With PORT=0, the printed address is the one that works.
  expect(new URL(server.url).port).not.toBe('0')
  expect(await (await fetch(`${server.url}/api/health`)).json()).toMatchObject({ ok: true })
  expect(server.output()).toMatch(/Open the setup link to become the owner of this server/)
  // Requests that would make Next fail.
  expect((await fetch(`${server.url}/s/%F0%28%8C%28`)).status).toBe(400)
  // Next's image optimizer would resize images for anyone; no page needs it.
  expect((await fetch(`${server.url}/apple-touch-icon.png`)).status).toBe(200)
  expect((await fetch(`${server.url}/_next/image?url=%2Fapple-touch-icon.png&w=64&q=75`)).status).toBe(404)
})

test('the setup link creates one owner, once; without it, an empty server rejects everyone', async () => {
  const server = await start()
  const origin = { origin: server.url }
  const signUp = (body: object) => fetch(`${server.url}/api/v1/sign-up`, json(body, origin))
  expect((await signUp(person('stranger@example.com'))).status).toBe(409)
  expect((await signUp({ ...person('stranger@example.com'), setup: 'x'.repeat(32) })).status).toBe(403)
  const setup = setupSecret(server)
  expect((await signUp({ ...person('ada@example.com'), setup })).status).toBe(201)
  const again = await signUp({ ...person('eve@example.com'), setup })
  expect(again.status).toBe(403)
  expect((await again.json()).error.code).toBe('setup-invalid')
  await server.stop()
  // A folder that somebody else made, as a volume is, becomes private at the start.
  chmodSync(server.dataDir, 0o755)
  chmodSync(path.join(server.dataDir, 'agent-logger.db'), 0o644)
  const next = await start({}, server.dataDir)
  expect(modeOf(next, '.')).toBe(0o700)
  for (const file of FILES) expect(modeOf(next, file)).toBe(0o600)
  expect(setupSecret(next)).toBe('')
  await vi.waitFor(() => expect(next.output()).toContain('Next: sign in, create a device token'))
})

test('each start replaces an unused setup link', async () => {
  const first = await start()
  const old = setupSecret(first)
  await first.stop()
  const server = await start({}, first.dataDir)
  const signUp = (setup: string) =>
    fetch(`${server.url}/api/v1/sign-up`, json({ ...person('ada@example.com'), setup }, { origin: server.url }))
  expect(setupSecret(server)).not.toBe(old)
  expect((await signUp(old)).status).toBe(403)
  expect((await signUp(setupSecret(server))).status).toBe(201)
})

/** Signs in as the page does: next-auth's CSRF token, then the credentials. Returns the cookies. */
async function signIn(server: TestServer, email: string): Promise<string> {
  const jar = new Map<string, string>()
  const keep = (response: Response) => {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
  }
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const csrf = await fetch(`${server.url}/api/auth/csrf`)
  keep(csrf)
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }
  const { password } = person(email)
  const signedIn = await fetch(`${server.url}/api/auth/callback/credentials`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ csrfToken, email, password, json: 'true' }),
    headers: { cookie: cookie(), origin: server.url },
  })
  keep(signedIn)
  return cookie()
}

test('users stay signed in across a restart on the same folder, but not on another', async () => {
  const first = await start()
  const body = { ...person('ada@example.com'), setup: setupSecret(first) }
  await fetch(`${first.url}/api/v1/sign-up`, json(body, { origin: first.url }))
  const cookie = await signIn(first, 'ada@example.com')
  const team = (server: TestServer) => fetch(`${server.url}/api/v1/team`, { headers: { cookie } })
  expect((await team(first)).status).toBe(200)
  await first.stop()
  const second = await start({}, first.dataDir)
  expect((await team(second)).status).toBe(200)
  await second.stop()
  expect((await team(await start())).status).toBe(401)
})

test('[TR8] SIGTERM with connected devices and viewers and a pending request: exit code 0 within 3 s', async () => {
  const server = await start()
  putConfig(loadConfig({ AGENT_LOGGER_DATA_DIR: server.dataDir, PUBLIC_URL: server.url }))
  const email = 'ada@example.com'
  await createUserByOperator({ email, password: 'correct horse battery' })
  const token = await createTokenByOperator({ email, name: 'd', kind: 'device' })
  const api = await createTokenByOperator({ email, name: 'a', kind: 'api' })
  const devices = Array.from({ length: 5 }, (_, i) =>
    startAgentLogger({ server: server.url, token, name: `d${i}`, installationId: `installation-${i}`, warn: () => {} }),
  )
  const viewers = Array.from(
    { length: 5 },
    () => new ViewerConnection({ server: server.url, hello: async () => ({ version: PROTOCOL_VERSION, token: api }) }),
  )
  const goneAway: string[] = []
  for (const viewer of viewers) viewer.listen({ goaway: (error) => void goneAway.push(error.code) })
  await vi.waitFor(() => {
    expect(devices.map(({ status }) => status.state)).toEqual(Array(5).fill('live'))
    expect(viewers.map(({ status }) => status.state)).toEqual(Array(5).fill('live'))
  })
  // A body that never ends.
  const { port } = new URL(server.url)
  const hanging = request({
    port,
    host: '127.0.0.1',
    path: '/api/v1/sign-up',
    method: 'POST',
    headers: { 'content-length': 10 },
  })
  hanging.on('error', () => {})
  hanging.flushHeaders()
  await new Promise((resolve) => hanging.once('socket', (socket) => socket.once('connect', resolve)))

  const asked = performance.now()
  expect(await server.stop('SIGTERM')).toBe(0)
  expect(performance.now() - asked).toBeLessThan(inTime(3_000))
  expect(goneAway).toEqual(Array(5).fill('going-away'))
  // Clients will reconnect on their own: none was rejected.
  for (const { status } of devices) expect(status).toMatchObject({ state: 'backoff', error: { code: 'going-away' } })
  expect(server.output()).not.toMatch(/^\s+at |agl_[da]_/m)
  for (const viewer of viewers) viewer.close()
  await Promise.all(devices.map((device) => device.close()))
})

test('P2P_SERVER_PORT and P2P_SERVER_VERBOSE of the Dart relay work, and so do AGENT_LOGGER_ names', async () => {
  const server = await start({
    PORT: '',
    P2P_SERVER_PORT: '0',
    P2P_SERVER_VERBOSE: 'true',
    AGENT_LOGGER_SIGN_UP: 'invite',
  })
  await fetch(`${server.url}/api/health`)
  await vi.waitFor(() => expect(server.output()).toContain('GET /api/health 200'))
})
