/**
 * The rows of a session's records: one for each that passes the filter or, collapsed, one for each run of similar ones, which
 * stands where its first record is. A run may go on through any number of chunks.
 */
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'
import { type ChunkRuns, chunkRuns, isSimilar } from './chunk-runs.ts'
import { type LogChunk, lowerBound } from './log-chunk.ts'

/** Where the first record of a row is: the chunk, and its number among those of the chunk that match. */
export interface RecordRowPlace {
  chunk: number
  match: number
  /** How many records the row stands for. */
  count: number
  /** The last of them. */
  lastSeq: number
}

/** How the last run of a chunk goes on in later ones. */
interface Onward {
  count: number
  lastSeq: number
}

const NOWHERE: Onward = { count: 0, lastSeq: 0 }

export class RecordRows {
  readonly #expanded = { seqs: new SeqRanges(), version: 0 }
  #isCollapsed = false
  #chunks: readonly LogChunk[] = []
  #matched = 0
  /** Rows before each chunk, and of all. */
  #starts: number[] = [0]
  /** Of each chunk; null: each matching record is a row. */
  #runs: (ChunkRuns | null)[] = []
  /** Whether the first run of each chunk is a part of one that began before it. */
  #isJoined: boolean[] = []
  #onward: Onward[] = []

  get count(): number {
    return this.#starts.at(-1) as number
  }

  /** How many records pass the filter. */
  get matched(): number {
    return this.#matched
  }

  setCollapsed(isCollapsed: boolean): void {
    this.#isCollapsed = isCollapsed
    this.#expanded.seqs.clear()
    this.#expanded.version++
  }

  /** From now on, each of these records has a row of its own. */
  expand(from: number, to: number): void {
    this.#expanded.seqs.add(from, to)
    this.#expanded.version++
  }

  /** Does ahead what {@link layOut} would have to do for a chunk that was tested. */
  prepare(chunk: LogChunk): void {
    if (this.#isCollapsed) chunkRuns(chunk, this.#expanded)
  }

  /** A chunk that was not tested with this filter yet has no rows. */
  layOut(chunks: readonly LogChunk[], filterVersion: number): void {
    this.#chunks = chunks
    this.#matched = 0
    this.#starts = [0]
    this.#runs = []
    this.#isJoined = []
    let rows = 0
    let said: string | null = null
    for (const chunk of chunks) {
      const isTested = chunk.filterVersion === filterVersion
      const count = isTested ? chunk.matchCount : 0
      const runs = this.#isCollapsed && isTested ? chunkRuns(chunk, this.#expanded) : null
      const isJoined = runs !== null && count > 0 && isSimilar(said, runs.first)
      this.#matched += count
      rows += (runs ? runs.starts.length : count) - (isJoined ? 1 : 0)
      this.#starts.push(rows)
      this.#runs.push(runs)
      this.#isJoined.push(isJoined)
      if (!isTested) said = null
      else if (count > 0) said = runs?.last ?? null
    }
    if (this.#isCollapsed) this.#layOutOnward()
  }

  /** Undefined beyond the last row. */
  at(row: number): RecordRowPlace | undefined {
    if (row < 0 || row >= this.count) return undefined
    const at = lowerBound(this.#chunks.length, (i) => (this.#starts[i + 1] as number) <= row)
    const chunk = this.#chunks[at] as LogChunk
    const runs = this.#runs[at]
    const place = row - (this.#starts[at] as number)
    if (!runs) return { chunk: at, match: place, count: 1, lastSeq: chunk.matchSeqAt(place) as number }
    const run = place + (this.#isJoined[at] ? 1 : 0)
    const match = runs.starts[run] as number
    const end = runs.starts[run + 1] ?? chunk.matchCount
    const onward = run === runs.starts.length - 1 ? (this.#onward[at] as Onward) : NOWHERE
    const lastSeq = onward.count > 0 ? onward.lastSeq : (chunk.matchSeqAt(end - 1) as number)
    return { chunk: at, match, count: end - match + onward.count, lastSeq }
  }

  /** How many rows begin before this seq. */
  before(seq: number): number {
    const at = this.#chunkOf(seq)
    const start = this.#starts[at] ?? 0
    const chunk = this.#chunks[at]
    if (!chunk || (this.#starts[at + 1] as number) === start) return start
    const match = chunk.matchesBefore(seq)
    const runs = this.#runs[at]
    if (!runs) return start + match
    const begun = lowerBound(runs.starts.length, (i) => (runs.starts[i] as number) < match)
    return start + begun - (this.#isJoined[at] && begun > 0 ? 1 : 0)
  }

  /** The row that shows this record; the next row where it is hidden. */
  of(seq: number): number {
    const before = this.before(seq)
    const previous = this.#isCollapsed && before > 0 ? this.at(before - 1) : undefined
    if (!previous || previous.lastSeq < seq) return before
    // Within a run; a record in its midst that is hidden has no row, and the run's is as near as the next.
    return before - 1
  }

  #chunkOf(seq: number): number {
    return lowerBound(this.#chunks.length, (i) => (this.#chunks[i] as LogChunk).last < seq)
  }

  #layOutOnward(): void {
    this.#onward = Array.from({ length: this.#chunks.length }, () => NOWHERE)
    /** What the next chunk that has matching records adds to a run that reaches it. */
    let next: Onward | null = null
    for (let at = this.#chunks.length - 1; at >= 0; at--) {
      const runs = this.#runs[at]
      const chunk = this.#chunks[at] as LogChunk
      const isEmpty = runs ? runs.starts.length === 0 : true
      if (isEmpty) {
        // Nothing of it is shown, and a run goes on behind it; untested records end a run.
        if (!runs) next = null
        continue
      }
      if (next) this.#onward[at] = next
      const { starts } = runs as ChunkRuns
      const onward = this.#onward[at] as Onward
      const end = starts[1] ?? chunk.matchCount
      const isWhole = starts.length === 1
      const count = end + (isWhole ? onward.count : 0)
      const lastSeq = isWhole && onward.count > 0 ? onward.lastSeq : (chunk.matchSeqAt(end - 1) as number)
      next = this.#isJoined[at] ? { count, lastSeq } : null
    }
  }
}
