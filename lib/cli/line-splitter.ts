/**
 * Cuts a stream of bytes into lines at LF alone, so that a CR stays part of its line. A line is decoded whole: characters
 * may be split between chunks, and bytes that are no UTF-8 become U+FFFD. Of a line longer than {@link LINE_BYTES_MAX}
 * the beginning is kept.
 */
export const LINE_BYTES_MAX = 1024 * 1024

const LF = 10

export class LineSplitter {
  #parts: Buffer[] = []
  #bytes = 0

  /** Lines that this chunk completes, without their ends. */
  take(chunk: Buffer): string[] {
    const lines: string[] = []
    let from = 0
    for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, from)) {
      this.#keep(chunk.subarray(from, at))
      lines.push(this.#line())
      from = at + 1
    }
    this.#keep(chunk.subarray(from))
    return lines
  }

  /** What stands after the last line end; null when nothing does. */
  rest(): string | null {
    return this.#bytes > 0 ? this.#line() : null
  }

  #keep(part: Buffer): void {
    const kept = part.subarray(0, LINE_BYTES_MAX - this.#bytes)
    if (kept.length === 0) return
    this.#parts.push(kept)
    this.#bytes += kept.length
  }

  #line(): string {
    const line = this.#parts.length === 1 ? this.#parts[0]?.toString() : Buffer.concat(this.#parts).toString()
    this.#parts = []
    this.#bytes = 0
    return line ?? ''
  }
}
