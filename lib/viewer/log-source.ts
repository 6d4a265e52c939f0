/**
 * What the page knows of the records: rows by number, and one small immutable view that is replaced at most once per
 * frame. Everything here is plain data, so that a store in a Web Worker can stand behind the same interface.
 */
import type { Level, LevelCounts } from '#lib/protocol/levels.ts'
import type { SeqRange } from '#lib/protocol/messages.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { LostReason } from './session-feed.ts'

/** A place in the log that stays the same while rows come and go around it. */
export interface LogPlace {
  session: string
  seq: number
}

export interface RecordRow extends LogPlace {
  kind: 'record'
  key: string
  record: NumberedRecord
}

/** [VW5] Stands for records that are not there. */
export interface MarkerRow extends LogPlace {
  kind: 'marker'
  key: string
  marker: 'loading' | 'waiting' | 'gone' | 'trimmed'
  /** Of `gone`. */
  reason: LostReason | null
  range: SeqRange
  count: number
}

/** A new session of the same device begins below. */
export interface SessionRow extends LogPlace {
  kind: 'session'
  key: string
  startedAtMs: number
}

export type LogRow = RecordRow | MarkerRow | SessionRow

export interface LogFilter {
  /** Shown levels; empty: all. */
  levels: readonly Level[]
  /** Words that must all occur; `"a phrase"`, `-without`; a capital letter makes its word case-sensitive. */
  text: string
}

export const NO_FILTER: LogFilter = { levels: [], text: '' }

export interface LogView {
  version: number
  rowCount: number
  /** Records held here. */
  total: number
  /** Records that are asked for or waited for. */
  awaited: number
  /** Of those held, how many pass the filter, as far as they were tested. */
  matched: number
  /** Held records per level, in the order of LEVELS. */
  levels: LevelCounts
  /** Longest logger name seen, up to a bound: how wide its column is. */
  scopeChars: number
  /** Records that this page has dropped to stay within its bounds. */
  trimmed: number
  /** Records hidden by `clear`. */
  cleared: number
  isFollowing: boolean
  newSincePause: number
  errorsSincePause: number
  filter: LogFilter
  /** Older records are still being tested against a new filter. */
  isFiltering: boolean
  /** Where the anchor and the selection are now; null when there is none. */
  anchorRow: number | null
  selectedRow: number | null
}

export interface LogSource {
  /** Called after the view was replaced. Returns what ends it. */
  subscribe(listener: () => void): () => void
  view(): LogView
  /** Undefined beyond the end, and where the row is not at hand yet: a later view brings it. */
  row(index: number): LogRow | undefined
  /** Which rows of the last view are in sight, so that they are at hand, and what the first is: `view().anchorRow` follows it. */
  showRows(from: number, to: number, anchor: LogPlace | null): void
  setFilter(filter: LogFilter): void
  follow(): void
  pause(): void
  select(place: LogPlace | null): void
  /** Drops what is shown; what comes later is shown again. */
  clear(): void
  /** The newest `countMax` matching records, oldest first. */
  matching(countMax: number): Promise<NumberedRecord[]>
}
