/** The server restarts in the middle of `pipe | tail`: every line arrives, once and in order. */
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startServer, type TestServer } from '#tests/support/start-server.ts'
import { mixedLines } from './mixed-lines.ts'
import { cli, type Program } from './programs.ts'
import { type Served, serve } from './served.ts'

const programs: Program[] = []
let served: Served
let server: TestServer
let device: string[]
let api: string[]

beforeAll(async () => {
  served = await serve()
  server = served.server
  device = ['--server', server.url, '--token', await served.token('device')]
  api = ['--server', server.url, '--token', await served.token('api')]
})
afterEach(() => {
  for (const { process } of programs.splice(0)) process.kill('SIGKILL')
})
afterAll(async () => {
  await server?.stop()
  await served?.remove()
})

function start(...args: string[]): Program {
  const program = cli(...args)
  programs.push(program)
  return program
}

let streams = 0
/** A tail that waits, and a pipe that it will follow. */
async function stream(): Promise<{ tail: Program; pipe: Program }> {
  const name = `Streamer ${++streams}`
  const tail = start('tail', ...api, '--output', 'raw', '--device', name, '--exit-on-end')
  await tail.waitForStderr(/waiting for the device/)
  const pipe = start('pipe', ...device, '--name', name)
  await pipe.waitForStderr(/^watch at/m)
  return { tail, pipe }
}

async function leave(signal: NodeJS.Signals): Promise<void> {
  const code = await server.stop(signal)
  expect(code).toBe(signal === 'SIGTERM' ? 0 : null)
}

/** Restarts with the same address and data. */
async function comeBack(): Promise<void> {
  server = await startServer({ PORT: new URL(server.url).port, VERBOSE: '1' }, server.dataDir)
}

/** Compares without printing megabytes of differences. */
function expectLines(tail: Program, lines: string[]): void {
  const got = tail.stdout.toString().split('\n')
  expect(got.pop()).toBe('')
  const at = lines.findIndex((line, i) => line !== got[i])
  expect({ at, line: got[at]?.slice(0, 80), count: got.length }).toEqual({
    at: -1,
    line: undefined,
    count: lines.length,
  })
}

const done = { code: 0, signal: null }
/** Both back off at random while the server is away, rarely for up to 15 s. */
const TIMEOUT_MS = 240_000

test.each(['SIGTERM', 'SIGKILL'] as const)(
  '[RL10][DV6][VW6] %s while lines flow',
  async (signal) => {
    const { tail, pipe } = await stream()
    // More than flows while a slow machine restarts its server; the rest is never written.
    const lines = mixedLines(40_000)
    let next = 0
    let isOver = false
    const flow = setInterval(() => {
      const some = lines.slice(next, next + 20)
      next += some.length
      pipe.process.stdin.write(some.map((line) => `${line}\n`).join(''))
      if (next < lines.length && !isOver) return
      clearInterval(flow)
      lines.length = next
      pipe.process.stdin.end()
    }, 5)
    const seen = (count: number) => tail.until(() => tail.stdoutLines > count)
    await seen(500)
    await leave(signal)
    const left = next
    await comeBack()
    // The pipe continued while the server was away.
    expect(next).toBeGreaterThan(left)
    await seen(Math.min(lines.length - 1, next + 100))
    isOver = true
    expect(await pipe.ended).toEqual(done)
    expect(await tail.ended).toEqual(done)
    expectLines(tail, lines)
    expect(tail.stderr).not.toContain('lost:')
    // Each loss once, however often the connection was tried.
    const times = (line: RegExp) => tail.stderr.match(line)?.length
    expect(times(/^reconnected to the server$/gm)).toBe(times(/^connection lost; reconnecting …$/gm))
    expect(tail.stderr.match(/^session /gm)).toHaveLength(1)
    expect(pipe.stderr).toMatch(/server lost; reconnecting …\nreconnected to the server/)
  },
  TIMEOUT_MS,
)

/** The device returns first: its viewers have not seen the end yet, so the pipe must not exit before they have. */
test.each(['SIGTERM', 'SIGKILL'] as const)(
  '%s, the input ends before the server is back, and the viewer returns last',
  async (signal) => {
    const { tail, pipe } = await stream()
    const startedAtMs = performance.now()
    const lines = mixedLines(2_000)
    const text = (some: string[]) => some.map((line) => `${line}\n`).join('')
    pipe.process.stdin.write(text(lines.slice(0, 1_000)))
    await tail.until(() => tail.stdoutLines > 500)
    tail.kill('SIGSTOP')
    await leave(signal)
    pipe.process.stdin.end(text(lines.slice(1_000)))
    await comeBack()
    await vi.waitFor(() => expect(server.output()).toMatch(/opened session \w+ \(attempt \d/), { timeout: 20_000 })
    // A pipe that thinks it is done would have exited by now: its records are acknowledged, nobody watches, and its
    // session is older than the minimum.
    await vi.waitFor(() => expect(performance.now() - startedAtMs).toBeGreaterThan(3_000))
    tail.kill('SIGCONT')
    expect(await pipe.ended).toEqual(done)
    expect(await tail.ended).toEqual(done)
    expect(tail.stderr).not.toContain('lost:')
    expectLines(tail, lines)
  },
  TIMEOUT_MS,
)

test(
  'a producer that is faster than the network waits for the server instead of losing output',
  async () => {
    const { tail, pipe } = await stream()
    // More than the ring holds, both in bytes and in records.
    const lines = Array.from({ length: 150_000 }, (_, i) => `${i} ${'.'.repeat(200)}`)
    pipe.process.stdin.write(lines.map((line) => `${line}\n`).join(''))
    pipe.process.stdin.end()
    await tail.until(() => tail.stdoutBytes > 1_000_000)
    await leave('SIGTERM')
    await comeBack()
    expect(await pipe.ended).toEqual(done)
    expect(await tail.ended).toEqual(done)
    expect(tail.stderr).not.toContain('lost:')
    expectLines(tail, lines)
  },
  TIMEOUT_MS,
)
