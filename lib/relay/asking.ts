/**
 * [RL7] When a session's device is asked for what viewers miss, and for what not again, so that many viewers cost one answer.
 * Pure; who misses what is in the seats.
 */
import { LIMITS } from '../protocol/limits.ts'
import type { SeqRange } from '../protocol/messages.ts'
import { SeqRanges } from '../protocol/seq-ranges.ts'
import { TokenBucket } from './token-bucket.ts'

/** Who asks within this of the one before comes with the same crowd. */
const CROWD_GAP_MS = 250
/** The first few of a crowd are answered at once. */
const CROWD_MIN = 8
/** For the rest the device is asked when the last of them has come, or after this: their own patience. */
const CROWD_WAIT_MS = 2_000
/** What was asked within such a span ages together. */
const SPAN_MS = 100

export class Asking {
  /** What was asked and not answered, by when; what is older than `needRepeatMs` may be asked again. */
  #spans: { fromMs: number; ranges: SeqRanges }[] = []
  #filledBytes = 0
  #crowd = 0
  #crowdSinceMs = 0
  #crowdLastMs = Number.NEGATIVE_INFINITY
  /** Fills have a rate of their own: who comes late must not take the credit of what is live. */
  readonly #rate: TokenBucket

  constructor(nowMs: number) {
    this.#rate = new TokenBucket(LIMITS.deviceBytesPerSecond, LIMITS.deviceBytesPerSecond * 4, nowMs)
  }

  /** A viewer that waited for nothing misses something now. */
  came(nowMs: number): void {
    if (nowMs - this.#crowdLastMs > CROWD_GAP_MS) {
      this.#crowd = 0
      this.#crowdSinceMs = nowMs
    }
    this.#crowd++
    this.#crowdLastMs = nowMs
  }

  /** How long fills are over their rate; the device is not asked meanwhile. */
  debtMs(nowMs: number): number {
    return this.#rate.debtMs(nowMs)
  }

  mayAsk(nowMs: number): boolean {
    if (this.#rate.debtMs(nowMs) > 0) return false
    const isGathering = this.#crowd > CROWD_MIN && nowMs - this.#crowdLastMs <= CROWD_GAP_MS
    return !isGathering || nowMs - this.#crowdSinceMs >= CROWD_WAIT_MS
  }

  /** What of `wanted` was not asked for just now, newest first, as much as one `need` takes. */
  open(wanted: SeqRanges, nowMs: number): SeqRange[] {
    this.#spans = this.#spans.filter(({ fromMs }) => nowMs - fromMs < LIMITS.needRepeatMs)
    let open: readonly SeqRange[] = wanted.ranges
    for (const { ranges } of this.#spans) open = open.flatMap(([from, to]) => ranges.missing(from, to))
    return [...open].reverse().slice(0, LIMITS.needRangesMax)
  }

  asked(ranges: readonly SeqRange[], nowMs: number): void {
    let span = this.#spans.at(-1)
    if (!span || nowMs - span.fromMs >= SPAN_MS) {
      span = { fromMs: nowMs, ranges: new SeqRanges() }
      this.#spans.push(span)
    }
    for (const [from, to] of ranges) span.ranges.add(from, to)
    this.#filledBytes = 0
  }

  /** A fill came. True when the device has spent its budget: it may be asked for what it left out at once. */
  filled(range: SeqRange, bytes: number, nowMs: number): boolean {
    this.#rate.charge(bytes, nowMs)
    // What was answered before answers a need that was repeated too soon: its budget is not that of the round under way.
    const isNew = this.#spans.some(({ ranges }) =>
      ranges.ranges.some(([from, to]) => from <= range[1] && to >= range[0]),
    )
    if (!isNew) return false
    for (const { ranges } of this.#spans) ranges.remove(range[0], range[1])
    this.#filledBytes += bytes
    if (this.#filledBytes < LIMITS.needBudgetBytes) return false
    this.#spans = []
    return true
  }

  /** Another connection of the device knows nothing of it. */
  forget(): void {
    this.#spans = []
    this.#filledBytes = 0
  }
}
