/**
 * The records of one session in rising seq, the markers for missing ones, and the rows of both. Records may arrive in any
 * order; binary search finds the place of each run, and rows are laid out at most once per frame.
 */
import type { SeqRange } from '#lib/protocol/messages.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'
import type { Hole } from './gap-tracker.ts'
import { CHUNK_RECORDS_MAX, LogChunk, lowerBound } from './log-chunk.ts'
import type { LostReason } from './log-handlers.ts'
import type { LogRow, MarkerRow, RecordRow } from './log-source.ts'
import { type RecordRowPlace, RecordRows } from './record-rows.ts'
import type { RecordTest } from './record-test.ts'
import { RowTimes } from './row-times.ts'

/** Several screens of rows. */
const KEPT_ROWS_MAX = 256

export class SessionLog {
  readonly id: string
  startedAtMs: number
  /** As people see it; undefined: not known yet. */
  deviceName: string | undefined
  readonly chunks: LogChunk[] = []
  /** Lowest seq that is wanted: everything below was dropped or cleared. */
  floor = 1
  /** Highest seq that arrived or is known to be missing. */
  last = 0
  /** Value of `last` when the reader paused; 0: paused before the session began, or not at all. */
  pausedAfter = 0
  /** Tells sessions apart in a list of several: the first has 0. */
  readonly color: number
  readonly #times = new RowTimes()
  #hasTimes = false
  readonly #gone = new Map<LostReason, SeqRanges>()
  #holes: readonly Hole[] = []
  #markers: MarkerRow[] = []
  /** Row of each marker within the session. */
  #markerRows: number[] = []
  /** Rows that were drawn before, by seq: the list draws the same ones again and again. */
  readonly #rows = new Map<number, RecordRow>()
  readonly #records = new RecordRows()

  constructor(id: string, startedAtMs: number, color = 0) {
    this.id = id
    this.startedAtMs = startedAtMs
    this.color = color
  }

  /** False when it had this name before. */
  setDeviceName(name: string): boolean {
    const shown = visibleText(name)
    if (this.deviceName === shown) return false
    this.deviceName = shown
    return true
  }

  /** Number of rows in the last layout. */
  get rowCount(): number {
    return this.#records.count + this.#markers.length
  }

  /** How many records passed the filter in the last layout. */
  get matched(): number {
    return this.#records.matched
  }

  /** Whether similar records in a row share one row. What was expanded is so no longer. */
  setCollapsed(isCollapsed: boolean): void {
    this.#records.setCollapsed(isCollapsed)
  }

  /** Gives these records a row each. */
  expand(from: number, to: number): void {
    this.#records.expand(from, to)
  }

  /** Does ahead what {@link layOut} would have to do for a chunk that was tested. */
  prepare(chunk: LogChunk): void {
    this.#records.prepare(chunk)
  }

  /** How many records are loading, or wait for their device. */
  get awaited(): number {
    return this.#holes.reduce((sum, { range }) => sum + Math.max(0, range[1] - Math.max(this.floor, range[0]) + 1), 0)
  }

  /** Takes records that are not here yet, rising by seq, with their size as NDJSON. Returns by how many bytes the chunks grew. */
  insert(records: readonly NumberedRecord[], textBytes: number, test: RecordTest | null, version: number): number {
    const first = (records[0] as NumberedRecord).seq
    const last = (records[records.length - 1] as NumberedRecord).seq
    for (const ranges of this.#gone.values()) if (!ranges.isEmpty) ranges.remove(first, last)
    this.last = Math.max(this.last, last)
    const at = lowerBound(this.chunks.length, (i) => (this.chunks[i] as LogChunk).last < first)
    const before = this.chunks[at - 1]
    const after = this.chunks[at]
    const inTwo = (count: number) => {
      const share = textBytes / records.length
      const grown = this.insert(records.slice(0, count), count * share, test, version)
      return grown + this.insert(records.slice(count), (records.length - count) * share, test, version)
    }
    if (after && after.first < first) {
      // The run lies in a hole inside a chunk.
      this.chunks.splice(at + 1, 0, after.splitAt(after.positionOf(first), test))
      return this.insert(records, textBytes, test, version)
    }
    // A chunk begins inside the run: split the run around records that are here already.
    if (after && after.first < last)
      return inTwo(lowerBound(records.length, (i) => (records[i] as NumberedRecord).seq < after.first))
    const grow = (chunk: LogChunk, act: () => void) => {
      const held = chunk.bytes
      act()
      return chunk.bytes - held
    }
    if (before && !before.isFull && before.filterVersion === version) {
      const room = CHUNK_RECORDS_MAX - before.count
      if (records.length > room) return inTwo(room)
      return grow(before, () => before.append(records, textBytes, test))
    }
    if (after && !after.isFull && after.count + records.length <= CHUNK_RECORDS_MAX)
      return grow(after, () => after.merge(records, textBytes, test))
    if (records.length > CHUNK_RECORDS_MAX) return inTwo(CHUNK_RECORDS_MAX)
    const chunk = LogChunk.of(records, textBytes)
    chunk.filter(test, version)
    this.chunks.splice(at, 0, chunk)
    return chunk.bytes
  }

  lose(range: SeqRange, reason: LostReason): void {
    this.last = Math.max(this.last, range[1])
    const ranges = this.#gone.get(reason) ?? new SeqRanges()
    ranges.add(Math.max(this.floor, range[0]), range[1])
    this.#gone.set(reason, ranges)
  }

  setHoles(holes: readonly Hole[]): void {
    this.#holes = holes
    for (const { range } of holes) this.last = Math.max(this.last, range[1])
  }

  /** Stops wanting everything below `seq` and forgets its markers. The caller drops the chunks. */
  raiseFloor(seq: number): void {
    this.floor = Math.max(this.floor, seq)
    for (const ranges of this.#gone.values()) ranges.remove(1, this.floor - 1)
  }

  /** Computes the rows. A chunk that was not tested with this filter yet shows nothing. */
  layOut(filterVersion: number): void {
    this.#hasTimes = false
    this.#records.layOut(this.chunks, filterVersion)
    this.#markers = this.#listMarkers()
    this.#markerRows = this.#markers.map(({ seq }, i) => this.#records.before(seq) + i)
  }

  row(index: number): LogRow | undefined {
    const marker = lowerBound(this.#markerRows.length, (i) => (this.#markerRows[i] as number) < index)
    if (this.#markerRows[marker] === index) return this.#markers[marker]
    return this.#recordRow(index - marker)
  }

  /** The row that shows `seq`, or the next one. */
  rowOf(seq: number): number {
    const record = this.#records.of(seq)
    // Markers within a run stand behind its row.
    const upTo = this.#records.before(seq) === record ? seq : (this.#seqOf(record) ?? seq)
    return record + lowerBound(this.#markers.length, (i) => (this.#markers[i] as MarkerRow).seq < upTo)
  }

  /** The time of a row: that of its record, but never before that of a row above it. A marker stands at the record before it. */
  rowTimeMs(index: number): number {
    const times = this.#layOutTimes()
    const marker = lowerBound(this.#markerRows.length, (i) => (this.#markerRows[i] as number) < index)
    if (this.#markerRows[marker] === index) return this.#markerTimeMs(times, this.#markers[marker] as MarkerRow)
    const { chunk, match } = this.#records.at(index - marker) as RecordRowPlace
    return times.timeMs(chunk, (this.chunks[chunk] as LogChunk).matchPositionAt(match))
  }

  /** The highest time of its records. */
  get lastTimeMs(): number {
    return this.#layOutTimes().throughMs(this.chunks.length - 1)
  }

  #layOutTimes(): RowTimes {
    if (!this.#hasTimes) this.#times.layOut(this.chunks)
    this.#hasTimes = true
    return this.#times
  }

  #markerTimeMs(times: RowTimes, { seq }: MarkerRow): number {
    if (this.chunks.length === 0) return this.startedAtMs
    const at = lowerBound(this.chunks.length, (i) => (this.chunks[i] as LogChunk).last < seq)
    const position = this.chunks[at]?.positionOf(seq) ?? 0
    if (position > 0) return times.timeMs(at, position - 1)
    return at > 0 ? times.throughMs(at - 1) : times.timeMs(0, 0)
  }

  /** How many held records after `pausedAfter` pass the filter, and how many of them are errors. */
  countSincePause(filterVersion: number): [records: number, errors: number] {
    let [records, errors] = [0, 0]
    for (let c = this.chunks.length - 1; c >= 0; c--) {
      const chunk = this.chunks[c] as LogChunk
      if (chunk.last <= this.pausedAfter) break
      if (chunk.filterVersion !== filterVersion) continue
      records += chunk.matchCount - chunk.matchesBefore(this.pausedAfter + 1)
      errors += chunk.errorsFrom(this.pausedAfter + 1)
    }
    return [records, errors]
  }

  /** Seq of the first record of a row of records. */
  #seqOf(index: number): number | undefined {
    const place = this.#records.at(index)
    return place && this.chunks[place.chunk]?.matchSeqAt(place.match)
  }

  #recordRow(index: number): RecordRow | undefined {
    const place = this.#records.at(index)
    if (!place) return undefined
    const chunk = this.chunks[place.chunk] as LogChunk
    const seq = chunk.matchSeqAt(place.match) as number
    const kept = this.#rows.get(seq)
    if (kept && (kept.similar?.count ?? 1) === place.count && (kept.similar?.lastSeq ?? seq) === place.lastSeq)
      return kept
    const row: RecordRow = {
      kind: 'record',
      key: `${this.id}:${seq}`,
      session: this.id,
      seq,
      color: this.color,
      record: chunk.matchAt(place.match) as NumberedRecord,
      ...(place.count > 1 ? { similar: { count: place.count, lastSeq: place.lastSeq } } : {}),
    }
    if (this.#rows.size >= KEPT_ROWS_MAX) this.#rows.clear()
    this.#rows.set(seq, row)
    return row
  }

  #listMarkers(): MarkerRow[] {
    const markers: MarkerRow[] = []
    for (const [reason, { ranges }] of this.#gone)
      for (const range of ranges) markers.push(this.#marker('gone', range, reason))
    for (const { range, kind } of this.#holes) {
      const from = Math.max(this.floor, range[0])
      if (from <= range[1]) markers.push(this.#marker(kind, [from, range[1]], null))
    }
    return markers.sort((a, b) => a.seq - b.seq)
  }

  #marker(marker: MarkerRow['marker'], range: SeqRange, reason: LostReason | null): MarkerRow {
    const [seq, to] = range
    return {
      kind: 'marker',
      key: `${this.id}:${seq}:${marker}`,
      session: this.id,
      color: this.color,
      seq,
      marker,
      reason,
      range,
      count: to - seq + 1,
    }
  }
}
