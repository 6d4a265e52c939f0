/**
 * What one direct viewer gets next: live batches in order, then the batches it asked for, newest first, then ranges that are
 * gone. Pure. It reads the ring only when asked, so records that a slow network does not take wait there and nowhere else [DR7].
 */
import { type Batch, byteLengthOf, firstSeqOf, lastSeqOf } from '#lib/protocol/batch.ts'
import type { SeqRange } from '#lib/protocol/messages.ts'

/** The part of the device's ring that a cursor reads. */
export interface HeldBatches {
  readonly newest: Batch | undefined
  /** The oldest batch that holds a number above `seq`. */
  after(seq: number): Batch | undefined
  newestFirst(from: number, to: number): Iterable<Batch>
}

export type PeerSend = Batch | { gone: SeqRange }

/** A viewer that is further behind when the channel has room again gets the newest batches, and asks for the rest. */
export const BEHIND_BYTES_MAX = 256 * 1024

export class PeerCursor {
  readonly #ring: HeldBatches
  #sentUpTo: number
  /** Requested ranges that are not answered yet, rising and disjoint, below `#filledFrom`. */
  #wanted: SeqRange[] = []
  #filledFrom = Number.MAX_SAFE_INTEGER

  /** Starts with batches that are sealed from now on: the viewer has older ones from the relay, or asks for them. */
  constructor(ring: HeldBatches) {
    this.#ring = ring
    this.#sentUpTo = this.#sealedUpTo
  }

  /** [DR8] Replaces the previous request. Records that are not sealed yet come live. */
  need(ranges: readonly SeqRange[]): void {
    this.#wanted = [...ranges].sort((a, b) => a[0] - b[0])
    this.#filledFrom = Number.MAX_SAFE_INTEGER
  }

  /** The next thing to send; null when there is nothing. `tail` is the lowest number that the device still holds. */
  next(tail: number): PeerSend | null {
    if (tail > this.#sentUpTo + 1) {
      const gone: SeqRange = [this.#sentUpTo + 1, tail - 1]
      this.#sentUpTo = tail - 1
      return { gone }
    }
    const live = this.#ring.after(this.#sentUpTo)
    if (live) {
      this.#sentUpTo = lastSeqOf(live.header)
      return live
    }
    return this.#nextWanted(tail)
  }

  /**
   * The channel has room again after it was full: skips to the newest batches when too much is waiting. True when it
   * skipped.
   */
  skipBehind(): boolean {
    let bytes = 0
    for (const batch of this.#ring.newestFirst(this.#sentUpTo + 1, Number.MAX_SAFE_INTEGER)) {
      bytes += byteLengthOf(batch.header)
      if (bytes <= BEHIND_BYTES_MAX) continue
      this.#sentUpTo = lastSeqOf(batch.header)
      return true
    }
    return false
  }

  #nextWanted(tail: number): PeerSend | null {
    for (let range = this.#wanted.pop(); range; range = this.#wanted.pop()) {
      const from = range[0]
      const to = Math.min(range[1], this.#filledFrom - 1, this.#sealedUpTo)
      if (to < from) continue
      if (to < tail) return { gone: [from, to] }
      for (const batch of this.#ring.newestFirst(from, to)) {
        this.#filledFrom = firstSeqOf(batch.header)
        if (from < this.#filledFrom) this.#wanted.push([from, this.#filledFrom - 1])
        return batch
      }
    }
    return null
  }

  get #sealedUpTo(): number {
    const { newest } = this.#ring
    return newest ? lastSeqOf(newest.header) : 0
  }
}
