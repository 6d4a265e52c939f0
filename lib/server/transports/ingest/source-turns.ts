/**
 * The part of the thread that decodes what sources send. The thread that decodes also forwards logs, so the work is done in
 * slices: each turn of the event loop takes some, tokens take turns, and together they never get more than a fixed share.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import { LOOP_CLOCK, type TurnClock } from '#lib/server/http/gate/stranger-turns.ts'
import { TokenBucket } from '#lib/server/relay/token-bucket.ts'

/** Work between two of these checks must be short: a record, a few thousand characters. */
export type MayGoOn = () => boolean

interface Slice {
  run(mayGoOn: MayGoOn): void
  settle(): void
  fail(error: unknown): void
}

export class SourceTurns {
  readonly #clock: TurnClock
  readonly #budget: TokenBucket
  /** By token, in the order of their turns. */
  readonly #waiting = new Map<string, Slice[]>()
  #isScheduled = false

  constructor(clock: TurnClock = LOOP_CLOCK) {
    this.#clock = clock
    this.#budget = new TokenBucket(LIMITS.sourceThreadMsPerSecond, LIMITS.sourceThreadBurstMs, clock.now())
  }

  /** Runs one slice of the token's work when it is its turn. `run` returns once it is done or may not go on. */
  slice(token: string, run: (mayGoOn: MayGoOn) => void): Promise<void> {
    return new Promise((settle, fail) => {
      const slices = this.#waiting.get(token)
      if (slices) slices.push({ run, settle, fail })
      else this.#waiting.set(token, [{ run, settle, fail }])
      this.#schedule(0)
    })
  }

  /** Runs the work to its end, in as many slices as it takes. */
  async finish<T>(token: string, steps: Iterator<undefined, T, undefined>): Promise<T> {
    let result: IteratorResult<undefined, T> = { done: false, value: undefined }
    while (!result.done)
      await this.slice(token, (mayGoOn) => {
        do result = steps.next()
        while (!result.done && mayGoOn())
      })
    return (result as IteratorReturnResult<T>).value
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
    const endMs = this.#clock.now() + LIMITS.sourceTurnMs
    for (let nowMs = this.#clock.now(); this.#waiting.size > 0; ) {
      const debtMs = this.#budget.debtMs(nowMs)
      if (debtMs > 0 || nowMs >= endMs) {
        this.#schedule(debtMs)
        return
      }
      const slice = this.#next()
      try {
        slice?.run(() => this.#clock.now() < endMs)
        slice?.settle()
      } catch (error) {
        slice?.fail(error)
      }
      const doneMs = this.#clock.now()
      this.#budget.charge(doneMs - nowMs, doneMs)
      nowMs = doneMs
    }
  }

  #next(): Slice | undefined {
    const [entry] = this.#waiting
    if (!entry) return undefined
    const [token, slices] = entry
    const slice = slices.shift()
    // Setting it again puts it last.
    this.#waiting.delete(token)
    if (slices.length > 0) this.#waiting.set(token, slices)
    return slice
  }
}
