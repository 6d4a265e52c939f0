/**
 * How long a message to the relay and its answer take: the shortest of the last eight round trips, by a clock that never
 * jumps [DV10].
 */
const SPANS = 8

export class RoundTrip {
  #spans: number[] = []
  /** The number whose acknowledgment is awaited, and when it was sent. 0: none. */
  #seq = 0
  #sentAtMs = 0

  /** Milliseconds; null until something was acknowledged. */
  get ms(): number | null {
    return this.#spans[0] === undefined ? null : Math.min(...this.#spans)
  }

  onSent(seq: number, nowMs: number): void {
    if (this.#seq) return
    this.#seq = seq
    this.#sentAtMs = nowMs
  }

  onAck(upTo: number, nowMs: number): void {
    if (!this.#seq || upTo < this.#seq) return
    this.#spans = [nowMs - this.#sentAtMs, ...this.#spans].slice(0, SPANS)
    this.#seq = 0
  }
}
