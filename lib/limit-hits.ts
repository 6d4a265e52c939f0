/** Counts what ran into a limit and says so at most once a second per limit, so that a flood cannot flood the log. */
import { isAppError } from './errors.ts'
import { processSlot } from './process-slot.ts'
import type { LimitName } from './protocol/limits.ts'

/** Of this process; routes and sockets live in two module copies. */
export const limitHits = processSlot<LimitHits>('limit-hits')

export class LimitHits {
  readonly counts = new Map<LimitName, number>()
  readonly #loggedAtMs = new Map<LimitName, number>()
  readonly #log: (line: string) => void
  readonly #now: () => number

  constructor(log: (line: string) => void, now: () => number = Date.now) {
    this.#log = log
    this.#now = now
  }

  /** Counts an error that names the limit it stands for; called where errors are answered. */
  refused(error: unknown, detail: string): void {
    if (isAppError(error) && error.limit) this.hit(error.limit, detail)
  }

  /** `detail` names the limit's value and who hit it; never content. */
  hit(limit: LimitName, detail: string): void {
    const count = (this.counts.get(limit) ?? 0) + 1
    this.counts.set(limit, count)
    const nowMs = this.#now()
    if (nowMs - (this.#loggedAtMs.get(limit) ?? Number.NEGATIVE_INFINITY) < 1000) return
    this.#loggedAtMs.set(limit, nowMs)
    this.#log(`limit ${limit} hit (${count} so far): ${detail}`)
  }
}
