/**
 * What the page sees of the log: rows by index, and one small immutable view that is replaced at most once per frame.
 * Everything here is plain data, so that a store in a Web Worker can implement the same interface.
 */
import type { LevelCounts } from '#lib/protocol/levels.ts'
import type { SeqRange } from '#lib/protocol/messages.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { LostReason } from './log-handlers.ts'
import type { Answer, QuestionName, Request } from './log-questions.ts'
import type { LogFilter, LogPlace } from './log-terms.ts'

export { isSameFilter, type LogFilter, type LogPlace, NO_FILTER } from './log-terms.ts'

export interface RecordRow extends LogPlace {
  kind: 'record'
  key: string
  /** Tells the sessions of a list apart: the first has 0. */
  color?: number
  record: NumberedRecord
  /** Set where the row also stands for similar records that follow: how many it shows in all, and the last of them. */
  similar?: { count: number; lastSeq: number }
}

/** [VW5] Stands for missing records. */
export interface MarkerRow extends LogPlace {
  kind: 'marker'
  key: string
  color?: number
  marker: 'loading' | 'waiting' | 'gone' | 'trimmed'
  /** Set for `gone` markers only. */
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

/** How the rows of several sessions stand: one session after the other, or all in one time line. */
export interface LogOrder {
  by: 'sessions' | 'time'
  /** What to add to the times of a session, by its id, because its clock is wrong. For places only: records keep their times. */
  shiftsMs: Readonly<Record<string, number>>
  /** Whether similar records in a row share one row. */
  isCollapsed?: boolean
}

export interface LogView {
  version: number
  rowCount: number
  /** How many records are held. */
  total: number
  /** How many records are loading, or wait for their device. */
  awaited: number
  /** How many held records pass the filter, as far as they were tested. */
  matched: number
  /** How many records of each level are held, in the order of LEVELS. */
  levels: LevelCounts
  /** Length of the longest logger name, up to a bound: the width of its column. */
  scopeChars: number
  /** How many records were dropped to stay within the bounds. */
  trimmed: number
  /** How many records `clear` has dropped. */
  cleared: number
  isFollowing: boolean
  newSincePause: number
  errorsSincePause: number
  filter: LogFilter
  /** Whether older records are still being tested against a new filter. */
  isFiltering: boolean
  /** Rows of the anchor and of the selection; null without one. */
  anchorRow: number | null
  selectedRow: number | null
}

export interface LogSource {
  /** Calls `listener` after each change of the view. Returns a function that ends it. */
  subscribe(listener: () => void): () => void
  view(): LogView
  /** Undefined beyond the end, and where the row is not loaded yet: a later view brings it. */
  row(index: number): LogRow | undefined
  /** Sets the place that `view().anchorRow` follows: the first row in sight. */
  setAnchor(place: LogPlace | null): void
  /** Sets the anchor to a place that is not in sight. A view says its row soon, even if nothing else changes. */
  seek(place: LogPlace): void
  setFilter(filter: LogFilter): void
  follow(): void
  pause(): void
  select(place: LogPlace | null): void
  setOrder?(order: LogOrder): void
  /** Gives each of the records that a row stands for a row of its own. */
  expand?(place: LogPlace, lastSeq: number): void
  /** Drops everything shown so far; later records are shown again. */
  clear(): void
  /** The newest `countMax` matching records, oldest first. */
  matching(countMax: number): Promise<NumberedRecord[]>
  /** Answers a question about the records, where they are: the page may hold none of them (log-questions.ts). */
  ask<K extends QuestionName>(question: K, request: Request<K>): Promise<Answer<K>>
}
