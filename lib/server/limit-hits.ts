/** Counts hits of limits and logs at most one a second for each limit, so that a flood cannot flood the log. */
import { isAppError } from '#lib/protocol/app-error.ts'
import type { LimitName } from '#lib/protocol/limits.ts'
import { processSlot } from './process-slot.ts'

/** The process's one counter: routes and sockets live in two copies of this module. */
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

  /** Counts an error that names the limit it stands for; call it where errors are answered. `detail` as in {@link hit}. */
  count(error: unknown, detail: string): void {
    if (isAppError(error) && error.limit) this.hit(error.limit, detail)
  }

  /** `detail` names the limit's value and the client that hit it; never content. */
  hit(limit: LimitName, detail: string): void {
    const count = (this.counts.get(limit) ?? 0) + 1
    this.counts.set(limit, count)
    const nowMs = this.#now()
    if (nowMs - (this.#loggedAtMs.get(limit) ?? Number.NEGATIVE_INFINITY) < 1000) return
    this.#loggedAtMs.set(limit, nowMs)
    this.#log(`limit ${limit} hit (${count} so far): ${detail}`)
  }
}
