/**
 * By how much the relay's clock is ahead of a device's. Each head says when it was sent; what it took on its way makes the
 * difference too large, so the smallest of the last few is the nearest. Display only: no rule reads a clock [SQ3].
 */
const SAMPLES = 8
/** So much more than the estimate is no slow network: the device's clock was set back. */
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
