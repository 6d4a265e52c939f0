/** A few hundred neighboring records, and which of them pass the filter. The unit of inserting, filtering and dropping. */
import { levelIndex } from '#lib/protocol/levels.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { candidateRecord } from './candidate-record.ts'
import type { ReadableChunk } from './log-reader.ts'
import { COLUMN_BYTES, RecordColumns } from './record-columns.ts'
import { FAILS, PASSES, type RecordTest } from './record-test.ts'

/** Bounds of a chunk, in records and bytes: at either one it is full. */
export const CHUNK_RECORDS_MAX = 512
const CHUNK_BYTES_MAX = 256 * 1024
/** From this many records to test on, decoding the text of all at once takes less time. */
const WHOLE_TEXT_FROM = 24
const ERROR = levelIndex('error')
const FATAL = levelIndex('fatal')

export class LogChunk implements ReadableChunk {
  version = 0
  bytes = 0
  /** Records in rising seq, possibly with holes between them. Never empty. */
  #columns: RecordColumns
  /** Positions of the records that pass the filter, as many as `#matchCount` says; null: all pass. */
  #matches: Uint16Array | null = null
  #matchCount = 0
  /** How many of the matches are errors; null: not counted yet. */
  #errorCount: number | null = null
  /** Version of the filter that the matches belong to. */
  filterVersion = -1

  /** Untested. */
  constructor(columns: RecordColumns, bytes: number) {
    this.#columns = columns
    this.bytes = bytes
  }

  static of(records: readonly NumberedRecord[], textBytes: number): LogChunk {
    const columns = RecordColumns.of(records)
    return new LogChunk(columns, weight(columns, textBytes))
  }

  get count(): number {
    return this.#columns.count
  }

  get first(): number {
    return this.#columns.seqAt(0)
  }

  get last(): number {
    return this.#columns.seqAt(this.count - 1)
  }

  get isFull(): boolean {
    return this.count >= CHUNK_RECORDS_MAX || this.bytes >= CHUNK_BYTES_MAX
  }

  get matchCount(): number {
    return this.#matches ? this.#matchCount : this.count
  }

  seqAt(index: number): number {
    return this.#columns.seqAt(index)
  }

  timeMsAt(index: number): number {
    return this.#columns.timeMsAt(index)
  }

  levelAt(index: number): number {
    return this.#columns.levelAt(index)
  }

  record(index: number): NumberedRecord {
    return this.#columns.record(index)
  }

  isTested(filterVersion: number): boolean {
    return this.filterVersion === filterVersion
  }

  passes(index: number, filterVersion: number): boolean {
    if (this.filterVersion !== filterVersion) return false
    const at = this.#matchFrom(index)
    return at < this.matchCount && this.#positionOfMatch(at) === index
  }

  /** Position of the matching record at this place among those that match. */
  matchPositionAt(index: number): number {
    return this.#positionOfMatch(index)
  }

  /** Seq of the matching record at this place among those that match; undefined beyond the last. */
  matchSeqAt(index: number): number | undefined {
    return index < this.matchCount ? this.seqAt(this.#positionOfMatch(index)) : undefined
  }

  matchAt(index: number): NumberedRecord | undefined {
    return index < this.matchCount ? this.record(this.#positionOfMatch(index)) : undefined
  }

  /** How many matching records have a lower seq. */
  matchesBefore(seq: number): number {
    return this.#matchFrom(this.positionOf(seq))
  }

  /** How many matching records from this seq on are errors. */
  errorsFrom(seq: number): number {
    if (seq > this.first) return this.#countErrors(this.matchesBefore(seq))
    if (this.#errorCount === null) this.#errorCount = this.#countErrors(0)
    return this.#errorCount
  }

  #countErrors(from: number): number {
    let count = 0
    for (let i = from; i < this.matchCount; i++) {
      const level = this.levelAt(this.#positionOfMatch(i))
      if (level === ERROR || level === FATAL) count++
    }
    return count
  }

  /** Position of the first record with this seq or a higher one. */
  positionOf(seq: number): number {
    return lowerBound(this.count, (i) => this.seqAt(i) < seq)
  }

  /** Adds how many records of each level there are to `counts`, times `by`. */
  countLevels(counts: number[], by: number): void {
    for (let i = 0; i < this.count; i++) counts[this.levelAt(i)] = (counts[this.levelAt(i)] ?? 0) + by
  }

  /** Adds records that follow the last one. */
  append(records: readonly NumberedRecord[], textBytes: number, test: RecordTest | null): void {
    const start = this.count
    this.#weigh(this.#columns.append(records), records.length, textBytes)
    if (this.isFull) this.#columns.shrink()
    this.version++
    this.#errorCount = null
    if (!test) return
    for (const [i, record] of records.entries()) {
      if (!test.passes(record)) this.#matches ??= this.#listUpTo(start + i)
      else if (this.#matches) this.#addMatch(start + i)
    }
  }

  /** Adds records that precede the first one or lie between two. */
  merge(records: readonly NumberedRecord[], textBytes: number, test: RecordTest | null): void {
    const run = RecordColumns.of(records)
    this.#columns = this.#columns.withRun(this.positionOf(run.seqAt(0)), run)
    this.#weigh(run.textBytes, run.count, textBytes)
    this.version++
    this.filter(test, this.filterVersion)
  }

  /** Moves the records from `position` on into a chunk of their own. */
  splitAt(position: number, test: RecordTest | null): LogChunk {
    const share = this.bytes / this.count
    const tail = new LogChunk(this.#columns.slice(position), share * (this.count - position))
    this.#columns = this.#columns.slice(0, position)
    this.bytes -= tail.bytes
    this.version++
    for (const chunk of [this, tail]) chunk.filter(test, this.filterVersion)
    return tail
  }

  filter(test: RecordTest | null, version: number): void {
    this.filterVersion = version
    this.#errorCount = null
    this.#matches = null
    if (!test) return
    this.#matchCount = 0
    this.#matches = new Uint16Array(0)
    this.#eachPassing(test, (i) => this.#addMatch(i))
    if (this.#matchCount === this.count) this.#matches = null
    else this.#matches = (this.#matches as Uint16Array).slice(0, this.#matchCount)
  }

  positionsOf(test: RecordTest): number[] {
    const positions: number[] = []
    this.#eachPassing(test, (i) => positions.push(i))
    return positions
  }

  #eachPassing(test: RecordTest, take: (position: number) => void): void {
    const columns = this.#columns
    const { candidates, count } = test.candidates(columns)
    const wholeText = count >= WHOLE_TEXT_FROM && columns.isAscii ? columns.wholeText() : null
    for (let i = 0; i < columns.count; i++) {
      if (candidates[i] === FAILS) continue
      if (candidates[i] === PASSES || test.passes(candidateRecord(columns, i, wholeText))) take(i)
    }
  }

  #matchFrom(position: number): number {
    const matches = this.#matches
    return matches ? lowerBound(this.#matchCount, (i) => (matches[i] as number) < position) : position
  }

  #positionOfMatch(index: number): number {
    return this.#matches ? (this.#matches[index] as number) : index
  }

  /** The matches, where every record up to this position passes. */
  #listUpTo(position: number): Uint16Array {
    this.#matchCount = position
    return Uint16Array.from({ length: position + 16 }, (_, i) => i)
  }

  #addMatch(position: number): void {
    let matches = this.#matches as Uint16Array
    if (this.#matchCount === matches.length) {
      const more = new Uint16Array(Math.max(16, 2 * matches.length))
      more.set(matches)
      this.#matches = matches = more
    }
    matches[this.#matchCount++] = position
  }

  #weigh(stored: number, count: number, textBytes: number): void {
    this.bytes += Math.max(stored, textBytes) + count * COLUMN_BYTES
  }
}

/** What records count toward the bound: their own text, or ours if that is longer. */
function weight(columns: RecordColumns, textBytes: number): number {
  return Math.max(columns.textBytes, textBytes) + columns.count * COLUMN_BYTES
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
