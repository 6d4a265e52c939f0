/** Errors from the server or the network: an exit code and one line that says what to do, never a stack. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createToken } from '#lib/server/auth/token-format.ts'
import type { TestServer } from '#tests/support/start-server.ts'
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

/** Changes made in the meantime by another process, or by an owner in the dashboard. */
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
  expect(stderr).toMatch(
    args[0] === 'pipe' ? /^agent-logger: [^\n]+\nagent-logger: 1 record was not sent\n$/ : /^agent-logger: [^\n]+\n$/,
  )
  expect(stderr).toMatch(says)
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+|agl_[da]_\w{49}/)
}

test.each<[name: string, make: () => string | Promise<string>, says: RegExp]>([
  ['malformed', () => 'hello', /not an Agent Logger token/],
  ['with a typo', () => `${device.slice(0, -1)}${device.endsWith('a') ? 'b' : 'a'}`, /not an Agent Logger token/],
  ['unknown', () => createToken('device'), /does not recognize the token/],
  ['of the other kind', () => api, /wrong type/],
  ['revoked', () => overwrite('revokedAt', 'device'), /was revoked/],
  ['expired', () => overwrite('expiresAt', 'device'), /has expired/],
])('pipe and demo with a token that is %s', async (_name, make, says) => {
  const secret = await make()
  await expectRefused(['pipe', '--server', server.url, '--token', secret], 2, says)
  await expectRefused(['demo', '--server', server.url, '--token', secret], 2, says)
})

test.each<[name: string, make: () => string | Promise<string>, says: RegExp]>([
  ['malformed', () => 'hello', /not an Agent Logger token/],
  ['unknown', () => createToken('api'), /does not recognize the token/],
  ['of the other kind', () => device, /wrong type/],
  ['revoked', () => overwrite('revokedAt', 'api'), /was revoked/],
  ['expired', () => overwrite('expiresAt', 'api'), /has expired/],
])('tail with a token that is %s', async (_name, make, says) => {
  await expectRefused(['tail', '--server', server.url, '--token', await make()], 2, says)
})

test('tail of a session that does not exist', async () => {
  const args = ['tail', '--server', server.url, '--token', api, '--session', 'nosuchsession00000001']
  await expectRefused(args, 2, /session does not exist, or you do not have access/)
})

test.each<[name: string, make: () => string | Promise<string>, says: RegExp]>([
  ['cut', async () => (await link()).slice(0, -3), /part after the # is wrong/],
  ['unknown', async () => (await link()).replace(/\/s\/\w+/, '/s/nosuchlink0000000001'), /does not exist/],
  ['expired', () => link(1), /link has expired/],
  [
    'revoked',
    async () => {
      const address = await link()
      change('UPDATE ShareLink SET revokedAt = ? WHERE id = ?', PAST, new URL(address).pathname.slice(3))
      return address
    },
    /link was revoked/,
  ],
])('tail with a link that is %s', async (_name, make, says) => {
  await expectRefused(['tail', '--link', await make()], 2, says)
})

test('a link that expires while it is watched ends tail within a second', async () => {
  const pipe = cli('pipe', '--server', server.url, '--token', device, '--name', 'Expiring')
  session = await pipe.waitForStderr(/^session (\w+)$/m)
  const tail = cli('tail', '--link', await link(2_000), '--output', 'raw')
  await tail.waitForStderr(/^session \w+ of Expiring$/m)
  pipe.process.stdin.write('before\n')
  await tail.until(() => tail.stdout.toString() === 'before\n')
  expect(await tail.ended).toEqual({ code: 2, signal: null })
  expect(tail.stderr).toMatch(/^session .*\nagent-logger: The link has expired\. [^\n]*\n$/)
  pipe.kill('SIGINT')
  expect((await pipe.ended).code).toBe(0)
})

test('nothing listens at the address', async () => {
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

test.skipIf(!existsSync('/dev/full'))('a full disk behind stdout does not end the log', async () => {
  const quoted = [CLI, 'pipe', '--server', server.url, '--token', device, '--tee'].map((arg) => `'${arg}'`).join(' ')
  const pipe = new Program('bash', ['-c', `'${process.execPath}' ${quoted} > /dev/full`])
  pipe.process.stdin.end('a line\n')
  expect(await pipe.ended).toEqual({ code: 1, signal: null })
  expect(pipe.stderr).toMatch(
    /^agent-logger: the output cannot be written: ENOSPC[^\n]* Stdin is still read and sent\nsession .*\nwatch at .*\n$/,
  )
})

test('a token from a file or from stdin works, and no list of processes holds it', async () => {
  const file = path.join(server.dataDir, 'device-token')
  writeFileSync(file, `${device}\n`, { mode: 0o600 })
  const pipe = cli('pipe', '--server', server.url, '--token-file', file, '--name', 'quiet')
  const tail = cli('tail', '--server', server.url, '--token', '-', '--device', 'quiet', '--output', 'raw')
  tail.process.stdin.end(`${api}\n`)
  await pipe.waitForStderr(/^watch at /m)
  await tail.waitForStderr(/^session .* of quiet$/m)
  const listed = execFileSync('ps', ['-eww', '-o', 'args'], { encoding: 'utf8' })
  expect(listed).toContain(file)
  for (const secret of [device, api]) expect(listed).not.toContain(secret)
  pipe.process.stdin.end('one line\n')
  await tail.until(() => tail.stdout.toString() === 'one line\n')
  tail.kill('SIGTERM')
  expect((await pipe.ended).code).toBe(0)
  await tail.ended
})
