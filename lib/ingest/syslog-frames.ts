/**
 * Cuts a TCP stream into syslog messages (RFC 6587): octet-counted, `LENGTH SP MESSAGE`, or ended by a line feed. Each message
 * chooses for itself, so one stream may mix both. Of a message that is too long the beginning is kept and the rest skipped.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import { GrowingBytes } from './growing-bytes.ts'

export interface SyslogFrame {
  bytes: Uint8Array
  /** It was longer than {@link LIMITS.syslogMessageBytesMax}; `bytes` is its beginning. */
  isCut: boolean
}

const LF = 0x0a
/** A length and the first character of the message that it counts. A number with more digits is text. */
const COUNTED = /^([1-9]\d{0,6}) </
const MAYBE_COUNTED = /^[1-9]\d{0,6} ?$/
const COUNTED_CHARS = 9

/** Where in the stream the next byte is. `left`: bytes of the message that have not arrived. */
type Place = { in: 'between' } | { in: 'counted'; left: number } | { in: 'line' }

export class SyslogFrames {
  #place: Place = { in: 'between' }
  /** The beginning of the current message, or what may be its length. */
  readonly #kept = new GrowingBytes()
  #isCut = false;

  /** The messages that these bytes complete, as copies. */
  *push(chunk: Uint8Array): Generator<SyslogFrame> {
    let rest: Buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    while (rest.byteLength > 0) {
      if (this.#place.in === 'between') rest = this.#begin(rest)
      else if (this.#place.in === 'counted') {
        const taken = rest.subarray(0, this.#place.left)
        this.#keep(taken)
        this.#place.left -= taken.byteLength
        rest = rest.subarray(taken.byteLength)
        if (this.#place.left === 0) yield this.#finish()
      } else {
        const end = rest.indexOf(LF)
        this.#keep(end === -1 ? rest : rest.subarray(0, end))
        rest = end === -1 ? rest.subarray(rest.byteLength) : rest.subarray(end + 1)
        if (end !== -1) yield this.#finish()
      }
    }
  }

  /** The stream is over. What it left is a message too, unless it has fewer bytes than it announced. */
  *end(): Generator<SyslogFrame> {
    if (this.#place.in !== 'counted' && this.#kept.length > 0) yield this.#finish()
  }

  /** Decides how the next message is framed, once enough of it is there. Returns what follows its length. */
  #begin(chunk: Buffer): Buffer {
    const bytes = this.#kept.length > 0 ? Buffer.concat([this.#kept.take(), chunk]) : chunk
    let start = 0
    // Some senders count their messages and end them as well.
    while (bytes[start] === LF || bytes[start] === 0) start++
    const head = bytes.toString('latin1', start, start + COUNTED_CHARS)
    if (MAYBE_COUNTED.test(head)) {
      this.#keep(bytes.subarray(start))
      return bytes.subarray(bytes.byteLength)
    }
    const count = COUNTED.exec(head)?.[1]
    if (count !== undefined) {
      this.#place = { in: 'counted', left: Number(count) }
      return bytes.subarray(start + count.length + 1)
    }
    if (head !== '') this.#place = { in: 'line' }
    return bytes.subarray(start)
  }

  #keep(bytes: Buffer): void {
    if (this.#kept.add(bytes, LIMITS.syslogMessageBytesMax) < bytes.byteLength) this.#isCut = true
  }

  #finish(): SyslogFrame {
    const frame = { bytes: this.#kept.take(), isCut: this.#isCut }
    this.#place = { in: 'between' }
    this.#isCut = false
    return frame
  }
}
