/**
 * What one direct viewer gets next: live batches in order, then what it asked for, newest first, then what is gone. Pure: it
 * looks into the ring when asked, so that what a slow network does not take waits there and nowhere else [DR7].
 */
import { type Batch, lastSeqOf } from '../protocol/batch.ts'
import type { SeqRange } from '../protocol/messages.ts'

/** The part of the device's ring that is read here. */
export interface HeldBatches {
  readonly newest: Batch | undefined
  /** The oldest batch that holds a number above `seq`. */
  after(seq: number): Batch | undefined
  newestFirst(from: number, to: number): Iterable<Batch>
}

export type PeerSend = Batch | { gone: SeqRange }

/** Who is further behind, when the channel has room again, is better served with the newest: it asks for the rest. */
export const BEHIND_BYTES_MAX = 256 * 1024

export class PeerFeed {
  readonly #ring: HeldBatches
  #sentUpTo: number
  /** Rising and disjoint, below `#filledFrom`. */
  #wanted: SeqRange[] = []
  #filledFrom = Number.MAX_SAFE_INTEGER

  /** Begins with what is sealed from now on: the viewer has the rest by another path, or asks for it. */
  constructor(ring: HeldBatches) {
    this.#ring = ring
    this.#sentUpTo = this.#sealedUpTo
  }

  /** [DR8] Replaces what was asked before. What is not sealed yet comes live. */
  need(ranges: readonly SeqRange[]): void {
    this.#wanted = [...ranges].sort((a, b) => a[0] - b[0])
    this.#filledFrom = Number.MAX_SAFE_INTEGER
  }

  /** `tail`: the lowest number the device still holds. Null: nothing to send. */
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

  /** The channel was full and has room again: goes on with the newest when too much has gathered. True: there is a hole now. */
  skipBehind(): boolean {
    let bytes = 0
    for (const batch of this.#ring.newestFirst(this.#sentUpTo + 1, Number.MAX_SAFE_INTEGER)) {
      bytes += batch.header[4]
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
        this.#filledFrom = batch.header[2]
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
