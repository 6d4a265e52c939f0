/**
 * How long to wait before the next connection [DV7]: full jitter over a span as long as the connection has been away, so that
 * a short fault ends soon after it began and a fleet comes back spread out. Pure.
 */

const SPAN_MIN_MS = 500
/** Whoever waits is back soon after a fault heals, however long it lasted [I11]. */
const SPAN_MAX_MS = 4_000
/** A connection that lived this long was a good one: the next loss starts anew. Below, a relay that lets in and drops would be called in a loop. */
const STEADY_MS = 1_000
/** What a relay may ask for with `goaway`, at most. */
const ANNOUNCED_MAX_MS = 60_000

export class Backoff {
  readonly #random: () => number
  #awaySinceMs: number | null = null
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
    if (this.#liveSinceMs !== null && nowMs - this.#liveSinceMs >= STEADY_MS) this.#awaySinceMs = null
    this.#liveSinceMs = null
    this.#awaySinceMs ??= nowMs
    if (this.#announcedMs !== null) {
      const delayMs = this.#announcedMs
      this.#announcedMs = null
      return delayMs
    }
    return this.#random() * Math.min(SPAN_MAX_MS, Math.max(SPAN_MIN_MS, nowMs - this.#awaySinceMs))
  }
}
