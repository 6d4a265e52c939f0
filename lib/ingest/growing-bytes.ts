/** Bytes that arrive in pieces of any size, up to a bound: grows in doubling steps, so that single bytes cost no more. */
const FIRST_BYTES = 1024

export class GrowingBytes {
  #buffer: Buffer = Buffer.alloc(0)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** Keeps the beginning where not everything fits into `max` bytes, and returns how many it kept. */
  add(bytes: Uint8Array, max: number): number {
    const taken = bytes.subarray(0, Math.max(0, max - this.#length))
    const length = this.#length + taken.byteLength
    if (length > this.#buffer.byteLength) {
      const larger = Buffer.alloc(Math.max(FIRST_BYTES, length, Math.min(length * 2, max)))
      this.#buffer.copy(larger, 0, 0, this.#length)
      this.#buffer = larger
    }
    this.#buffer.set(taken, this.#length)
    this.#length = length
    return taken.byteLength
  }

  /** All of it, as a copy; it is empty afterward. */
  take(): Buffer {
    const bytes = Buffer.from(this.#buffer.subarray(0, this.#length))
    if (this.#buffer.byteLength > FIRST_BYTES) this.#buffer = Buffer.alloc(0)
    this.#length = 0
    return bytes
  }
}
