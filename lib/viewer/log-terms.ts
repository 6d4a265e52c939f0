/** A place in the log and a filter of it: what the page, the store and the questions all speak of. Plain data. */
import type { Level } from '#lib/protocol/levels.ts'

/** A place in the log that stays the same while rows come and go around it. */
export interface LogPlace {
  session: string
  seq: number
}

export interface LogFilter {
  /** Levels to show; empty: all. */
  levels: readonly Level[]
  /** Words that must all occur; `"a phrase"`, `-excluded`; a capital letter makes its word case-sensitive. */
  text: string
  /** Epoch milliseconds by the device's clock; records before are not shown. Absent: no bound. */
  fromMs?: number
  /** Epoch milliseconds by the device's clock; records at or after are not shown. Absent: no bound. */
  toMs?: number
}

export const NO_FILTER: LogFilter = { levels: [], text: '' }

/** Whether two filters say the same, also where one is a copy of the other. */
export function isSameFilter(one: LogFilter, other: LogFilter): boolean {
  return (
    one === other ||
    (one.text === other.text &&
      one.fromMs === other.fromMs &&
      one.toMs === other.toMs &&
      one.levels.length === other.levels.length &&
      one.levels.every((level, i) => level === other.levels[i]))
  )
}
