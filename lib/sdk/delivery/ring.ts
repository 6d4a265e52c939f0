/**
 * The sealed batches a device still holds, oldest first. Knows their sizes and finds them by number; the outbox decides
 * what is dropped.
 */
import { type Batch, byteLengthOf, countOf, firstSeqOf, lastSeqOf } from '#lib/protocol/batch.ts'

export class Ring {
  #batches: (Batch | undefined)[] = []
  /** Number of evicted places at the front of the array; they are cut off in blocks, so that evicting costs O(1). */
  #start = 0
  #bytes = 0
  #records = 0

  get bytes(): number {
    return this.#bytes
  }

  get records(): number {
    return this.#records
  }

  get length(): number {
    return this.#batches.length - this.#start
  }

  get oldest(): Batch | undefined {
    return this.#batches[this.#start]
  }

  get newest(): Batch | undefined {
    return this.length > 0 ? this.#batches[this.#batches.length - 1] : undefined
  }

  push(batch: Batch): void {
    this.#batches.push(batch)
    this.#bytes += byteLengthOf(batch.header)
    this.#records += countOf(batch.header)
  }

  evictOldest(): Batch | undefined {
    const batch = this.oldest
    if (!batch) return undefined
    this.#start++
    this.#bytes -= byteLengthOf(batch.header)
    this.#records -= countOf(batch.header)
    if (this.#start >= 1024 && this.#start * 2 >= this.#batches.length) {
      this.#batches = this.#batches.slice(this.#start)
      this.#start = 0
    } else this.#batches[this.#start - 1] = undefined
    return batch
  }

  /** The oldest batch that holds a number above `seq`. */
  after(seq: number): Batch | undefined {
    return this.#batches[this.#indexAfter(seq)]
  }

  /** The batches that hold a number in `from … to`, newest first. */
  *newestFirst(from: number, to: number): Generator<Batch> {
    for (let i = Math.min(this.#indexAfter(to - 1), this.#batches.length - 1); i >= this.#start; i--) {
      const batch = this.#batches[i] as Batch
      if (lastSeqOf(batch.header) < from) return
      if (firstSeqOf(batch.header) <= to) yield batch
    }
  }

  /** Index of the first batch whose last number is above `seq`; the array's length when no batch is that new. */
  #indexAfter(seq: number): number {
    let low = this.#start
    let high = this.#batches.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (lastSeqOf((this.#batches[middle] as Batch).header) > seq) high = middle
      else low = middle + 1
    }
    return low
  }
}
