/**
 * How long to wait before the next connection [DV7]: full jitter over a span as long as the connection has been down, so that
 * a short fault ends soon after it began and a fleet reconnects spread out. Pure.
 */

const SPAN_MIN_MS = 500
/** Clients reconnect soon after a fault heals, however long it lasted [I11]. */
const SPAN_MAX_MS = 4_000
/**
 * A connection that lived this long was healthy, and the next loss starts over. With less, a relay that accepts and drops
 * connections would be dialed in a loop.
 */
const STEADY_MS = 1_000
/** The longest wait that a relay may ask for with `goaway`. */
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

  /** The relay is leaving and has named the wait before the next connection. */
  announced(retryAfterMs: number): void {
    this.#announcedMs = Math.min(ANNOUNCED_MAX_MS, Math.max(0, retryAfterMs))
  }

  /** The connection or the attempt has ended: returns how long to wait now. */
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
