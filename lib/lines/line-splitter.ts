/**
 * Splits a stream of bytes into lines at LF only; a CR stays part of its line. Decodes complete lines, because a chunk may end
 * inside a character; bytes that are not UTF-8 become U+FFFD. Truncates lines longer than {@link LINE_BYTES_MAX}.
 */
export const LINE_BYTES_MAX = 1024 * 1024

const LF = 10
const CR = 13

export class LineSplitter {
  #parts: Buffer[] = []
  #bytes = 0
  #overwrites = false

  /** Returns the lines that this chunk completes, without their line ends. */
  take(chunk: Uint8Array): string[] {
    // A browser has no Buffer; it gives lines. Named plainly, its bundler would bring one along: 8 KB.
    if (chunk.length === 0) return []
    const bytes = globalThis.Buffer.isBuffer(chunk)
      ? chunk
      : globalThis.Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const lines: string[] = []
    let from = 0
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, from)) {
      this.#keep(bytes.subarray(from, at))
      lines.push(this.#line())
      from = at + 1
    }
    this.#keep(bytes.subarray(from))
    this.#overwrites ||= from < bytes.length && bytes.indexOf(CR, from) >= 0
    return lines
  }

  /** Returns the text after the last line end, or null. */
  rest(): string | null {
    return this.#bytes > 0 ? this.#line() : null
  }

  /** Bytes of the unfinished line. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether the unfinished line has a CR: a progress bar. */
  get overwrites(): boolean {
    return this.#overwrites
  }

  /** Takes away the unfinished line: up to its last CR and that CR or, when nothing follows for now, all characters of it. */
  takeOverwritten(isQuiet: boolean): string {
    const bytes = globalThis.Buffer.concat(this.#parts)
    const end = isQuiet ? bytes.length - brokenBytes(bytes) : bytes.lastIndexOf(CR) + 1
    this.#line()
    this.#keep(bytes.subarray(end))
    return bytes.toString('utf8', 0, end)
  }

  #keep(part: Buffer): void {
    const kept = part.subarray(0, LINE_BYTES_MAX - this.#bytes)
    if (kept.length === 0) return
    this.#parts.push(kept)
    this.#bytes += kept.length
  }

  #line(): string {
    const line =
      this.#parts.length === 1 ? this.#parts[0]?.toString() : globalThis.Buffer.concat(this.#parts).toString()
    this.#parts = []
    this.#bytes = 0
    this.#overwrites = false
    return line ?? ''
  }
}

/** How many bytes at the end are the beginning of a character. */
function brokenBytes(bytes: Buffer): number {
  for (let count = 1; count <= 3; count++) {
    const byte = bytes.at(-count) ?? 0
    const isFirst = (byte & 0xc0) !== 0x80
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    if (isFirst) return length > count ? count : 0
  }
  return 0
}
