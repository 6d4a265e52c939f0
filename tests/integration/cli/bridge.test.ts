/** `bridge`: an emulated phone of the original (§5) as a hosted session, over lost connections, replays and refusals. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { SeedDirectServer } from '../../support/seed-direct-server.ts'
import { cli, type Program, ran } from './programs.ts'
import { type Served, serve } from './served.ts'

let served: Served
let server: string[]
let api: string[]
const programs: Program[] = []
const phones: SeedDirectServer[] = []

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

async function phone(): Promise<SeedDirectServer> {
  const started = await SeedDirectServer.start()
  phones.push(started)
  return started
}

function start(...args: string[]): Program {
  const program = cli(...args)
  programs.push(program)
  return program
}

/** A bridge of the phone and a viewer of its session. */
async function bridged(from: SeedDirectServer, ...more: string[]) {
  const bridge = start('bridge', from.url, ...server, ...more)
  const session = await bridge.said(/^session (\w+)$/m)
  const tail = start('tail', ...api, '--session', session, '--json', '--from-start', '--exit-on-end')
  await tail.said(/session (\w+) of /)
  const records = () =>
    tail.stdout
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  return { bridge, tail, records }
}

test('[S5][S13.4] history and live logs of a phone become records with their time, level, error and stack', async () => {
  const from = await phone()
  from.log('App started', { level: 'debug' })
  const stackTrace = '#0      main (package:app/main.dart:66:7)\n#1 ...\n'
  from.log('Error: Something went wrong', { level: 'error', error: 'Exception: Test exception', stackTrace })
  const { bridge, tail, records } = await bridged(from, '--name', 'Test phone', '--zone', '+03:00')
  await bridge.said(/^phone connected$/m)
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
  // [S5] Viewers say nothing to a phone.
  expect(from.heard).toEqual([])
  bridge.kill('SIGINT')
  expect(await bridge.ended).toEqual(done)
  expect(await tail.ended).toEqual(done)
  expect(bridge.stderr).toMatch(/^carried: 4 records; left out: 0 repeats$/m)
})

test('[S13.4] the phone comes and goes: its replays repeat nothing, what it logged meanwhile arrives, in order', async () => {
  const from = await phone()
  for (let i = 0; i < 300; i++) from.log(`log ${i}`)
  // Equal to the microsecond: all of them count.
  const twin = { timestamp: '2025-10-07T09:12:00.000001' }
  for (let i = 0; i < 3; i++) from.log('tick', twin)
  const { bridge, tail, records } = await bridged(from)
  await tail.until(() => tail.stdoutLines === 303)
  from.drop()
  await bridge.said(/^phone lost, trying again$/m)
  await bridge.said(/^phone is back$/m)
  from.log('tick', twin)
  from.log('after the first loss')
  await tail.until(() => tail.stdoutLines === 305)
  await from.stop()
  for (let i = 0; i < 100; i++) from.log(`while away ${i}`)
  await vi.waitFor(() => expect(bridge.stderr.match(/^phone lost/gm)).toHaveLength(2))
  await from.listen()
  await tail.until(() => tail.stdoutLines === 405)
  expect(records().map(({ body }) => body)).toEqual(from.held.map(({ message }) => message))
  bridge.kill('SIGTERM')
  expect(await bridge.ended).toEqual(done)
  expect(bridge.stderr).toMatch(/^carried: 405 records; left out: 608 repeats$/m)
}, 60_000)

test('a large history goes through, in order and whole', async () => {
  const from = await phone()
  for (let i = 0; i < 30_000; i++) from.log(`log ${i} ${'.'.repeat(i % 120)}`)
  const { bridge, tail, records } = await bridged(from, '--once')
  await tail.until(() => tail.stdoutLines === 30_000)
  from.drop()
  expect(await bridge.ended).toEqual(done)
  expect(await tail.ended).toEqual(done)
  expect(records().every(({ body }, i) => body.startsWith(`log ${i} `))).toBe(true)
}, 60_000)

test('messages that are no logs are counted, not carried; a log without its envelope is one', async () => {
  const from = await phone()
  const { bridge, tail, records } = await bridged(from, '--once')
  await bridge.said(/^phone connected$/m)
  for (const text of ['', 'x', '[]', '{"type":"log"}', '{"type":"connected","deviceId":"d"}']) from.say(text)
  from.say('{"message":"bare","level":"info"}')
  await tail.until(() => tail.stdoutLines === 1)
  expect(records()).toMatchObject([{ body: 'bare', level: 'info' }])
  from.drop()
  expect(await bridge.ended).toEqual(done)
  expect(bridge.stderr).toMatch(/^carried: 1 records; left out: 0 repeats, 5 messages that were no logs$/m)
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

test('a phone that does not answer is told so once, after the given time', async () => {
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as { port: number }
  await new Promise((resolve) => closed.close(resolve))
  await expectRefused(
    ['bridge', `127.0.0.1:${port}`, ...server, '--connect-timeout', '500ms'],
    1,
    /does not answer\. Is the app open/,
  )
})

test('what listens there and is no phone is told so', async () => {
  const url = served.server.url.replace(/^http/, 'ws')
  await expectRefused(['bridge', `${url}/ws`, ...server], 2, /is no direct server/)
})

test('the direct server of our own pipe wants its code, and is bridged with it', async () => {
  const pipe = start('pipe', '--direct', '--direct-host', '127.0.0.1')
  const stream = await pipe.said(/^stream (ws:\S+)$/m)
  const [address = ''] = stream.split('?')
  await expectRefused(['bridge', address, ...server], 2, /wants its code/)
  const wrong = await ran(['bridge', `${address}?code=WRONG234`, ...server])
  expect(wrong).toMatchObject({ code: 2, stdout: '' })
  expect(wrong.stderr).toContain(`agent-logger: ${address} wants its code`)
  expect(wrong.stderr).not.toContain('WRONG234')
  const bridge = start('bridge', stream, ...server, '--once')
  await bridge.said(/^(phone connected)$/m)
  pipe.process.stdin.end('through two servers\n')
  expect(await bridge.ended).toEqual(done)
  expect(bridge.stderr).toMatch(/^carried: 1 records/m)
})

test('a server that refuses is told so before the phone is looked for', async () => {
  const from = await phone()
  await expectRefused(
    ['bridge', from.url, '--server', served.server.url, '--token', 'hello'],
    2,
    /not a token of Agent Logger/,
  )
  expect(from.connections).toBe(0)
})
