/** Tells which records pass a filter, with what a store needs to pass over most of the others without decoding them. */
import { LEVELS, levelIndex } from '#lib/protocol/levels.ts'
import type { LogRecord } from '#lib/protocol/record.ts'
import type { LogFilter } from './log-terms.ts'
import { compileQuery, type QueryContext } from './query/compile.ts'
import { exclusionsOf, needlesOf } from './query/needles.ts'
import { EMPTY_QUERY, parseQuery } from './query/parse.ts'
import { EVERY_LEVEL, isAboutLevels, passingLevels } from './query/passing-levels.ts'

export interface RecordMatcher {
  /** Bit i is set when a record of the level LEVELS[i] can pass. */
  readonly levels: number
  /** A record passes only when `fromMs <= timeMs < toMs`, by its device's clock. */
  readonly fromMs: number
  readonly toMs: number
  /** Each of these texts occurs in every record that passes, ignoring case, somewhere in what a person sees of it. */
  readonly needles: readonly string[]
  /** A record that holds none of these texts passes, if its level and its time do. Null: that is not so. */
  readonly exclusions: readonly string[] | null
  /** The decision. */
  test(record: LogRecord): boolean
}

/**
 * Null when every record passes. A text that is not a query filters nothing: the page keeps the last good one. `context` says what
 * the records do not: one matcher per device when a query names devices.
 */
export function matcherOf(filter: LogFilter, context?: QueryContext): RecordMatcher | null {
  const { levels: chosen, text, fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY } = filter
  const result = parseQuery(text)
  const { query } = result.isOk ? result.parsed : EMPTY_QUERY
  const chosenBits = chosen.reduce((bits, level) => bits | (1 << levelIndex(level)), 0) || EVERY_LEVEL
  const levels = chosenBits & (query ? passingLevels(query) : EVERY_LEVEL)
  const isAllTime = fromMs === Number.NEGATIVE_INFINITY && toMs === Number.POSITIVE_INFINITY
  const passes = query && !isAboutLevels(query) ? compileQuery(query, context) : null
  if (levels === EVERY_LEVEL && isAllTime && !passes) return null
  const isShown = LEVELS.map((_, i) => (levels & (1 << i)) !== 0)
  const test = (record: LogRecord): boolean => {
    if (isShown[levelIndex(record.level)] !== true) return false
    if (!isAllTime && !(record.timeMs >= fromMs && record.timeMs < toMs)) return false
    return passes === null || passes(record)
  }
  return { levels, fromMs, toMs, needles: needlesOf(query), exclusions: exclusionsOf(query), test }
}
