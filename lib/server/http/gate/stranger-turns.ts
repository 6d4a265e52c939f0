/**
 * The part of the thread that strangers may use. The thread that serves pages also forwards logs, so requests without a sign-in
 * wait in line: each turn of the event loop serves a few of them, and together they never get more than a fixed share of its
 * time. Decides when; what a request costs is measured here, what it does is the caller's.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import { TokenBucket } from '#lib/server/relay/token-bucket.ts'

/** Reading a request and sending its answer, in milliseconds: Node does that outside of the measured call. */
const OVERHEAD_MS = 0.05

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

export class StrangerTurns {
  readonly #clock: TurnClock
  readonly #budget: TokenBucket
  #waiting: (() => void)[] = []
  /** Index of the next one in {@link #waiting}: shifting a long array costs its length. */
  #next = 0
  #isScheduled = false

  constructor(clock: TurnClock = LOOP_CLOCK) {
    this.#clock = clock
    this.#budget = new TokenBucket(LIMITS.strangerThreadMsPerSecond, LIMITS.strangerBurstMs, clock.now())
  }

  get length(): number {
    return this.#waiting.length - this.#next
  }

  /** False when too many are waiting; `isOwed` admits the continuation of a request that has already waited. */
  add(turn: () => void, isOwed = false): boolean {
    if (!isOwed && this.length >= LIMITS.strangerRequestsMax) return false
    this.#waiting.push(turn)
    this.#schedule(0)
    return true
  }

  /** Accounts for work that was not part of a turn, such as a page that took several turns of the event loop. */
  charge(ms: number): void {
    this.#budget.charge(ms, this.#clock.now())
  }

  #schedule(waitMs: number): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    const run = () => {
      this.#isScheduled = false
      this.#run()
    }
    if (waitMs > 0) this.#clock.after(waitMs, run)
    else this.#clock.afterSockets(run)
  }

  #run(): void {
    const endMs = this.#clock.now() + LIMITS.strangerTurnMs
    for (let nowMs = this.#clock.now(); this.length > 0; ) {
      const debtMs = this.#budget.debtMs(nowMs)
      if (debtMs > 0 || nowMs >= endMs) {
        this.#schedule(debtMs)
        return
      }
      const turn = this.#waiting[this.#next++]
      turn?.()
      const doneMs = this.#clock.now()
      this.#budget.charge(doneMs - nowMs + OVERHEAD_MS, doneMs)
      nowMs = doneMs
    }
    this.#waiting = []
    this.#next = 0
  }
}
