/**
 * `bridge`: an emulated phone with the Flutter package [FP18] as a hosted session, across disconnects, replays and
 * errors.
 */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { FlutterDirectServer } from '#tests/support/flutter-direct-server.ts'
import { cli, type Program, ran } from './programs.ts'
import { type Served, serve } from './served.ts'

let served: Served
let server: string[]
let api: string[]
const programs: Program[] = []
const phones: FlutterDirectServer[] = []

beforeAll(async () => {
  served = await serve()
  server = ['--server', served.server.url, '--token', await served.token('device')]
  api = ['--server', served.server.url, '--token', await served.token('api')]
})
afterEach(async () => {
  for (const { process } of programs.splice(0)) process.kill('SIGKILL')
  for (const phone of phones.splice(0)) await phone.stop()
})
afterAll(() => served?.remove())

const done = { code: 0, signal: null }

async function phone(): Promise<FlutterDirectServer> {
  const started = await FlutterDirectServer.start()
  phones.push(started)
  return started
}

function start(...args: string[]): Program {
  const program = cli(...args)
  programs.push(program)
  return program
}

/** A bridge for the phone, and a viewer of its session. */
async function bridged(from: FlutterDirectServer, ...more: string[]) {
  const bridge = start('bridge', from.url, ...server, ...more)
  const session = await bridge.waitForStderr(/^session (\w+)$/m)
  const tail = start('tail', ...api, '--session', session, '--json', '--from-start', '--exit-on-end')
  await tail.waitForStderr(/session (\w+) of /)
  const records = () =>
    tail.stdout
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  return { bridge, tail, records }
}

test('[FP18] a phone’s history and live logs become records with their time, level, error and stack', async () => {
  const from = await phone()
  from.log('App started', { level: 'debug' })
  const stackTrace = '#0      main (package:app/main.dart:66:7)\n#1 ...\n'
  from.log('Error: Something went wrong', { level: 'error', error: 'Exception: Test exception', stackTrace })
  const { bridge, tail, records } = await bridged(from, '--name', 'Test phone', '--zone', '+03:00')
  await bridge.waitForStderr(/^phone connected$/m)
  from.log('naïve 🙂\nsecond line', { level: 'warning', timestamp: '2025-10-07T12:11:00.5' })
  from.log('no level', { level: null, timestamp: '2025-10-07T09:11:00.123456Z' })
  await tail.until(() => tail.stdoutLines === 4)
  expect(tail.stderr).toContain('of Test phone')
  expect(records()).toMatchObject([
    { level: 'debug', body: 'App started', time: '2025-10-07T06:11:00.123Z', error: null },
    {
      level: 'error',
      body: 'Error: Something went wrong',
      error: { name: 'Exception', message: 'Test exception', stack: stackTrace },
    },
    { level: 'warn', body: 'naïve 🙂\nsecond line', time: '2025-10-07T09:11:00.500Z' },
    {
      level: 'unknown',
      body: 'no level',
      time: '2025-10-07T09:11:00.123Z',
      attributes: { timestamp: '2025-10-07T09:11:00.123456Z' },
    },
  ])
  // [FP18] Viewers send nothing to a phone.
  expect(from.heard).toEqual([])
  bridge.kill('SIGINT')
  expect(await bridge.ended).toEqual(done)
  expect(await tail.ended).toEqual(done)
  expect(bridge.stderr).toMatch(/^forwarded 4 records; skipped 0 repeats$/m)
})

test('[FB12] the phone disconnects and returns: its replays repeat nothing, and what it logged meanwhile arrives in order', async () => {
  const from = await phone()
  for (let i = 0; i < 300; i++) from.log(`log ${i}`)
  // Equal to the microsecond, and yet all of them count.
  const twin = { timestamp: '2025-10-07T09:12:00.000001' }
  for (let i = 0; i < 3; i++) from.log('tick', twin)
  const { bridge, tail, records } = await bridged(from)
  await tail.until(() => tail.stdoutLines === 303)
  from.drop()
  await bridge.waitForStderr(/^phone disconnected; reconnecting …$/m)
  await bridge.waitForStderr(/^phone reconnected$/m)
  from.log('tick', twin)
  from.log('after the first loss')
  await tail.until(() => tail.stdoutLines === 305)
  await from.stop()
  for (let i = 0; i < 100; i++) from.log(`while away ${i}`)
  await vi.waitFor(() => expect(bridge.stderr.match(/^phone disconnected/gm)).toHaveLength(2))
  await from.listen()
  await tail.until(() => tail.stdoutLines === 405)
  expect(records().map(({ body }) => body)).toEqual(from.held.map(({ message }) => message))
  bridge.kill('SIGTERM')
  expect(await bridge.ended).toEqual(done)
  expect(bridge.stderr).toMatch(/^forwarded 405 records; skipped 608 repeats$/m)
})

test('a large history arrives complete and in order', async () => {
  const from = await phone()
  for (let i = 0; i < 30_000; i++) from.log(`log ${i} ${'.'.repeat(i % 120)}`)
  const { bridge, tail, records } = await bridged(from, '--once')
  await tail.until(() => tail.stdoutLines === 30_000)
  from.drop()
  expect(await bridge.ended).toEqual(done)
  expect(await tail.ended).toEqual(done)
  expect(records().every(({ body }, i) => body.startsWith(`log ${i} `))).toBe(true)
})

test('messages that are not logs are counted but not forwarded; a log without its envelope counts as one', async () => {
  const from = await phone()
  const { bridge, tail, records } = await bridged(from, '--once')
  await bridge.waitForStderr(/^phone connected$/m)
  for (const text of ['', 'x', '[]', '{"type":"log"}', '{"type":"connected","deviceId":"d"}']) from.say(text)
  from.say('{"message":"bare","level":"info"}')
  await tail.until(() => tail.stdoutLines === 1)
  expect(records()).toMatchObject([{ body: 'bare', level: 'info' }])
  from.drop()
  expect(await bridge.ended).toEqual(done)
  expect(bridge.stderr).toMatch(/^forwarded 1 records; skipped 0 repeats, 5 messages that were not logs$/m)
})

async function expectRefused(args: string[], code: number, says: RegExp) {
  const ended = await ran(args)
  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' })
  expect(ended.stderr).toMatch(says)
  expect(
    ended.stderr
      .trim()
      .split('\n')
      .filter((line) => line.startsWith('agent-logger: ')),
  ).toHaveLength(1)
  expect(ended.stderr).not.toMatch(/\bat .*:\d+:\d+/)
}

test('a phone that does not answer is reported once, after the time limit', async () => {
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as { port: number }
  await new Promise((resolve) => closed.close(resolve))
  await expectRefused(
    ['bridge', `127.0.0.1:${port}`, ...server, '--connect-timeout', '500ms'],
    1,
    /does not answer\. Check that the app is open/,
  )
})

test('a server that is not a phone is reported', async () => {
  const url = served.server.url.replace(/^http/, 'ws')
  await expectRefused(['bridge', `${url}/ws`, ...server], 2, /is not a direct server/)
})

test('the direct server of our own pipe requires its code, and is bridged with it', async () => {
  const pipe = start('pipe', '--direct', '--direct-host', '127.0.0.1')
  const stream = await pipe.waitForStderr(/^stream (ws:\S+)$/m)
  const [address = ''] = stream.split('?')
  await expectRefused(['bridge', address, ...server], 2, /requires its code/)
  const wrong = await ran(['bridge', `${address}?code=WRONG234`, ...server])
  expect(wrong).toMatchObject({ code: 2, stdout: '' })
  expect(wrong.stderr).toContain(`agent-logger: ${address} requires its code`)
  expect(wrong.stderr).not.toContain('WRONG234')
  const bridge = start('bridge', stream, ...server, '--once')
  await bridge.waitForStderr(/^(phone connected)$/m)
  pipe.process.stdin.end('through two servers\n')
  expect(await bridge.ended).toEqual(done)
  expect(bridge.stderr).toMatch(/^forwarded 1 records/m)
})

test('a server that rejects the token is reported before the bridge looks for the phone', async () => {
  const from = await phone()
  await expectRefused(
    ['bridge', from.url, '--server', served.server.url, '--token', 'hello'],
    2,
    /not an Agent Logger token/,
  )
  expect(from.connections).toBe(0)
})
