/** Programs that end at once, in every way a program can: what they logged arrives, and they end as they would without the SDK. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { LogSubscriber } from '#lib/viewer/log-subscriber.ts'
import { ViewerConnection } from '#lib/viewer/viewer-connection.ts'
import { DEVICE, person } from '#tests/support/sessions.ts'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const dir = mkdtempSync(path.join(tmpdir(), 'agent-logger-last-words-'))
const ends: (() => void)[] = []
let relay: TestRelay

beforeAll(async () => {
  execFileSync('tar', ['xzf', path.join(root, 'dist/sdk/agent-logger.tgz'), '-C', dir])
  relay = await startRelay()
  relay.grants.set('follower', person())
})
afterEach(() => {
  for (const end of ends.splice(0)) end()
})
afterAll(async () => {
  await relay.close()
  rmSync(dir, { recursive: true, force: true })
})

/** Somebody who waits for the device, as its page does. */
async function follow(): Promise<string[]> {
  const hello = async () => ({ version: PROTOCOL_VERSION, token: 'follower' })
  const connection = new ViewerConnection({ server: relay.url, hello })
  const bodies: string[] = []
  const subscriber = new LogSubscriber({
    connection,
    target: { device: DEVICE },
    inOrder: true,
    want: 'all',
    handlers: { onRecords: (_session, records) => void bodies.push(...records.map(({ body }) => body)), onGone() {} },
  })
  ends.push(() => {
    subscriber.close()
    connection.close()
  })
  await vi.waitFor(() => expect(relay.live.stats().connections.viewers).toBe(1))
  return bodies
}

interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** `signal` is sent once the program has printed "ready". */
function run(program: string, signal?: NodeJS.Signals, file = 'program.mjs'): Promise<Ended> {
  writeFileSync(path.join(dir, file), program)
  const child = spawn(process.execPath, [file], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] })
  ends.push(() => void child.kill('SIGKILL'))
  const out = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    out.stdout += chunk
    if (signal && out.stdout === 'ready\n') child.kill(signal)
  })
  child.stderr.on('data', (chunk) => {
    out.stderr += chunk
  })
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, ...out })))
}

const starting = (server = relay.url, more = '') =>
  `import { startAgentLogger } from './package/node.js'
const log = startAgentLogger({ server: '${server}', token: 'agl_d_x', captureErrors: true, warn() {}, ${more} })
`
const WITHOUT = 'const log = { info() {}, flush() {}, close() {} }\n'
/** The place of the program's line, which is another one without the SDK. */
const withoutPlaces = ({ stderr, ...ended }: Ended) => ({
  ...ended,
  stderr: stderr.replace(/^.*program\.mjs:\d+.*$/gm, ''),
})

const HANGS = `setInterval(() => {}, 1000); console.log('ready')`
const ENDS: [name: string, program: string, bodies: unknown[], signal?: NodeJS.Signals][] = [
  ['a crash', `log.info('one'); setImmediate(() => { throw new Error('boom') })`, ['one', 'Uncaught Error: boom']],
  [
    'a rejection',
    `log.info('one'); Promise.reject(new TypeError('no'))`,
    ['one', 'Unhandled rejection: TypeError: no'],
  ],
  ['process.exit', `log.info('one'); process.exit(7)`, ['one']],
  [
    'process.exit in a listener of exit',
    `process.on('exit', () => process.exit(9)); log.info('one'); process.exit(7)`,
    ['one'],
  ],
  ['the end of its work', `log.info('one')`, ['one']],
  [
    'many records in the last moment',
    `for (let i = 0; i < 20_000; i++) log.info('record ' + i); process.exit(3)`,
    Array.from({ length: 20_000 }, (_, i) => `record ${i}`),
  ],
  [
    'many records in the last moment of a session that is live',
    `log.info('first'); await log.flush(); for (let i = 0; i < 20_000; i++) log.info('record ' + i); process.exit(3)`,
    ['first', ...Array.from({ length: 20_000 }, (_, i) => `record ${i}`)],
  ],
  [
    'what it logs at its exit',
    `process.on('exit', () => log.info('two')); log.info('one'); setImmediate(() => process.exit(3))`,
    ['one', 'two'],
  ],
  ['a close that it does not wait for', `log.info('one'); log.close(); process.exit(3)`, ['one']],
  ['SIGTERM', `log.info('one'); ${HANGS}`, ['one'], 'SIGTERM'],
  ['SIGINT', `log.info('one'); ${HANGS}`, ['one'], 'SIGINT'],
  [
    'SIGTERM that it handles itself',
    `process.on('SIGTERM', () => { log.info('two'); process.exit(4) }); log.info('one'); ${HANGS}`,
    ['one', 'two'],
    'SIGTERM',
  ],
]

test.each(ENDS)(
  '%s: everything arrives, and the program ends as it would without',
  async (_name, end, bodies, signal) => {
    const got = await follow()
    const ended = await run(starting() + end, signal)
    await vi.waitFor(() => expect(got.length).toBeGreaterThanOrEqual(bodies.length))
    expect(got).toEqual(bodies)
    expect(withoutPlaces(ended)).toEqual(withoutPlaces(await run(WITHOUT + end, signal)))
  },
)

test('each session of a program has its last words', async () => {
  const got = await follow()
  const other = `const other = startAgentLogger({ server: '${relay.url}', token: 'agl_d_x', name: 'Other', warn() {} })
    log.info('one'); other.info('two'); ${HANGS}`
  expect(await run(starting() + other, 'SIGTERM')).toMatchObject({ code: null, signal: 'SIGTERM' })
  await vi.waitFor(() => expect([...got].sort()).toEqual(['one', 'two']))
})

test('a program that was bundled into one file has them too', async () => {
  const got = await follow()
  const { outputFiles } = await build({
    stdin: { contents: `${starting()}log.info('bundled'); process.exit(5)`, resolveDir: dir },
    ...{ bundle: true, minify: true, platform: 'node', format: 'cjs', write: false },
  })
  const ended = await run(outputFiles[0]?.text ?? '', undefined, 'bundled.cjs')
  expect(ended).toEqual({ code: 5, signal: null, stdout: '', stderr: '' })
  await vi.waitFor(() => expect(got).toEqual(['bundled']))
})

test('a server that is away, refuses or stays silent does not keep a program from ending', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  ends.push(() => silent.close())
  const { port } = silent.address() as { port: number }
  for (const server of ['http://127.0.0.1:1', `http://127.0.0.1:${port}`, 'no address']) {
    const ended = await run(`${starting(server)}log.info('one'); process.exit(6)`)
    expect(ended).toEqual({ code: 6, signal: null, stdout: '', stderr: '' })
  }
})

test('a program that waited for a silent server as it ran out of work does not wait again', async () => {
  let connections = 0
  const silent = createServer(() => void connections++).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  ends.push(() => silent.close())
  const { port } = silent.address() as { port: number }
  expect(await run(`${starting(`http://127.0.0.1:${port}`)}log.info('one')`)).toMatchObject({ code: 0, stderr: '' })
  expect(connections).toBe(1)
})

test('flushOnExit: false leaves signals and exit alone', async () => {
  const opening = vi.spyOn(relay.relay.hub, 'openSession')
  ends.push(() => opening.mockRestore())
  const listeners = `console.log(['SIGTERM', 'SIGINT'].map((signal) => process.listenerCount(signal)).join())`
  const program = `${starting(relay.url, 'flushOnExit: false')}log.info('one'); ${listeners}; process.exit(2)`
  expect(await run(program)).toEqual({ code: 2, signal: null, stdout: '0,0\n', stderr: '' })
  expect(opening).not.toHaveBeenCalled()
})
