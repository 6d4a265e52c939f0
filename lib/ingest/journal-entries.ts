/**
 * Cuts a stream in systemd's journal export format into entries. A field is `NAME=value` on a line, or, where its value holds
 * line ends or other bytes that are no text, `NAME`, the length in 8 bytes and the value. A blank line ends an entry.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import { GrowingBytes } from './growing-bytes.ts'
import { Undecodable } from './source.ts'

export interface JournalEntry {
  /** Text by field name; of a name that comes several times, the first. */
  fields: Map<string, string>
  /** A value was longer than is kept, or there were more fields. */
  isCut: boolean
}

const LF = 0x0a
const EQUALS = 0x3d
/** systemd's own bound (ENTRY_FIELD_COUNT_MAX). */
const FIELDS_MAX = 1024
/** systemd's names have at most 64 characters. */
const NAME = /^[A-Z0-9_]{1,64}$/
const NAME_BYTES_MAX = 64
/** A core dump may be a field. A longer one is a length that was misread. */
const VALUE_BYTES_MAX = 2 ** 40
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Where in the stream the next byte is. `left`: bytes of the value that have not arrived; the last one is its line end. */
type Place = { in: 'name' } | { in: 'line'; name: string } | { in: 'length'; name: string } | Binary
type Binary = { in: 'binary'; name: string; left: number }

export class JournalEntries {
  #place: Place = { in: 'name' }
  /** What is kept of the current name, length or value. */
  readonly #kept = new GrowingBytes()
  /** Bytes of the values of this entry. */
  #entryBytes = 0
  #fields = new Map<string, string>()
  #isCut = false;

  /** The entries that these bytes complete. Throws Undecodable; what follows cannot be read then. */
  *push(chunk: Uint8Array): Generator<JournalEntry> {
    let rest: Buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    while (rest.byteLength > 0) {
      const place = this.#place
      if (place.in === 'name') {
        const end = rest.subarray(0, NAME_BYTES_MAX + 2).findIndex((byte) => byte === LF || byte === EQUALS)
        this.#kept.add(end === -1 ? rest : rest.subarray(0, end), NAME_BYTES_MAX + 1)
        if (this.#kept.length > NAME_BYTES_MAX) throw new Undecodable('a field name has more than 64 characters')
        if (end === -1) return
        const isText = rest[end] === EQUALS
        rest = rest.subarray(end + 1)
        const name = this.#kept.take().toString('latin1')
        if (name === '' && !isText) {
          if (this.#fields.size > 0) yield this.#finish()
          continue
        }
        if (!NAME.test(name)) throw new Undecodable('a field name has other characters than A-Z, 0-9 and _')
        this.#place = { in: isText ? 'line' : 'length', name }
      } else if (place.in === 'line') {
        const end = rest.indexOf(LF)
        this.#keepValue(end === -1 ? rest : rest.subarray(0, end))
        if (end === -1) return
        rest = rest.subarray(end + 1)
        this.#set(place.name)
      } else if (place.in === 'length') {
        rest = rest.subarray(this.#kept.add(rest, 8))
        if (this.#kept.length < 8) return
        const length = this.#kept.take().readBigUInt64LE()
        if (length > VALUE_BYTES_MAX) throw new Undecodable('a binary field is longer than 1 TiB')
        this.#place = { in: 'binary', name: place.name, left: Number(length) + 1 }
      } else rest = this.#binary(place, rest)
    }
  }

  /** The stream is over. The last entry needs no blank line, but its last field must be complete. */
  *end(): Generator<JournalEntry> {
    if (this.#place.in !== 'name' || this.#kept.length > 0) throw new Undecodable('the last field is incomplete')
    if (this.#fields.size > 0) yield this.#finish()
  }

  #binary(place: Binary, rest: Buffer): Buffer {
    const part = rest.subarray(0, place.left)
    place.left -= part.byteLength
    this.#keepValue(place.left === 0 ? part.subarray(0, -1) : part)
    if (place.left === 0) {
      if (part.at(-1) !== LF) throw new Undecodable('a binary field does not end with a line feed')
      this.#set(place.name)
    }
    return rest.subarray(part.byteLength)
  }

  #keepValue(bytes: Buffer): void {
    const room = Math.max(0, LIMITS.journalEntryBytesMax - this.#entryBytes)
    const taken = this.#kept.add(bytes, this.#kept.length + room)
    this.#entryBytes += taken
    if (taken < bytes.byteLength) this.#isCut = true
  }

  #set(name: string): void {
    const value = utf8.decode(this.#kept.take())
    this.#place = { in: 'name' }
    if (this.#fields.size === FIELDS_MAX) this.#isCut = true
    else if (!this.#fields.has(name)) this.#fields.set(name, value)
  }

  #finish(): JournalEntry {
    const entry = { fields: this.#fields, isCut: this.#isCut }
    this.#fields = new Map()
    this.#isCut = false
    this.#entryBytes = 0
    return entry
  }
}
