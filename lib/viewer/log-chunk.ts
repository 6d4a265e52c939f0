/** A few hundred neighboring records, and which of them pass the filter. The unit of inserting, filtering and dropping. */
import { levelIndex } from '#lib/protocol/levels.ts'
import type { LogRecord, NumberedRecord } from '#lib/protocol/record.ts'
import type { ReadableChunk } from './log-reader.ts'

/** Bounds of a chunk, in records and bytes: at either one it is full. */
export const CHUNK_RECORDS_MAX = 512
const CHUNK_BYTES_MAX = 256 * 1024

export type RecordTest = ((record: LogRecord) => boolean) | null

export class LogChunk implements ReadableChunk {
  version = 0
  /** Records in rising seq, possibly with holes between them. Never empty. */
  readonly records: NumberedRecord[]
  bytes: number
  /** Positions in `records` that pass the filter; null: all do. */
  #matches: number[] | null = null
  /** Version of the filter that `#matches` belongs to. */
  filterVersion = -1

  constructor(records: NumberedRecord[], bytes: number) {
    this.records = records
    this.bytes = bytes
  }

  get count(): number {
    return this.records.length
  }

  seqAt(index: number): number {
    return this.record(index).seq
  }

  timeMsAt(index: number): number {
    return this.record(index).timeMs
  }

  levelAt(index: number): number {
    return levelIndex(this.record(index).level)
  }

  record(index: number): NumberedRecord {
    return this.records[index] as NumberedRecord
  }

  passes(index: number, filterVersion: number): boolean {
    if (this.filterVersion !== filterVersion) return false
    const matches = this.#matches
    return matches === null || matches[lowerBound(matches.length, (i) => (matches[i] as number) < index)] === index
  }

  isTested(filterVersion: number): boolean {
    return this.filterVersion === filterVersion
  }

  get first(): number {
    return (this.records[0] as NumberedRecord).seq
  }

  get last(): number {
    return (this.records[this.records.length - 1] as NumberedRecord).seq
  }

  get isFull(): boolean {
    return this.records.length >= CHUNK_RECORDS_MAX || this.bytes >= CHUNK_BYTES_MAX
  }

  get matchCount(): number {
    return this.#matches ? this.#matches.length : this.records.length
  }

  matchAt(index: number): NumberedRecord | undefined {
    return this.records[this.#matches ? (this.#matches[index] ?? -1) : index]
  }

  /** How many matching records have a lower seq. */
  matchesBefore(seq: number): number {
    const position = this.positionOf(seq)
    if (!this.#matches) return position
    return lowerBound(this.#matches.length, (i) => (this.#matches?.[i] as number) < position)
  }

  /** Position of the first record with this seq or a higher one. */
  positionOf(seq: number): number {
    return lowerBound(this.records.length, (i) => (this.records[i] as NumberedRecord).seq < seq)
  }

  /** Adds records that follow the last one. Returns how many pass. */
  append(records: readonly NumberedRecord[], bytes: number, test: RecordTest): number {
    let passed = 0
    for (const record of records) {
      if (!test) passed++
      else if (test(record)) {
        passed++
        this.#matches?.push(this.records.length)
      }
      this.records.push(record)
    }
    this.bytes += bytes
    this.version++
    return passed
  }

  /** Adds records that precede the first one or lie between two. */
  merge(records: readonly NumberedRecord[], bytes: number, test: RecordTest): void {
    this.records.splice(this.positionOf((records[0] as NumberedRecord).seq), 0, ...records)
    this.bytes += bytes
    this.version++
    this.filter(test, this.filterVersion)
  }

  /** Moves the records from `position` on into a chunk of their own. */
  splitAt(position: number, test: RecordTest): LogChunk {
    const share = this.bytes / this.records.length
    const tail = new LogChunk(this.records.splice(position), 0)
    tail.bytes = share * tail.records.length
    this.bytes -= tail.bytes
    this.version++
    for (const chunk of [this, tail]) chunk.filter(test, this.filterVersion)
    return tail
  }

  filter(test: RecordTest, version: number): void {
    this.filterVersion = version
    if (!test) this.#matches = null
    else {
      this.#matches = []
      for (let i = 0; i < this.records.length; i++) if (test(this.records[i] as NumberedRecord)) this.#matches.push(i)
    }
  }
}

/** The first index below `length` for which `isBelow` is false. It must be true for a first part and false for the rest. */
export function lowerBound(length: number, isBelow: (index: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBelow(middle)) low = middle + 1
    else high = middle
  }
  return low
}
