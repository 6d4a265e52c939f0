/** A test module in its own process that answers questions, so that tests can kill, stop, starve and measure it. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

const ROLE = 'asked'

interface Reply {
  id: number
  result?: unknown
  error?: string
}

export class AskedProcess {
  readonly process: ChildProcess
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  #nextId = 1

  /** `file` calls {@link answerWith} when {@link isAskedProcess} says that it is the process. */
  constructor(file: string, execArgv: string[] = []) {
    this.process = fork(file, [ROLE], {
      execArgv: ['--import', 'tsx', '--expose-gc', ...execArgv],
      env: { ...process.env, NODE_ENV: 'production', DEBUG: '' },
    })
    this.process.on('message', (message) => {
      const { id, result, error } = message as Reply
      const waiter = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error === undefined) waiter?.resolve(result as never)
      else waiter?.reject(new Error(error))
    })
    this.process.on('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the process left with ${signal ?? code}`))
      this.#waiting.clear()
    })
  }

  get pid(): number {
    return this.process.pid as number
  }

  get isAlive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null
  }

  ask<T>(question: string, argument?: unknown): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (!this.isAlive) return reject(new Error(`the process has left before it was asked ${question}`))
      const id = this.#nextId++
      this.#waiting.set(id, { resolve, reject })
      this.process.send({ id, question, argument })
    })
  }

  /** Resolves when the process has exited. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (!this.isAlive) return
    const left = once(this.process, 'exit')
    this.process.kill(signal)
    await left
  }
}

/** Whether this module was started as a process instead of being imported. */
export function isAskedProcess(filename: string): boolean {
  return process.argv[1] === filename && process.argv[2] === ROLE
}

export function answerWith(answers: Record<string, (argument: never) => unknown>): void {
  process.on('message', async ({ id, question, argument }: { id: number; question: string; argument: never }) => {
    try {
      process.send?.({ id, result: await answers[question]?.(argument) })
    } catch (error) {
      process.send?.({ id, error: String(error) })
    }
  })
  process.on('disconnect', () => process.exit(0))
}
