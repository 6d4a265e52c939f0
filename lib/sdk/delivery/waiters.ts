/** Promises that wait for a condition, with or without a time limit. The conditions are checked when the owner says so. */
import type { Clock } from './clock.ts'

interface Waiter {
  isDone(): boolean
  resolve(): void
}

export class Waiters {
  readonly #clock: Clock
  #waiting: Waiter[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Resolves when `isDone` holds, or after `timeoutMs`. With a time limit it keeps the process alive. */
  until(isDone: () => boolean, timeoutMs?: number): Promise<void> {
    if (isDone()) return Promise.resolve()
    return new Promise((resolve) => {
      const waiter: Waiter = { isDone, resolve }
      this.#waiting.push(waiter)
      if (timeoutMs === undefined) return
      const cancel = this.#clock.after(timeoutMs, () => this.#end(waiter), { keepsAlive: true })
      waiter.resolve = () => {
        cancel()
        resolve()
      }
    })
  }

  /** Something has changed: resolves the promises whose condition holds now. */
  check(): void {
    if (this.#waiting.length === 0) return
    for (const waiter of this.#waiting.filter((waiter) => waiter.isDone())) this.#end(waiter)
  }

  #end(waiter: Waiter): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiter)
    waiter.resolve()
  }
}
