/**
 * Reads protobuf messages strictly: every message ends exactly where its length says, inside the one around it. `pbf` alone
 * would read on past a wrong length. 64-bit integers beyond 2^53 become text.
 */
import { PbfReader } from 'pbf'
import { msOfNanos } from './nanos.ts'
import { Undecodable } from './source.ts'

export type Span = readonly [from: number, to: number]
export type FieldReader<T> = (field: number, target: T, reader: ProtoFields) => void

const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const LOW_7_BITS = 0x7fn

export class ProtoFields {
  readonly #pbf: PbfReader
  /** The same bytes. */
  readonly #text: Buffer
  /** Where the message that is being read ends. */
  #end: number
  #depth = 0
  readonly #depthMax: number
  readonly #messageBytesMax: number

  /** `messageBytesMax`: of one that is read at one go. */
  constructor(bytes: Uint8Array, depthMax: number, messageBytesMax: number) {
    this.#pbf = new PbfReader(bytes)
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#end = this.#pbf.length
    this.#depthMax = depthMax
    this.#messageBytesMax = messageBytesMax
  }

  get length(): number {
    return this.#pbf.length
  }

  /** Reads the message in the span. */
  message<T>([from, to]: Span, field: FieldReader<T>, target: T): T {
    this.#checkSize(to - from)
    const end = this.#end
    this.#start(from)
    try {
      return this.#fields(to, field, target)
    } finally {
      this.#end = end
    }
  }

  /** The numbers of the fields of the message in the span. The caller reads each field, or leaves it out. */
  *each([from, to]: Span): Generator<number, void, undefined> {
    const pbf = this.#pbf
    this.#start(from)
    // A walk may pause, and other messages are not read meanwhile.
    this.#end = to
    for (let number = this.#next(to); number !== 0; number = this.#next(to)) {
      yield number
      this.#end = to
      if (pbf.pos > to) throw broken()
    }
    if (pbf.pos !== to) throw broken()
    this.#end = pbf.length
  }

  /** Reads the message that the current field holds. Throws beyond the depth that is allowed. */
  nested<T>(field: FieldReader<T>, target: T): T {
    const [from, to] = this.#bounds()
    this.#checkSize(to - from)
    if (++this.#depth > this.#depthMax) throw new Undecodable(`nested more than ${this.#depthMax} deep`, 'too-deep')
    const end = this.#end
    const result = this.#fields(to, field, target)
    this.#end = end
    this.#depth--
    return result
  }

  /** Where the current field's bytes are; passes over them. */
  span(): Span {
    const bounds = this.#bounds()
    this.#pbf.pos = bounds[1]
    return bounds
  }

  text(): string {
    const [from, to] = this.span()
    // Not pbf's own, which drops a U+FEFF at the beginning of a longer text.
    return this.#text.toString('utf8', from, to)
  }

  bytes(): Uint8Array {
    const [from, to] = this.span()
    return this.#pbf.buf.subarray(from, to)
  }

  bool(): boolean {
    return this.uint() !== 0
  }

  uint(): number {
    this.#expect(VARINT)
    return this.#inside(this.#varint())
  }

  int64(): number | string {
    this.#expect(VARINT)
    const { buf, pos } = this.#pbf
    const first = buf[pos] ?? 0
    if (first < 0x80) {
      this.#pbf.pos++
      return this.#inside(first)
    }
    let value = 0n
    for (let i = 0; i < 10; i++) {
      const byte = buf[pos + i]
      if (byte === undefined) break
      value |= (BigInt(byte) & LOW_7_BITS) << BigInt(7 * i)
      if (byte > 0x7f) continue
      this.#pbf.pos = pos + i + 1
      const signed = BigInt.asIntN(64, value)
      const number = Number(signed)
      return this.#inside(Number.isSafeInteger(number) ? number : String(signed))
    }
    throw broken()
  }

  double(): number {
    this.#expect(FIXED64)
    if (this.#pbf.pos + 8 > this.#end) throw broken()
    return this.#pbf.readDouble()
  }

  /** Nanoseconds as milliseconds with fractions. */
  nanosAsMs(): number {
    this.#expect(FIXED64)
    const { pos, dataView } = this.#pbf
    if (pos + 8 > this.#end) throw broken()
    this.#pbf.pos += 8
    return msOfNanos(dataView.getBigUint64(pos, true))
  }

  #checkSize(bytes: number): void {
    if (bytes > this.#messageBytesMax)
      throw new Undecodable(`a record of more than ${this.#messageBytesMax} bytes`, 'too-large')
  }

  #start(at: number): void {
    this.#pbf.pos = at
    // Otherwise pbf takes a field that was read before for this one, and skips it.
    this.#pbf._valueStart = -1
    this.#depth = 0
  }

  #fields<T>(end: number, field: FieldReader<T>, target: T): T {
    const pbf = this.#pbf
    this.#end = end
    for (let number = this.#next(end); number !== 0; number = this.#next(end)) {
      field(number, target, this)
      this.#end = end
      if (pbf.pos > end) throw broken()
    }
    if (pbf.pos !== end) throw broken()
    return target
  }

  /** The number of the next field; 0 at the end. pbf throws errors of its own for what it cannot read. */
  #next(end: number): number {
    try {
      return this.#pbf.nextField(end)
    } catch {
      throw broken()
    }
  }

  #varint(): number {
    try {
      return this.#pbf.readVarint()
    } catch {
      throw broken()
    }
  }

  /** Reads the length of the current field. */
  #bounds(): Span {
    this.#expect(BYTES)
    const length = this.#varint()
    const from = this.#pbf.pos
    const to = from + length
    if (!(to <= this.#end)) throw broken()
    return [from, to]
  }

  #inside<T>(value: T): T {
    if (!(this.#pbf.pos <= this.#end)) throw broken()
    return value
  }

  #expect(type: number): void {
    if (this.#pbf.type !== type) throw broken()
  }
}

function broken(): Undecodable {
  return new Undecodable('not valid protobuf')
}
