/**
 * Waits of `agent-logger pipe` that must end. In most tests its connection breaks 2 s after it opened, again and again, while
 * someone watches: the pipe keeps reading, everything arrives, and a stop request ends it.
 */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { inScene, type Scene } from '#tests/support/fault-scene.ts'
import { Program } from '#tests/support/program.ts'
import { CheckedViewer, checkedBody } from '#tests/support/verified-stream.ts'

const ROOT = path.join(import.meta.dirname, '../..')
const PIPE = ['--import', 'tsx', 'lib/cli/run.ts', 'pipe']
/** Shorter than the time viewers have to fetch what they missed. */
const UP_MS = 2_000
/** Longer than a pipe waits for anything after a stop request, and than the producer needs. */
const LATE_MS = 60_000
const TIMEOUT_MS = 200_000

/** Sends its lines at this rate while the pipe accepts them. */
class Producer {
  written = 0
  readonly #pipe: Program
  readonly #filler = '.'.repeat(100)

  constructor(pipe: Program) {
    this.#pipe = pipe
  }

  /** Resolves when everything is written and the operating system has accepted it. */
  async write(lines: number, perSecond: number): Promise<void> {
    const { stdin } = this.#pipe.process
    const startedAtMs = performance.now()
    while (this.written < lines && this.#pipe.isRunning) {
      const due = Math.min(lines, Math.ceil(((performance.now() - startedAtMs) * perSecond) / 1000))
      let text = ''
      while (this.written < due) text += `${checkedBody(++this.written, this.#filler)}\n`
      if (!stdin.write(text)) await this.#whenDrained()
      await sleep(10)
    }
    if (stdin.writableLength > 0) await this.#whenDrained()
  }

  /** Resolves when everything was accepted, or the pipe is gone. */
  async #whenDrained(): Promise<void> {
    const drained = once(this.#pipe.process.stdin, 'drain').catch(() => {})
    await Promise.race([drained, this.#pipe.ended])
  }
}

/** What it resolves with, or `late`. */
function inTime<T>(work: Promise<T>, late: string): Promise<T | string> {
  return Promise.race([work, sleep(LATE_MS, late, { ref: false })])
}

function started(scene: Scene, command: string, args: string[]): Program {
  return scene.track(new Program(command, args, ROOT, os.tmpdir()), (program) => program.kill('SIGKILL'))
}

/** A pipe whose connection is reset repeatedly, and a steady viewer. */
async function flapping(scene: Scene) {
  const relay = await scene.relay()
  const proxy = await scene.proxy(relay.url)
  const pipe = started(scene, process.execPath, [
    ...PIPE,
    ...['--server', proxy.url, '--token', 'agl_d_test', '--name', 'Flapping'],
  ])
  const session = await pipe.waitForStderr(/^session (\S+)$/m)
  const viewer = scene.track(new CheckedViewer(relay.url, session), (viewer) => viewer.close())
  const returns = () => pipe.stderr.split('reconnected to the server').length - 1
  const flaps = async () => {
    while (pipe.isRunning) {
      const before = returns()
      await Promise.race([sleep(UP_MS), pipe.ended])
      proxy.reset()
      // However long a busy machine takes to reconnect, each connection lives for the same time.
      await pipe.until(() => returns() > before).catch(() => {})
    }
  }
  void flaps()
  return { pipe, viewer, returns, producer: new Producer(pipe) }
}

describe.concurrent('a pipe whose connection breaks every 2 s while someone watches', () => {
  test(
    '[I2][I3][I4] accepts more than it reads ahead, and all of it arrives',
    inScene(async (scene) => {
      const { pipe, viewer, returns, producer } = await flapping(scene)
      expect(await inTime(producer.write(14_000, 1_000), 'the producer is blocked')).toBe(undefined)
      pipe.process.stdin.end()
      expect(await inTime(pipe.ended, 'still running')).toEqual({ code: 0, signal: null })
      expect(returns()).toBeGreaterThanOrEqual(5)
      await viewer.has(14_000)
      expect(viewer.violations).toEqual([])
      expect({ shown: viewer.shown, lost: viewer.lost }).toEqual({ shown: 14_000, lost: [] })
    }),
    TIMEOUT_MS,
  )

  test(
    'ends on SIGTERM, after what it has read has arrived',
    inScene(async (scene) => {
      const { pipe, viewer, returns, producer } = await flapping(scene)
      const writing = producer.write(Number.POSITIVE_INFINITY, 200)
      await pipe.until(() => returns() >= 2)
      pipe.kill('SIGTERM')
      expect(await inTime(pipe.ended, 'still running')).toEqual({ code: 0, signal: null })
      await writing
      await viewer.subscriber.ended()
      expect(viewer.shown).toBeGreaterThan(0)
      expect({ violations: viewer.violations, lost: viewer.lost }).toEqual({ violations: [], lost: [] })
    }),
    TIMEOUT_MS,
  )
})

test(
  'ends on SIGTERM although nobody reads its output',
  inScene(async (scene) => {
    const dir = scene.track(mkdtempSync(path.join(os.tmpdir(), 'agent-logger-full-')), (dir) =>
      rmSync(dir, { recursive: true }),
    )
    const fifo = path.join(dir, 'fifo')
    execFileSync('mkfifo', [fifo])
    scene.track(fullPipe(fifo), closeSync)
    const args = [...PIPE, '--tee', '--direct', '--direct-host', '127.0.0.1']
    const pipe = started(scene, 'bash', ['-c', `exec "$0" "$@" > '${fifo}'`, process.execPath, ...args])
    const viewer = new WebSocket(await pipe.waitForStderr(/^stream (ws:\S+)$/m))
    scene.track(viewer, (viewer) => viewer.terminate())
    pipe.process.stdin.write('a line\n')
    // It was passed through before it was logged.
    await once(viewer, 'message')
    pipe.kill('SIGTERM')
    expect(await inTime(pipe.ended, 'still running')).toEqual({ code: 0, signal: null })
  }),
  TIMEOUT_MS,
)

/** Opens a named pipe in both directions, so that writers find a reader, and fills it. */
function fullPipe(file: string): number {
  const opened = openSync(file, constants.O_RDWR | constants.O_NONBLOCK)
  const block = Buffer.alloc(4096)
  try {
    for (;;) writeSync(opened, block)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
  }
  return opened
}
