/**
 * `pipe --direct` from the command line: only on the LAN, or with a server too, with and without a code, watched by
 * Flutter viewers.
 */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Viewer } from '#tests/integration/lan/visitors.ts'
import { mixedLines } from './mixed-lines.ts'
import { cli, type Program, ran } from './programs.ts'
import { type Served, serve } from './served.ts'

let served: Served
let token: string
const programs: Program[] = []
const viewers: Viewer[] = []

beforeAll(async () => {
  served = await serve()
  token = await served.token('device')
})
afterEach(() => {
  for (const { socket } of viewers.splice(0)) socket.terminate()
  for (const { process } of programs.splice(0)) process.kill('SIGKILL')
})
afterAll(() => served?.remove())

const LOOPBACK = ['--direct', '--direct-host', '127.0.0.1']
const done = { code: 0, signal: null }

function start(...args: string[]): Program {
  const program = cli(...args)
  programs.push(program)
  return program
}

function view(url: string): Viewer {
  const viewer = new Viewer(url)
  viewers.push(viewer)
  return viewer
}

/** Every line once and in order; those that belong together are one message. */
function expectLines(messages: string[], lines: string[]): void {
  expect(messages.join('\n')).toBe(lines.join('\n'))
  expect(messages).toContain(lines.slice(0, 5).join('\n'))
}

test('without a server: the terminal shows address and code, and a viewer that enters it gets every line once and in order', async () => {
  const lines = mixedLines(5_000)
  const pipe = start('pipe', ...LOOPBACK, '--tee')
  const url = await pipe.waitForStderr(/^stream (ws:\S+)$/m)
  expect(await view(url.split('?')[0] as string).status).toBe(401)
  pipe.process.stdin.write(
    lines
      .slice(0, 2_000)
      .map((line) => `${line}\n`)
      .join(''),
  )
  await pipe.until(() => pipe.stdoutLines === 2_000)
  const viewer = view(url)
  expect(await viewer.status).toBe(101)
  pipe.process.stdin.end(
    lines
      .slice(2_000)
      .map((line) => `${line}\n`)
      .join(''),
  )
  expect(await pipe.ended).toEqual(done)
  await viewer.closed
  expectLines(viewer.messages, lines)
  // The code is used up, and the next one is printed.
  const codes = [...pipe.stderr.matchAll(/^code {3}([\w-]{9}), for one viewer/gm)].map(([, code]) => code)
  expect(codes).toHaveLength(2)
  expect(new Set(codes).size).toBe(2)
  expect(pipe.stderr).not.toMatch(/session|watch at/)
})

test('with a server: both paths carry the same records', async () => {
  const pipe = start(
    'pipe',
    ...LOOPBACK,
    '--direct-open',
    '--server',
    served.server.url,
    '--token',
    token,
    '--name',
    'Both',
  )
  const url = await pipe.waitForStderr(/reaches (ws:\S+)/)
  const session = await pipe.waitForStderr(/^session (\w+)$/m)
  const tail = start(
    'tail',
    '--server',
    served.server.url,
    '--token',
    await served.token('api'),
    '--session',
    session,
    '--output',
    'raw',
    '--exit-on-end',
  )
  await tail.waitForStderr(/session (\w+) of Both/)
  const viewer = view(url)
  await viewer.status
  const lines = mixedLines(1_000)
  pipe.process.stdin.end(lines.map((line) => `${line}\n`).join(''))
  expect(await pipe.ended).toEqual(done)
  expect(await tail.ended).toEqual(done)
  expect(tail.stdout.toString()).toBe(lines.map((line) => `${line}\n`).join(''))
  expectLines(viewer.messages, lines)
})

test('--linger keeps the records for a viewer that arrives after the input ends; Ctrl+C ends it', async () => {
  const pipe = start('pipe', ...LOOPBACK, '--direct-code', 'our-room-7788', '--linger', '60s')
  pipe.process.stdin.end('one\ntwo\n')
  const url = await pipe.waitForStderr(/^stream (ws:\S+)$/m)
  for (let i = 0; i < 2; i++) {
    const viewer = view(url)
    await viewer.has(2)
    expect(viewer.messages).toEqual(['one', 'two'])
  }
  pipe.kill('SIGINT')
  expect(await pipe.ended).toEqual(done)
})

test('a port in use ends the program with one line', async () => {
  const pipe = start('pipe', ...LOOPBACK)
  const port = await pipe.waitForStderr(/^direct http:\/\/127\.0\.0\.1:(\d+)\/ on this machine alone$/m)
  expect(await ran(['pipe', ...LOOPBACK, '--direct-port', port], 'x\n')).toEqual({
    code: 2,
    stdout: '',
    stderr: `agent-logger: port ${port} of 127.0.0.1 is taken; choose another, or 0 for any. See --help.\n`,
  })
})
