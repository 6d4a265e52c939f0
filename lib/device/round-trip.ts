/** How long the way to the relay and back takes: the shortest of the last eight, by a clock that nobody sets [DV10]. */
const SPANS = 8

export class RoundTrip {
  #spans: number[] = []
  /** What is waited for: the number to be acknowledged, and when it left. 0: nothing. */
  #seq = 0
  #sentAtMs = 0

  /** Null while nothing was acknowledged. */
  get ms(): number | null {
    return this.#spans[0] === undefined ? null : Math.min(...this.#spans)
  }

  sent(seq: number, nowMs: number): void {
    if (this.#seq) return
    this.#seq = seq
    this.#sentAtMs = nowMs
  }

  acked(upTo: number, nowMs: number): void {
    if (!this.#seq || upTo < this.#seq) return
    this.#spans = [nowMs - this.#sentAtMs, ...this.#spans].slice(0, SPANS)
    this.#seq = 0
  }
}
