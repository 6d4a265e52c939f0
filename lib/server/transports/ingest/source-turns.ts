/**
 * The part of the thread that decodes what sources send. The thread that decodes also forwards logs, so the work is done in
 * slices: each turn of the event loop takes some, tokens take turns, and together they never get more than a fixed share.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import { LOOP_CLOCK, ThreadShare, type TurnClock } from '#lib/server/thread-share.ts'

/** Work between two of these checks must be short: a record, a few thousand characters. */
export type MayGoOn = () => boolean

interface Slice {
  run(mayGoOn: MayGoOn): void
  settle(): void
  fail(error: unknown): void
}

export class SourceTurns {
  readonly #share: ThreadShare
  /** By token, in the order of their turns. */
  readonly #waiting = new Map<string, Slice[]>()

  constructor(clock: TurnClock = LOOP_CLOCK) {
    this.#share = new ThreadShare({
      clock,
      msPerSecond: LIMITS.sourceThreadMsPerSecond,
      burstMs: LIMITS.sourceThreadBurstMs,
      turnMs: LIMITS.sourceTurnMs,
      next: (mayGoOn) => this.#piece(mayGoOn),
    })
  }

  /** Runs one slice of the token's work when it is its turn. `run` returns once it is done or may not go on. */
  slice(token: string, run: (mayGoOn: MayGoOn) => void): Promise<void> {
    return new Promise((settle, fail) => {
      const slices = this.#waiting.get(token)
      if (slices) slices.push({ run, settle, fail })
      else this.#waiting.set(token, [{ run, settle, fail }])
      this.#share.wake()
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

  #piece(mayGoOn: MayGoOn): (() => void) | undefined {
    const slice = this.#next()
    if (!slice) return undefined
    return () => {
      try {
        slice.run(mayGoOn)
        slice.settle()
      } catch (error) {
        slice.fail(error)
      }
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
