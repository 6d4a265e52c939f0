/** What the server or the network refuses: an exit code and one line that says what to do, never a stack. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createToken } from '#lib/auth/token-format.ts'
import type { TestServer } from '../../support/start-server.ts'
import { CLI, cli, Program, ran } from './programs.ts'
import { type Served, serve } from './served.ts'

let served: Served
let server: TestServer
let device: string
let api: string
let session: string

beforeAll(async () => {
  served = await serve()
  server = served.server
  device = await served.token('device')
  api = await served.token('api')
  const pipe = await ran(['pipe', '--server', server.url, '--token', device], 'one\n')
  session = /^session (\w+)$/m.exec(pipe.stderr)?.[1] ?? ''
})
afterAll(() => served?.remove())

const link = (expiresInMs = 3600_000) => served.link({ session, expiresInMs })

/** What another process, or an owner in the dashboard, has changed meanwhile. */
function change(sql: string, ...values: string[]): void {
  const open = new Database(path.join(server.dataDir, 'agent-logger.db'), { timeout: 5_000 })
  expect(open.prepare(sql).run(...values).changes).toBe(1)
  open.close()
}

const PAST = '2020-01-01T00:00:00.000+00:00'
const overwrite = async (column: string, kind: 'device' | 'api') => {
  const secret = await served.token(kind)
  change(`UPDATE Token SET ${column} = ? WHERE last4 = ?`, PAST, secret.slice(-4))
  return secret
}

async function expectRefused(args: string[], exitCode: number, says: RegExp): Promise<void> {
  const { code, stdout, stderr } = await ran(args, 'a line\n')
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' })
  expect(stderr).toMatch(/^agent-logger: [^\n]+\n$/)
  expect(stderr).toMatch(says)
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+|agl_[da]_\w{49}/)
}

test.each<[name: string, make: () => string | Promise<string>, says: RegExp]>([
  ['malformed', () => 'hello', /not a token of Agent Logger/],
  ['with a typo', () => `${device.slice(0, -1)}${device.endsWith('a') ? 'b' : 'a'}`, /not a token of Agent Logger/],
  ['unknown', () => createToken('device'), /does not know the token/],
  ['of the other kind', () => api, /another kind/],
  ['revoked', () => overwrite('revokedAt', 'device'), /was revoked/],
  ['expired', () => overwrite('expiresAt', 'device'), /has expired/],
])('pipe and demo with a token that is %s', async (_name, make, says) => {
  const secret = await make()
  await expectRefused(['pipe', '--server', server.url, '--token', secret], 2, says)
  await expectRefused(['demo', '--server', server.url, '--token', secret], 2, says)
})

test.each<[name: string, make: () => string | Promise<string>, says: RegExp]>([
  ['malformed', () => 'hello', /not a token of Agent Logger/],
  ['unknown', () => createToken('api'), /does not know the token/],
  ['of the other kind', () => device, /another kind/],
  ['revoked', () => overwrite('revokedAt', 'api'), /was revoked/],
  ['expired', () => overwrite('expiresAt', 'api'), /has expired/],
])('tail with a token that is %s', async (_name, make, says) => {
  await expectRefused(['tail', '--server', server.url, '--token', await make()], 2, says)
})

test('tail of a session that does not exist', async () => {
  const args = ['tail', '--server', server.url, '--token', api, '--session', 'nosuchsession00000001']
  await expectRefused(args, 2, /session does not exist, or it is not yours/)
})

test.each<[name: string, make: () => string | Promise<string>, says: RegExp]>([
  ['cut', async () => (await link()).slice(0, -3), /secret part is wrong/],
  ['unknown', async () => (await link()).replace(/\/s\/\w+/, '/s/nosuchlink0000000001'), /does not exist/],
  ['expired', () => link(1), /link has expired/],
  [
    'revoked',
    async () => {
      const address = await link()
      change('UPDATE ShareLink SET revokedAt = ? WHERE id = ?', PAST, new URL(address).pathname.slice(3))
      return address
    },
    /revoked by its owner/,
  ],
])('tail with a link that is %s', async (_name, make, says) => {
  await expectRefused(['tail', '--link', await make()], 2, says)
})

test('a link that expires while it is watched ends tail within a second', async () => {
  const pipe = cli('pipe', '--server', server.url, '--token', device, '--name', 'Expiring')
  session = await pipe.said(/^session (\w+)$/m)
  const tail = cli('tail', '--link', await link(2_000))
  await tail.said(/^session \w+ of Expiring$/m)
  pipe.process.stdin.write('before\n')
  await tail.until(() => tail.stdout.toString() === 'before\n')
  expect(await tail.ended).toEqual({ code: 2, signal: null })
  expect(tail.stderr).toMatch(/^session .*\nagent-logger: The link has expired\. [^\n]*\n$/)
  pipe.kill('SIGINT')
  expect((await pipe.ended).code).toBe(0)
})

test('nobody listens at the address', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  taken.close()
  await once(taken, 'close')
  const there = ['--server', `http://127.0.0.1:${port}`, '--connect-timeout', '300ms']
  const says = /^agent-logger: http:\/\/127\.0\.0\.1:\d+ does not answer\. Check the address/
  await expectRefused(['pipe', ...there, '--token', device], 1, says)
  await expectRefused(['tail', ...there, '--token', api], 1, says)
})

test('something else listens at the address: no answer, and no stack', async () => {
  const other = createServer((socket) => {
    socket.on('error', () => {})
    socket.end('SSH-2.0-other\r\n')
  }).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const there = ['--server', `http://127.0.0.1:${port}`, '--connect-timeout', '300ms']
  await expectRefused(['pipe', ...there, '--token', device], 1, /does not answer/)
  await expectRefused(['tail', ...there, '--token', api], 1, /does not answer/)
  other.close()
})

test.skipIf(!existsSync('/dev/full'))('a full disk behind stdout', async () => {
  const quoted = [CLI, 'pipe', '--server', server.url, '--token', device, '--tee'].map((arg) => `'${arg}'`).join(' ')
  const pipe = new Program('bash', ['-c', `'${process.execPath}' ${quoted} > /dev/full`])
  pipe.process.stdin.end('a line\n')
  expect(await pipe.ended).toEqual({ code: 1, signal: null })
  expect(pipe.stderr).toMatch(/^session .*\nwatch at .*\nagent-logger: the output cannot be written: ENOSPC[^\n]*\n$/)
})
