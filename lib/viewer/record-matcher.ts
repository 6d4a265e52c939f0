/** Tells which records pass a filter, with what a store needs to pass over most of the others without decoding them. */
import { LEVELS, levelIndex } from '#lib/protocol/levels.ts'
import type { LogRecord } from '#lib/protocol/record.ts'
import { compileFilter } from './log-filter.ts'
import type { LogFilter } from './log-source.ts'

export interface RecordMatcher {
  /** Bit i is set when a record of the level LEVELS[i] can pass. */
  readonly levels: number
  /** A record passes only when `fromMs <= timeMs < toMs`, by its device's clock. */
  readonly fromMs: number
  readonly toMs: number
  /** Each of these texts occurs in every record that passes, ignoring case, somewhere in what a person sees of it. */
  readonly needles: readonly string[]
  /** The decision. */
  test(record: LogRecord): boolean
}

/** Null when every record passes. */
export function matcherOf(filter: LogFilter): RecordMatcher | null {
  const test = compileFilter(filter)
  if (!test) return null
  const { levels, fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY } = filter
  const shown = levels.length === 0 ? LEVELS : levels
  return { levels: shown.reduce((bits, level) => bits | (1 << levelIndex(level)), 0), fromMs, toMs, needles: [], test }
}
