/** A start that works: what is on disk after it, what it prints, who may come in first, and how it leaves. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { createTokenByOperator, createUserByOperator } from '#lib/auth/operator.ts'
import { loadConfig, putConfig } from '#lib/config/env.ts'
import { closeDb } from '#lib/db/client.ts'
import { startAgentLogger } from '#lib/device/index.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { ViewerConnection } from '#lib/viewer/viewer-connection.ts'
import { startServer, type TestServer } from '../../support/start-server.ts'

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

test('an empty folder: made for its owner only, with a secret nobody else can read and nothing shows', async () => {
  const server = await start()
  const mode = (file: string) => statSync(path.join(server.dataDir, file)).mode & 0o777
  expect(mode('.')).toBe(0o700)
  expect(mode('secret')).toBe(0o600)
  const secret = readFileSync(path.join(server.dataDir, 'secret'), 'utf8').trim()
  expect(secret.length).toBeGreaterThanOrEqual(32)
  expect(server.output()).not.toContain(secret)
  // PORT=0: the address that works is the one it prints.
  expect(new URL(server.url).port).not.toBe('0')
  expect(await (await fetch(`${server.url}/api/health`)).json()).toMatchObject({ ok: true })
  expect(server.output()).toMatch(/Open the set-up link once to become the owner of this server/)
  // What Next would fail on.
  expect((await fetch(`${server.url}/s/%F0%28%8C%28`)).status).toBe(400)
  // Next's image optimizer would scale pictures for anybody; no page needs it.
  expect((await fetch(`${server.url}/apple-touch-icon.png`)).status).toBe(200)
  expect((await fetch(`${server.url}/_next/image?url=%2Fapple-touch-icon.png&w=64&q=75`)).status).toBe(404)
})

test('the set-up link makes one owner, once; without it an empty server takes nobody', async () => {
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
  const next = await start({}, server.dataDir)
  expect(setupSecret(next)).toBe('')
  await vi.waitFor(() => expect(next.output()).toContain('Next: sign in, create a device token'))
})

test('an unused set-up link is replaced by that of the next start', async () => {
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

/** Signs in the way the page does: next-auth's token against forgery, then the credentials. Returns the cookies. */
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

test('people stay signed in over a restart on the same folder, and not on another', async () => {
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

test('[TR8] SIGTERM with devices and viewers connected and a request under way: exit code 0 within 3 s', async () => {
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
  // A body that never comes to its end.
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
  expect(performance.now() - asked).toBeLessThan(3_000)
  expect(goneAway).toEqual(Array(5).fill('going-away'))
  // They will come back by themselves: nobody was refused.
  for (const { status } of devices) expect(status).toMatchObject({ state: 'backoff', error: { code: 'going-away' } })
  expect(server.output()).not.toMatch(/^\s+at |agl_[da]_/m)
  for (const viewer of viewers) viewer.close()
  await Promise.all(devices.map((device) => device.close()))
})

test('P2P_SERVER_PORT and P2P_SERVER_VERBOSE of the Dart relay, and AGENT_LOGGER_ names, are understood', async () => {
  const server = await start({
    PORT: '',
    P2P_SERVER_PORT: '0',
    P2P_SERVER_VERBOSE: 'true',
    AGENT_LOGGER_SIGN_UP: 'invite',
  })
  await fetch(`${server.url}/api/health`)
  await vi.waitFor(() => expect(server.output()).toContain('GET /api/health 200'))
})
