/**
 * How long a batch stays open [BT4]: not at all after a pause or while records are few, then 10 ms growing to 50 ms
 * with the load. Pure: takes the time as an argument. The outbox closes a full batch without asking here.
 */

/** After a pause this long the next record leaves at once, whatever came before. */
const IDLE_MS = 20
const WINDOW_MIN_MS = 10
const WINDOW_MAX_MS = 50
/** The load is a count of records that halves in this time; at a steady rate it settles at 72 × records per millisecond. */
const HALF_LIFE_MS = 50
/** Up to about 150 records a second, each leaves at once: that many frames cost nothing, and latency stays the network's. */
const LONE_LOAD = 11
const WINDOW_MS_PER_LOAD = 0.7

export class FlushWindow {
  #load = 0
  #flushedAtMs = Number.NEGATIVE_INFINITY

  /** When a batch that opens now must be closed at the latest. */
  closesAtMs(nowMs: number): number {
    if (nowMs - this.#flushedAtMs >= IDLE_MS) return nowMs
    const load = this.#loadAt(nowMs)
    if (load < LONE_LOAD) return nowMs
    return nowMs + Math.min(WINDOW_MAX_MS, Math.max(WINDOW_MIN_MS, load * WINDOW_MS_PER_LOAD))
  }

  /** A batch of this many records was closed. */
  onFlush(records: number, nowMs: number): void {
    this.#load = this.#loadAt(nowMs) + records
    this.#flushedAtMs = nowMs
  }

  #loadAt(nowMs: number): number {
    return this.#load * 2 ** ((this.#flushedAtMs - nowMs) / HALF_LIFE_MS)
  }
}
