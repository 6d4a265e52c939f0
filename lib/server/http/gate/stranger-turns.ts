/**
 * The part of the thread that strangers may use: requests without a sign-in wait in line. What a request costs is measured by the
 * {@link ThreadShare}; what it does is the caller's.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import { LOOP_CLOCK, ThreadShare, type TurnClock } from '#lib/server/thread-share.ts'

/** Reading a request and sending its answer, in milliseconds: Node does that outside of the measured call. */
const OVERHEAD_MS = 0.05

export class StrangerTurns {
  readonly #share: ThreadShare
  #waiting: (() => void)[] = []
  /** Index of the next one in {@link #waiting}: shifting a long array costs its length. */
  #next = 0

  constructor(clock: TurnClock = LOOP_CLOCK) {
    this.#share = new ThreadShare({
      clock,
      msPerSecond: LIMITS.strangerThreadMsPerSecond,
      burstMs: LIMITS.strangerBurstMs,
      turnMs: LIMITS.strangerTurnMs,
      overheadMs: OVERHEAD_MS,
      next: () => this.#take(),
    })
  }

  get length(): number {
    return this.#waiting.length - this.#next
  }

  /** False when too many are waiting; `isOwed` admits the continuation of a request that has already waited. */
  add(turn: () => void, isOwed = false): boolean {
    if (!isOwed && this.length >= LIMITS.strangerRequestsMax) return false
    this.#waiting.push(turn)
    this.#share.wake()
    return true
  }

  /** Accounts for work that was not part of a turn, such as a page that took several turns of the event loop. */
  charge(ms: number): void {
    this.#share.charge(ms)
  }

  #take(): (() => void) | undefined {
    if (this.length > 0) return this.#waiting[this.#next++]
    this.#waiting = []
    this.#next = 0
    return undefined
  }
}
