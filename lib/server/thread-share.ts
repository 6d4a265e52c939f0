/**
 * A share of the thread for work that can wait. The thread also forwards logs, so each turn of the event loop does a little of the
 * work, and all turns together never get more than a fixed part of its time. Decides when; what is next is the caller's.
 */
import { TokenBucket } from './relay/token-bucket.ts'

export interface TurnClock {
  /** Milliseconds, with fractions. */
  now(): number
  /** Calls back after the sockets that are ready now have been served. */
  afterSockets(run: () => void): void
  after(ms: number, run: () => void): void
}

export const LOOP_CLOCK: TurnClock = {
  now: () => performance.now(),
  afterSockets: (run) => void setImmediate(run),
  after: (ms, run) => void setTimeout(run, ms),
}

export interface ThreadShareOptions {
  clock: TurnClock
  msPerSecond: number
  burstMs: number
  /** One turn ends after this time, when the piece of work at hand is done. */
  turnMs: number
  /** What a piece costs outside of its call, in milliseconds. Default 0. */
  overheadMs?: number
  /** The next piece of work; undefined: nothing is left. `mayGoOn` says whether a piece may take more of this turn. */
  next(mayGoOn: () => boolean): (() => void) | undefined
}

export class ThreadShare {
  readonly #options: ThreadShareOptions
  readonly #budget: TokenBucket
  #isScheduled = false

  constructor(options: ThreadShareOptions) {
    const { clock, msPerSecond, burstMs } = options
    this.#options = options
    this.#budget = new TokenBucket(msPerSecond, burstMs, clock.now())
  }

  /** There is work. */
  wake(): void {
    this.#schedule(0)
  }

  /** Accounts for work that was done outside of a turn. */
  charge(ms: number): void {
    this.#budget.charge(ms, this.#options.clock.now())
  }

  #schedule(waitMs: number): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    const { clock } = this.#options
    const run = () => {
      this.#isScheduled = false
      this.#run()
    }
    if (waitMs > 0) clock.after(waitMs, run)
    else clock.afterSockets(run)
  }

  #run(): void {
    const { clock, turnMs, overheadMs = 0, next } = this.#options
    let nowMs = clock.now()
    const endMs = nowMs + turnMs
    const mayGoOn = () => clock.now() < endMs
    for (;;) {
      const debtMs = this.#budget.debtMs(nowMs)
      if (debtMs > 0 || nowMs >= endMs) {
        this.#schedule(Math.max(0, debtMs))
        return
      }
      const piece = next(mayGoOn)
      if (!piece) return
      piece()
      const doneMs = clock.now()
      this.#budget.charge(doneMs - nowMs + overheadMs, doneMs)
      nowMs = doneMs
    }
  }
}
