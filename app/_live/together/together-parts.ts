/** What the live page gives to what people share, and the parts that it gets for its other places. */
import type { ReactNode, RefObject } from 'react'
import type { RowMark } from '#app/_live/list/row-element.ts'
import type { LiveLogListControl } from '#app/_live/live-log-list.tsx'
import type { RecordActs } from '#app/_live/row-menu.tsx'
import type { Selection } from '#app/_live/use-selection.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import type { LogFilter, LogPlace, RecordRow } from '#lib/viewer/log-source.ts'

/** What stands in other parts of the page. */
export interface TogetherParts {
  marks: ReadonlyMap<string, RowMark>
  places: readonly LogPlace[]
  /** Absent, like the rest, while nobody can share anything. */
  people?: ReactNode
  menu?: ReactNode
  acts?: RecordActs
  notes?: (row: RecordRow) => ReactNode
}

export interface TogetherProps {
  live: LiveSource
  list: RefObject<LiveLogListControl | null>
  selection: Selection
  filter: LogFilter
  /** Filters without writing it to the address. */
  onShowFilter: (filter: LogFilter) => void
  onParts: (parts: TogetherParts) => void
}

export const ALONE: TogetherParts = { marks: new Map(), places: [] }
