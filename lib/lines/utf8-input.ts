/** Passes bytes of UTF-8 on as they are; recodes UTF-16, which PowerShell writes, and which its byte-order mark reveals. */

const EMPTY = new Uint8Array(0)

export class Utf8Input {
  /** Null: not known yet; false: the bytes are passed on. */
  #decoder: TextDecoder | false | null = null
  #first = EMPTY
  readonly #encoder = new TextEncoder()

  take(chunk: Uint8Array): Uint8Array {
    let bytes = chunk
    if (this.#decoder === null) {
      bytes = this.#first.length > 0 ? Buffer.concat([this.#first, chunk]) : chunk
      if (bytes.length === 0) return bytes
      if (bytes.length === 1 && (bytes[0] ?? 0) >= 0xfe) {
        this.#first = bytes.slice()
        return EMPTY
      }
      this.#first = EMPTY
      const encoding = encodingOf(bytes)
      this.#decoder = encoding ? new TextDecoder(encoding) : false
    }
    return this.#decoder ? this.#encoder.encode(this.#decoder.decode(bytes, { stream: true })) : bytes
  }

  end(): Uint8Array {
    if (this.#decoder === null) return this.#first
    return this.#decoder ? this.#encoder.encode(this.#decoder.decode()) : EMPTY
  }
}

function encodingOf([first, second, third, fourth]: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  // Without a mark: two ASCII characters.
  if (second === 0 && fourth === 0 && isPrintable(first) && isPrintable(third)) return 'utf-16le'
  return first === 0 && third === 0 && isPrintable(second) && isPrintable(fourth) ? 'utf-16be' : null
}

function isPrintable(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x20 && byte < 0x7f
}
