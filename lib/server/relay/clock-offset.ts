/**
 * How far the relay's clock is ahead of a device's. Each head says when it was sent; its time on the way makes the difference
 * too large, so the smallest of the last few is the best estimate. For display only: no rule reads a clock [SQ3].
 */

/** How many heads are compared. */
const SAMPLES = 8
/** No network is this much slower than the estimate: the device's clock was set back. */
const SET_BACK_MS = 30_000

export class ClockOffset {
  #samples: number[] = []

  /** Milliseconds; null while nothing is known. */
  get ms(): number | null {
    return this.#samples.length === 0 ? null : Math.min(...this.#samples)
  }

  add(sentAtMs: number, receivedAtMs: number): void {
    const sample = Math.round(receivedAtMs - sentAtMs)
    if (!Number.isFinite(sample)) return
    if (sample > (this.ms ?? sample) + SET_BACK_MS) this.#samples = []
    this.#samples = [...this.#samples.slice(1 - SAMPLES), sample]
  }
}
