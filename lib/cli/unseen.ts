/**
 * How much logged data the viewers have not seen, in records and in bytes of input, and whether that is more than the ring
 * should hold for them. Pure; keeps one entry for each call of {@link Unseen.add} that is not forgotten.
 */
import { LIMITS } from '#lib/protocol/limits.ts'

/** Half of the ring, as for unsent records. The other half has room for what is read before the producer stops. */
const BYTES_MAX = LIMITS.ringBytesMax / 2
const RECORDS_MAX = LIMITS.ringRecordsMax / 2

export class Unseen {
  #head = 0
  #seenUpTo = 0
  #bytes = 0
  /** In ascending order. Each entry holds the bytes of the records after the previous entry, up to `last`. */
  #entries: { last: number; bytes: number }[] = []

  /** Call after logging `bytes` more of input, with the device's new head. */
  add(head: number, bytes: number): void {
    this.#head = head
    this.#bytes += bytes
    this.#entries.push({ last: head, bytes })
  }

  /** Forgets records up to `seq`. Their bytes are subtracted one whole entry at a time. */
  forget(seq: number): void {
    this.#seenUpTo = Math.max(this.#seenUpTo, Math.min(seq, this.#head))
    const kept = this.#entries.findIndex(({ last }) => last > this.#seenUpTo)
    const forgotten = this.#entries.splice(0, kept < 0 ? this.#entries.length : kept)
    for (const { bytes } of forgotten) this.#bytes -= bytes
  }

  /** True when more than half of the ring is unseen. */
  get isTooMuch(): boolean {
    return this.#bytes > BYTES_MAX || this.#head - this.#seenUpTo > RECORDS_MAX
  }
}
