/** How far a session has got: its ring's ends, what was forwarded, its counters and their rate, and its device's clock. */
import { type Head, NO_COUNTERS, type SessionCounters } from '#lib/protocol/messages.ts'
import { ClockOffset } from './clock-offset.ts'

/** The shown rate is measured over at least this long. */
const RATE_SPAN_MS = 1_000

export class SessionProgress {
  #tail = 1
  #head = 0
  #forwarded = 0
  #counters: SessionCounters = NO_COUNTERS
  #roundTripMs: number | null = null
  readonly #clock = new ClockOffset()
  #bytesPerSecond = 0
  #ratedBytes = 0
  #ratedAtMs: number

  constructor(nowMs: number) {
    this.#ratedAtMs = nowMs
  }

  /** Lowest seq that the device still holds; `head + 1` when it holds none. */
  get tail(): number {
    return this.#tail
  }

  /** Highest seq that the device has assigned, as far as this node knows; 0 before the first record. */
  get head(): number {
    return this.#head
  }

  /** Highest live seq that was handed to viewers; 0 before the first. */
  get forwarded(): number {
    return this.#forwarded
  }

  get counters(): SessionCounters {
    return this.#counters
  }

  /** Between the device and its node, as the device measured it; null while unknown. */
  get roundTripMs(): number | null {
    return this.#roundTripMs
  }

  /** Rate of record text before compression. */
  get bytesPerSecond(): number {
    return this.#bytesPerSecond
  }

  /** [DV10] The quickest head took between nothing and a whole round trip: half of one is taken off. Null while unknown. */
  get clockOffsetMs(): number | null {
    const { ms } = this.#clock
    return ms === null ? null : Math.round(ms - (this.#roundTripMs ?? 0) / 2)
  }

  /** Takes what the device says about itself. The head never falls, and the tail never passes the head by more than one. */
  learn(head: Head): void {
    this.#head = Math.max(this.#head, head.head)
    this.#tail = Math.max(1, Math.min(head.tail, this.#head + 1))
    this.#counters = head.counters
    this.#roundTripMs = head.roundTripMs ?? this.#roundTripMs
  }

  /** A head that left the device at `sentAtMs` of its clock came at `receivedAtMs` of ours. */
  compareClocks(sentAtMs: number, receivedAtMs: number): void {
    this.#clock.add(sentAtMs, receivedAtMs)
  }

  /** [RL4] A live batch `first … last` came. False when it does not rise, and nothing changes. */
  advance(first: number, last: number): boolean {
    if (first <= this.#forwarded) return false
    this.#forwarded = last
    if (last > this.#head) this.#head = last
    return true
  }

  /** [DV3] The device dropped every record up to `last` that it had not sent yet. */
  skipTo(last: number): void {
    this.#forwarded = Math.max(this.#forwarded, last)
    this.#head = Math.max(this.#head, last)
  }

  /** Updates the shown rate from the device's own counter, at most once a second. */
  measure(nowMs: number): void {
    const elapsedMs = nowMs - this.#ratedAtMs
    if (elapsedMs < RATE_SPAN_MS) return
    this.#bytesPerSecond = Math.max(0, Math.round(((this.#counters.bytes - this.#ratedBytes) / elapsedMs) * 1000))
    this.#ratedBytes = this.#counters.bytes
    this.#ratedAtMs = nowMs
  }
}
