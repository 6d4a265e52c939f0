/**
 * `pipe` between a program and its reader: whatever happens to the log, the program is neither slowed down nor ended by it. With
 * --tee, stdout has each byte while the trouble lasts.
 */
import { once } from 'node:events'
import { connect, createServer, type Server } from 'node:net'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { revokeTokenByOperator } from '#lib/server/administration/operator-acts.ts'
import { freePort } from '#tests/support/free-port.ts'
import { CLI, cli, Program } from './programs.ts'
import { type Served, serve } from './served.ts'

let served: Served
let token: string
const programs: Program[] = []
const servers: Server[] = []

beforeAll(async () => {
  served = await serve()
  token = await served.token('device')
})
afterEach(() => {
  for (const { process } of programs.splice(0)) process.kill('SIGKILL')
  for (const server of servers.splice(0)) server.close()
})
afterAll(() => served?.remove())

function pipe(args: string[], nodeArgs: string[] = []): Program {
  const program = new Program(process.execPath, [...nodeArgs, CLI, 'pipe', '--connect-timeout', '400ms', ...args])
  programs.push(program)
  return program
}

/** Accepts connections and never answers. */
async function silent(): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`
}

const NO_NAMES = `data:text/javascript,${encodeURIComponent("import dns from 'node:dns'; dns.lookup = () => {}")}`

interface Trouble {
  args: string[]
  nodeArgs?: string[]
  code: number
  says: RegExp
}

const TROUBLES: [name: string, make: () => Promise<Trouble> | Trouble][] = [
  [
    'nothing listens at the address',
    async () => ({
      args: ['--server', `http://127.0.0.1:${await freePort()}`, '--token', token],
      code: 1,
      says: /127\.0\.0\.1:\d+ does not answer\. .*The newest records are kept until it does\./,
    }),
  ],
  [
    'the server accepts connections and never answers',
    async () => ({ args: ['--server', await silent(), '--token', token], code: 1, says: /does not answer/ }),
  ],
  [
    'the name of the server is never resolved',
    () => ({
      args: ['--server', 'http://logs.test', '--token', token],
      nodeArgs: ['--import', NO_NAMES],
      code: 1,
      says: /http:\/\/logs\.test does not answer/,
    }),
  ],
  [
    'the server refuses the token',
    () => ({
      args: ['--server', served.server.url, '--token', 'agl_d_wrong'],
      code: 2,
      says: /not an Agent Logger token/,
    }),
  ],
  [
    'the file with the token is missing',
    () => ({
      args: ['--server', served.server.url, '--token-file', '/missing'],
      code: 2,
      says: /cannot be read \(ENOENT\)/,
    }),
  ],
  ['the server is not named', () => ({ args: [], code: 2, says: /--server is required/ })],
]

test.each(TROUBLES)('--tee passes each line on at once although %s', async (_name, make) => {
  const { args, nodeArgs, code, says } = await make()
  const tee = pipe(['--tee', ...args], nodeArgs)
  tee.process.stdin.write('one\n')
  await tee.until(() => tee.stdout.toString() === 'one\n')
  await tee.waitForStderr(says)
  // Also after it was said, and more than any buffer on the way holds.
  const much = Buffer.alloc(512 * 1024, 'many words\n')
  tee.process.stdin.write(much)
  tee.process.stdin.end('two, without a line end')
  expect(await tee.ended).toEqual({ code, signal: null })
  expect(tee.stdout.equals(Buffer.concat([Buffer.from('one\n'), much, Buffer.from('two, without a line end')]))).toBe(
    true,
  )
  expect(tee.stderr).toMatch(
    /^agent-logger: [^\n]+ Stdin still goes to stdout\nagent-logger: \d{5} records were not sent\n$/,
  )
})

test('without --tee, the program is not ended either, and what it wrote is counted', async () => {
  const args = ['--server', served.server.url, '--token', 'agl_d_wrong']
  const refused = pipe(args)
  await refused.waitForStderr(/not an Agent Logger token.* Stdin is still read$/m)
  let isBroken = false
  refused.process.stdin.on('error', () => {
    isBroken = true
  })
  refused.process.stdin.write(Buffer.alloc(500_000, 'line\n'))
  refused.process.stdin.end('the last line\n')
  expect(await refused.ended).toEqual({ code: 2, signal: null })
  expect(isBroken).toBe(false)
  expect(refused.stderr).toMatch(/agent-logger: 100001 records were not sent\n$/)

  const ending = pipe([...args, '--exit-on-error'])
  expect(await ending.ended).toEqual({ code: 2, signal: null })
})

test('a token that is revoked while the program runs', async () => {
  const own = await served.token('device')
  const tee = pipe(['--tee', '--server', served.server.url, '--token', own])
  const session = await tee.waitForStderr(/^session (\w+)$/m)
  tee.process.stdin.write('before\n')
  // The relay acknowledges what it hands on, and does so before it learns of the revocation.
  const api = ['--server', served.server.url, '--token', await served.token('api')]
  const tail = cli('tail', ...api, '--session', session, '--from-start', '--output', 'raw')
  programs.push(tail)
  await tail.until(() => tail.stdout.toString() === 'before\n')
  const open = new Database(path.join(served.server.dataDir, 'agent-logger.db'), { timeout: 5_000, readonly: true })
  const { id } = open.prepare('SELECT id FROM Token WHERE last4 = ?').get(own.slice(-4)) as { id: string }
  open.close()
  await revokeTokenByOperator(id)
  await tee.waitForStderr(/The token was revoked\. .* Stdin still goes to stdout$/m)
  tee.process.stdin.end('after\n')
  expect(await tee.ended).toEqual({ code: 2, signal: null })
  expect(tee.stdout.toString()).toBe('before\nafter\n')
  expect(tee.stderr).toMatch(/\nagent-logger: 1 record was not sent\n$/)
})

test('a server that is found late gets what was written before', async () => {
  const port = await freePort()
  const tee = pipe(['--tee', '--server', `http://127.0.0.1:${port}`, '--token', token, '--name', 'Late'])
  tee.process.stdin.write('early\n')
  await tee.waitForStderr(/does not answer/)
  const { hostname, port: serverPort } = new URL(served.server.url)
  const proxy = createServer((socket) => {
    const upstream = connect(Number(serverPort), hostname)
    socket.pipe(upstream).pipe(socket)
    for (const one of [socket, upstream]) one.on('error', () => {})
  }).listen(port, '127.0.0.1')
  servers.push(proxy)
  await tee.waitForStderr(/^session (\w+)$/m)
  tee.process.stdin.end()
  expect(await tee.ended).toEqual({ code: 0, signal: null })
  expect(tee.stderr).not.toContain('not sent')
})

test('an error of our own does not end the program', async () => {
  const failing = `data:text/javascript,${encodeURIComponent("process.on('SIGUSR2', () => { throw new Error('oops') })")}`
  const tee = pipe(['--tee', '--server', served.server.url, '--token', token], ['--import', failing])
  tee.process.stdin.write('one\n')
  await tee.waitForStderr(/^watch at /m)
  tee.kill('SIGUSR2')
  await tee.waitForStderr(/^agent-logger: oops\. Stdin still goes to stdout$/m)
  tee.process.stdin.end('two\n')
  expect(await tee.ended).toEqual({ code: 1, signal: null })
  expect(tee.stdout.toString()).toBe('one\ntwo\n')
})
