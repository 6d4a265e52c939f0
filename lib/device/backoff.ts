/** How long to wait before the next connection [DV7]: full jitter over a doubling span, so that a fleet comes back spread out. Pure. */

const FIRST_SPAN_MS = 500
const SPAN_MAX_MS = 10_000
/** A connection that lived this long was a good one: the next loss starts from the first span. */
const STEADY_MS = 30_000
/** What a relay may ask for with `goaway`, at most. */
const ANNOUNCED_MAX_MS = 60_000

export class Backoff {
  readonly #random: () => number
  #spanMs = FIRST_SPAN_MS
  #liveSinceMs: number | null = null
  #announcedMs: number | null = null

  constructor(random: () => number) {
    this.#random = random
  }

  connected(nowMs: number): void {
    this.#liveSinceMs = nowMs
  }

  /** The relay leaves and says when to come back. */
  announced(retryAfterMs: number): void {
    this.#announcedMs = Math.min(ANNOUNCED_MAX_MS, Math.max(0, retryAfterMs))
  }

  /** The connection, or the try, has ended: how long to wait now. */
  nextDelayMs(nowMs: number): number {
    if (this.#liveSinceMs !== null && nowMs - this.#liveSinceMs >= STEADY_MS) this.#spanMs = FIRST_SPAN_MS
    this.#liveSinceMs = null
    if (this.#announcedMs !== null) {
      const delayMs = this.#announcedMs
      this.#announcedMs = null
      return delayMs
    }
    const delayMs = this.#random() * this.#spanMs
    this.#spanMs = Math.min(SPAN_MAX_MS, this.#spanMs * 2)
    return delayMs
  }
}
