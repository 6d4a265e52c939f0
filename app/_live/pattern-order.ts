/** How patterns are ordered, and which of them are new. */
import { LEVELS, type Level } from '#lib/protocol/levels.ts'
import type { PatternRow, Patterns } from '#lib/viewer/questions/patterns.ts'

export type PatternOrder = 'count' | 'new' | 'level'

/** How long a pattern counts as new, milliseconds. */
const NEW_MS = 60_000

/** The most severe level that the pattern has. */
export function worstLevel({ levels }: PatternRow): Level {
  for (const level of ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const)
    if ((levels[LEVELS.indexOf(level)] ?? 0) > 0) return level
  return 'unknown'
}

/** The level that most of its records have. */
export function usualLevel({ levels }: PatternRow): Level {
  return LEVELS[levels.indexOf(Math.max(...levels))] ?? 'unknown'
}

/** Those whose text has the words searched for. */
export function orderedPatterns(rows: readonly PatternRow[], search: string, order: PatternOrder): PatternRow[] {
  const wanted = search.trim().toLowerCase()
  const found = rows.filter(({ template }) => template.toLowerCase().includes(wanted))
  if (order === 'new') found.sort((a, b) => b.firstMs - a.firstMs)
  const rank = (row: PatternRow) => (worstLevel(row) === 'unknown' ? -1 : LEVELS.indexOf(worstLevel(row)))
  if (order === 'level') found.sort((a, b) => rank(b) - rank(a) || b.count - a.count)
  return found
}

/** Written first in the last minute of the log, or since the reader paused; in a log of less than a minute all would be new. */
export function isNewPattern(
  { firstMs }: Pick<PatternRow, 'firstMs'>,
  { fromMs, toMs }: Pick<Patterns, 'fromMs' | 'toMs'>,
  pausedMs: number | null,
): boolean {
  if (firstMs === 0 || toMs - fromMs < NEW_MS) return false
  return firstMs > toMs - NEW_MS || (pausedMs !== null && firstMs > pausedMs)
}
