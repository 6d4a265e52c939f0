/**
 * Processes on their own cores: servers on core 0, the load on core 1, where `taskset` and a second core exist. A worker is one of
 * our bundles that answers questions; a program is anything else that listens on a port.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import os from 'node:os'
import { bundleOf, type WorkerName } from './bundle.ts'

export const SERVER_CORE = 0
export const LOAD_CORE = 1

export const canPin = (() => {
  try {
    execFileSync('taskset', ['-c', String(LOAD_CORE), 'true'], { stdio: 'ignore' })
    return os.availableParallelism() > 1
  } catch {
    return false
  }
})()

/** The command, pinned if the machine supports it. `taskset` execs the program, so the pid is the program's own. */
export function pinned(core: number, command: string, args: string[]): [command: string, args: string[]] {
  return canPin ? ['taskset', ['-c', String(core), command, ...args]] : [command, args]
}

/** Longer than any slice; anything slower hangs. */
const ANSWER_MS = 90_000

interface Reply {
  id: number
  result?: unknown
  error?: string
}

export class PinnedWorker {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  #nextId = 1

  constructor(name: WorkerName, core: number, args: string[] = [], checkout?: string) {
    const [command, all] = pinned(core, process.execPath, [
      '--expose-gc',
      '--enable-source-maps',
      bundleOf(name, checkout),
      ...args,
    ])
    this.#child = spawn(command, all, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, NODE_ENV: 'production', DEBUG: '' },
    })
    this.#child.on('message', (message) => {
      const { id, result, error } = message as Reply
      const waiter = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error === undefined) waiter?.resolve(result as never)
      else waiter?.reject(new Error(`${name} ${args.join(' ')}: ${error}`))
    })
    this.#child.on('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${name} left with ${signal ?? code}`))
      this.#waiting.clear()
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  ask<T>(question: string, args: object = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#child.exitCode !== null) return reject(new Error('the worker has left'))
      const id = this.#nextId++
      const timer = setTimeout(() => reject(new Error(`no answer to "${question}" after ${ANSWER_MS} ms`)), ANSWER_MS)
      timer.unref()
      this.#waiting.set(id, {
        resolve: (value) => {
          clearTimeout(timer)
          resolve(value)
        },
        reject,
      })
      this.#child.send({ id, question, args })
    })
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()))
    this.#child.kill('SIGKILL')
    await gone
  }
}
