/**
 * The bytes of a file as text, whatever their encoding: UTF-8 or UTF-16, which a byte-order mark or the first characters reveal.
 * Says when the bytes are no text at all.
 */

/** How other kinds of files begin. */
const SIGNATURES: readonly [kind: string, bytes: readonly number[]][] = [
  ['ZIP', [0x50, 0x4b, 0x03, 0x04]],
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['Zstandard', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['7-Zip', [0x37, 0x7a, 0xbc, 0xaf]],
  ['SQLite', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66]],
]
/** Bytes that are looked at before the first text is given. */
const FIRST_BYTES = 4_096

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

export class FileText {
  #decoder: TextDecoder | null = null
  #first: Uint8Array = new Uint8Array(0)
  /** The kind of a file that is no text; empty where nobody knows which. Null: it is text, as far as it was read. */
  binaryKind: string | null = null

  take(bytes: Uint8Array): string {
    if (this.#decoder) return this.#decoder.decode(bytes, { stream: true })
    this.#first = joined(this.#first, bytes)
    return this.#first.length < FIRST_BYTES ? '' : this.#begin({ stream: true })
  }

  end(): string {
    return this.#decoder ? this.#decoder.decode() : this.#begin({})
  }

  #begin(options: TextDecodeOptions): string {
    const encoding = encodingOf(this.#first)
    this.binaryKind = binaryKindOf(this.#first, encoding)
    this.#decoder = new TextDecoder(encoding)
    const first = this.#first
    this.#first = new Uint8Array(0)
    return this.binaryKind === null ? this.#decoder.decode(first, options) : ''
  }
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** As lib/lines/utf8-input.ts, which is for programs that run in Node.js. */
function encodingOf([first, second, third, fourth]: Uint8Array): Encoding {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (second === 0 && fourth === 0 && isPrintable(first) && isPrintable(third)) return 'utf-16le'
  return first === 0 && third === 0 && isPrintable(second) && isPrintable(fourth) ? 'utf-16be' : 'utf-8'
}

function isPrintable(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x20 && byte < 0x7f
}

/** A log may hold a stray NUL; other files hold many. */
function binaryKindOf(bytes: Uint8Array, encoding: Encoding): string | null {
  for (const [kind, signature] of SIGNATURES) if (signature.every((byte, i) => bytes[i] === byte)) return kind
  if (encoding !== 'utf-8') return null
  let nuls = 0
  for (const byte of bytes) if (byte === 0) nuls++
  return nuls * 20 > bytes.length ? '' : null
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const whole = new Uint8Array(one.length + other.length)
  whole.set(one)
  whole.set(other, one.length)
  return whole
}
