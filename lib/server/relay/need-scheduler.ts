/**
 * [RL7] When a session's device is asked for what viewers miss, and what it is not asked for again, so that many viewers cost
 * one answer. Pure; what each viewer misses is in its subscription.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { SeqRange } from '#lib/protocol/messages.ts'
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'
import { TokenBucket } from './token-bucket.ts'

/**
 * Requests at most this many milliseconds apart belong to the same burst: viewers that come back together, after a restart of
 * the relay or from one page that many open, arrive within a fraction of a second.
 */
const BURST_GAP_MS = 250
/** This many requests of a burst are forwarded at once, so that a small team never waits for the burst to end. */
const BURST_IMMEDIATE = 8
/**
 * The requests after that are forwarded together when the burst ends, or this many milliseconds after it began. A viewer asks
 * again after 2 s without progress [VW3]: waiting longer would only bring more requests.
 */
const BURST_WAIT_MS = 2_000
/** What was asked for within this many milliseconds ages together, which keeps the list of asks to `needRepeatMs / 100`. */
const ASK_SPAN_MS = 100

export class NeedScheduler {
  /** What was asked for and not answered, with the time; after `needRepeatMs` it may be asked for again. */
  #asks: { atMs: number; ranges: SeqRanges }[] = []
  /** Bytes of fills since the last ask. */
  #filledBytes = 0
  #burst = { count: 0, beganAtMs: 0, lastAtMs: Number.NEGATIVE_INFINITY }
  /** Fills have a rate of their own, so that late viewers do not take the credit of what is live. */
  readonly #rate: TokenBucket

  constructor(nowMs: number) {
    this.#rate = new TokenBucket(LIMITS.deviceBytesPerSecond, LIMITS.deviceBytesPerSecond * 4, nowMs)
  }

  /** A viewer that waited for nothing misses something now. */
  noteRequest(nowMs: number): void {
    const burst = this.#burst
    if (nowMs - burst.lastAtMs > BURST_GAP_MS) {
      burst.count = 0
      burst.beganAtMs = nowMs
    }
    burst.count++
    burst.lastAtMs = nowMs
  }

  /** Milliseconds until fills are within their rate again; the device is not asked before. */
  debtMs(nowMs: number): number {
    return this.#rate.debtMs(nowMs)
  }

  mayAsk(nowMs: number): boolean {
    if (this.debtMs(nowMs) > 0) return false
    const { count, beganAtMs, lastAtMs } = this.#burst
    const isGathering = count > BURST_IMMEDIATE && nowMs - lastAtMs <= BURST_GAP_MS
    return !isGathering || nowMs - beganAtMs >= BURST_WAIT_MS
  }

  /** The part of `wanted` that was not asked for just now: newest first, at most `needRangesMax` ranges. */
  unasked(wanted: SeqRanges, nowMs: number): SeqRange[] {
    this.#asks = this.#asks.filter(({ atMs }) => nowMs - atMs < LIMITS.needRepeatMs)
    let unasked: readonly SeqRange[] = wanted.ranges
    for (const { ranges } of this.#asks) unasked = unasked.flatMap(([from, to]) => ranges.missing(from, to))
    return [...unasked].reverse().slice(0, LIMITS.needRangesMax)
  }

  /** The device is asked for `ranges` now, and has a new budget. */
  noteAsk(ranges: readonly SeqRange[], nowMs: number): void {
    let ask = this.#asks.at(-1)
    if (!ask || nowMs - ask.atMs >= ASK_SPAN_MS) {
      ask = { atMs: nowMs, ranges: new SeqRanges() }
      this.#asks.push(ask)
    }
    for (const [from, to] of ranges) ask.ranges.add(from, to)
    this.#filledBytes = 0
  }

  /** A fill came. True when the device has spent its budget: it may be asked for what it left out at once. */
  noteFill(range: SeqRange, bytes: number, nowMs: number): boolean {
    this.#rate.charge(bytes, nowMs)
    // A second answer to the same need does not count against the budget of the round under way.
    const isExpected = this.#asks.some(({ ranges }) =>
      ranges.ranges.some(([from, to]) => from <= range[1] && to >= range[0]),
    )
    if (!isExpected) return false
    for (const { ranges } of this.#asks) ranges.remove(range[0], range[1])
    this.#filledBytes += bytes
    if (this.#filledBytes < LIMITS.needBudgetBytes) return false
    this.#asks = []
    return true
  }

  /** Another connection of the device knows nothing of what the one before was asked for. */
  reset(): void {
    this.#asks = []
    this.#filledBytes = 0
  }
}
