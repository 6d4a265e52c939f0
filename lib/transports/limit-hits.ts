/** Counts what ran into a limit and says so at most once a second per limit, so that a flood cannot flood the log. */
export class LimitHits {
  readonly counts = new Map<string, number>()
  readonly #loggedAtMs = new Map<string, number>()
  readonly #log: (line: string) => void
  readonly #now: () => number

  constructor(log: (line: string) => void, now: () => number = Date.now) {
    this.#log = log
    this.#now = now
  }

  /** `detail` names the limit's value and who hit it; never content. */
  hit(limit: string, detail: string): void {
    const count = (this.counts.get(limit) ?? 0) + 1
    this.counts.set(limit, count)
    const nowMs = this.#now()
    if (nowMs - (this.#loggedAtMs.get(limit) ?? Number.NEGATIVE_INFINITY) < 1000) return
    this.#loggedAtMs.set(limit, nowMs)
    this.#log(`limit ${limit} hit (${count} so far): ${detail}`)
  }
}
