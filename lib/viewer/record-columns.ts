/**
 * Consecutive records as columns and one UTF-8 text: a fifth of the memory of objects, and nothing for the garbage collector to
 * walk. The text of a record is its line of NDJSON without the time and the level, which have columns of their own.
 */
import { LEVELS, levelIndex } from '#lib/protocol/levels.ts'
import { decodeRecord, encodeRecord, type NumberedRecord } from '#lib/protocol/record.ts'

/** Memory of a record beyond its text, bytes: the columns, and its place among the matches. */
export const COLUMN_BYTES = 8 + 8 + 4 + 2 + 2

const LEVEL_BITS = 7
/** What a person sees of the record may not stand literally in its text, so that only decoding it tells. */
const IS_IRREGULAR = 8
/** The text has no escapes, so that each value stands literally in it, up to the next quote. */
const IS_PLAIN = 16
const IS_JSON = 32
/** What the record has. */
const HAS = {
  attributes: 64,
  scope: 128,
  error: 256,
  traceId: 512,
  spanId: 512,
  isPartial: 512,
  truncated: 512,
} as const

const BODY_START = '"b":"'
const SCOPE_START = '","s":"'
/**
 * Characters that JSON writes by their number, colors in eight bits, and characters beyond ASCII that are another case of one
 * inside of it.
 */
const IRREGULAR = /\\u|[\u007f-\u009f\u0130\u017f\u212a]/
const PLAIN_JSON = /^\s*[{[]/
const NEWLINE = 10
const QUOTE = 34

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export class RecordColumns {
  count = 0
  /** Length of the text, bytes. */
  textBytes = 0
  /** Whether each character of the text is one byte. */
  isAscii = true
  text: Uint8Array<ArrayBuffer>
  #starts: Uint32Array
  #seqs: Float64Array
  #times: Float64Array
  #flags: Uint16Array

  private constructor(capacity: number, textCapacity: number) {
    this.text = new Uint8Array(textCapacity)
    this.#starts = new Uint32Array(capacity)
    this.#seqs = new Float64Array(capacity)
    this.#times = new Float64Array(capacity)
    this.#flags = new Uint16Array(capacity)
  }

  static of(records: readonly NumberedRecord[]): RecordColumns {
    const columns = new RecordColumns(records.length, 0)
    columns.append(records)
    return columns
  }

  /** Adds records at the end. Returns how many bytes of text they take. */
  append(records: readonly NumberedRecord[]): number {
    const before = this.textBytes
    this.#reserve(this.count + records.length)
    const lines = records.map((record) => {
      const line = encodeRecord(record)
      return line.slice(line.indexOf(BODY_START))
    })
    const all = `${lines.join('\n')}\n`
    this.#reserveText(before + all.length)
    const { read } = encoder.encodeInto(all, this.text.subarray(before))
    const isAscii = read === all.length && isAsciiText(this.text, before, before + all.length)
    if (!isAscii) {
      this.isAscii = false
      this.#reserveText(before + 3 * all.length)
    }
    let at = before
    for (const [i, record] of records.entries()) {
      const line = lines[i] as string
      const index = this.count++
      this.#starts[index] = at
      this.#seqs[index] = record.seq
      this.#times[index] = record.timeMs
      this.#flags[index] = flagsOf(record, line)
      if (isAscii) at += line.length + 1
      else {
        at += encoder.encodeInto(line, this.text.subarray(at)).written
        this.text[at++] = NEWLINE
      }
    }
    this.textBytes = at
    return at - before
  }

  /** A copy of some of the records. */
  slice(from: number, to = this.count): RecordColumns {
    const start = this.startAt(from)
    const columns = new RecordColumns(to - from, this.startAt(to) - start)
    columns.#copy(this, from, to)
    return columns
  }

  /** A copy with other records before the one at `index`. */
  withRun(index: number, run: RecordColumns): RecordColumns {
    const columns = new RecordColumns(this.count + run.count, this.textBytes + run.textBytes)
    columns.#copy(this, 0, index)
    columns.#copy(run, 0, run.count)
    columns.#copy(this, index, this.count)
    return columns
  }

  /** Gives back memory that was reserved for more records. */
  shrink(): void {
    this.#resize(this.count)
    if (this.text.length > this.textBytes) this.text = this.text.slice(0, this.textBytes)
  }

  seqAt(index: number): number {
    return this.#seqs[index] as number
  }

  timeMsAt(index: number): number {
    return this.#times[index] as number
  }

  levelAt(index: number): number {
    return (this.#flags[index] as number) & LEVEL_BITS
  }

  /** Whether only {@link record} tells what is in it. */
  isIrregular(index: number): boolean {
    return ((this.#flags[index] as number) & IS_IRREGULAR) !== 0
  }

  isJson(index: number): boolean {
    return ((this.#flags[index] as number) & IS_JSON) !== 0
  }

  /** False when the record surely has no such field. */
  mayHave(field: keyof typeof HAS, index: number): boolean {
    return ((this.#flags[index] as number) & HAS[field]) !== 0
  }

  /** Where the record's text begins; for the index behind the last, where all of it ends. */
  startAt(index: number): number {
    return index === this.count ? this.textBytes : (this.#starts[index] as number)
  }

  textAt(index: number): string {
    return decoder.decode(this.text.subarray(this.startAt(index), this.startAt(index + 1) - 1))
  }

  /** All texts, one a line. */
  wholeText(): string {
    return decoder.decode(this.text.subarray(0, this.textBytes))
  }

  record(index: number): NumberedRecord {
    const record = decodeRecord(`{${this.textAt(index)}`)
    record.timeMs = this.timeMsAt(index)
    record.level = LEVELS[this.levelAt(index)] ?? 'unknown'
    return { ...record, seq: this.seqAt(index) }
  }

  /**
   * The body, or the scope of a record that has one, where it can be had without decoding the record, else null. With
   * `wholeText`, which must be ASCII, no bytes are decoded either.
   */
  plain(field: 'body' | 'scope', index: number, wholeText: string | null): string | null {
    const flags = this.#flags[index] as number
    if ((flags & IS_PLAIN) === 0 || (field === 'scope' && (flags & (HAS.attributes | IS_JSON)) !== 0)) return null
    let start = this.startAt(index) + BODY_START.length
    if (field === 'scope') start = this.#endOf(start, wholeText) + SCOPE_START.length
    const end = this.#endOf(start, wholeText)
    return wholeText === null ? decoder.decode(this.text.subarray(start, end)) : wholeText.slice(start, end)
  }

  #endOf(start: number, wholeText: string | null): number {
    return wholeText === null ? this.text.indexOf(QUOTE, start) : wholeText.indexOf('"', start)
  }

  #copy(from: RecordColumns, first: number, end: number): void {
    const [start, stop] = [from.startAt(first), from.startAt(end)]
    const shift = this.textBytes - start
    this.text.set(from.text.subarray(start, stop), this.textBytes)
    this.#seqs.set(from.#seqs.subarray(first, end), this.count)
    this.#times.set(from.#times.subarray(first, end), this.count)
    this.#flags.set(from.#flags.subarray(first, end), this.count)
    for (let i = first; i < end; i++) this.#starts[this.count + i - first] = from.startAt(i) + shift
    this.count += end - first
    this.textBytes += stop - start
    this.isAscii &&= from.isAscii
  }

  #reserve(count: number): void {
    if (count > this.#seqs.length) this.#resize(Math.max(count, this.#seqs.length * 2))
  }

  #resize(capacity: number): void {
    this.#starts = resized(this.#starts, new Uint32Array(capacity))
    this.#seqs = resized(this.#seqs, new Float64Array(capacity))
    this.#times = resized(this.#times, new Float64Array(capacity))
    this.#flags = resized(this.#flags, new Uint16Array(capacity))
  }

  #reserveText(bytes: number): void {
    if (bytes > this.text.length)
      this.text = resized(this.text, new Uint8Array(Math.max(bytes, this.text.length * 1.5)))
  }
}

function resized<A extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(from: A, to: A): A {
  to.set(from.length > to.length ? from.subarray(0, to.length) : from)
  return to
}

function isAsciiText(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if ((bytes[i] as number) > 0x7f) return false
  return true
}

function flagsOf(record: NumberedRecord, line: string): number {
  let flags = levelIndex(record.level)
  for (const [field, flag] of FIELDS) if (record[field]) flags |= flag
  if (record.isJson) flags |= IS_JSON
  if (!line.includes('\\')) flags |= IS_PLAIN
  // Fields of a JSON body are escaped twice, and what stands before it is a field too, whose name is ours.
  if (IRREGULAR.test(line) || (record.isJson && (line.includes('\\\\') || !PLAIN_JSON.test(record.body))))
    flags |= IS_IRREGULAR
  return flags
}

const FIELDS = Object.entries(HAS) as [keyof typeof HAS, number][]
