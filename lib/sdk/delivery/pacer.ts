/** Calls a step when it is due: after the current synchronous code, or at a time that the step's owner names. */
import type { Clock } from './clock.ts'

export class Pacer {
  readonly #clock: Clock
  readonly #dueAtMs: () => number
  readonly #step: () => void
  #isSoon = false
  #timer: { atMs: number; cancel: () => void } | null = null

  /** `dueAtMs`: when the next step is due, by {@link Clock.nowMs}; Infinity when none is. */
  constructor(clock: Clock, dueAtMs: () => number, step: () => void) {
    this.#clock = clock
    this.#dueAtMs = dueAtMs
    this.#step = step
  }

  /** `dueAtMs` may have changed. A timer that is now too early stays: its step finds nothing to do. */
  plan(): void {
    if (this.#isSoon) return
    const atMs = this.#dueAtMs()
    const nowMs = this.#clock.nowMs()
    if (atMs <= nowMs) {
      this.#isSoon = true
      this.#clock.soon(() => {
        this.#isSoon = false
        this.#step()
      })
    } else if (this.#timer === null || atMs < this.#timer.atMs) {
      this.stop()
      if (atMs === Number.POSITIVE_INFINITY) return
      const cancel = this.#clock.after(atMs - nowMs, () => {
        this.#timer = null
        this.#step()
      })
      this.#timer = { atMs, cancel }
    }
  }

  /** Cancels the timer. */
  stop(): void {
    this.#timer?.cancel()
    this.#timer = null
  }
}
