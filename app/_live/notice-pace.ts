/** When a notification is due: at most one in ten seconds, with the number of records since the last one. */

/** Shortest time between two, milliseconds. */
export const NOTICE_PAUSE_MS = 10_000

export class NoticePace {
  #waiting = 0
  #shownAtMs = Number.NEGATIVE_INFINITY

  /** Adds records, perhaps none. Returns how many to tell of now; 0: nothing is due. */
  take(count: number, nowMs: number): number {
    this.#waiting += count
    if (this.#waiting === 0 || nowMs < this.#shownAtMs + NOTICE_PAUSE_MS) return 0
    const due = this.#waiting
    this.#waiting = 0
    this.#shownAtMs = nowMs
    return due
  }
}
