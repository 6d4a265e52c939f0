'use client'

/**
 * The query language on the page, which a list without a filter does not need: parsing, marking and completing are loaded when the
 * browser has nothing else to do, or with the first word. The log filters without them, for it reads the text itself.
 */
import { onDemand } from '#app/_ui/on-demand.ts'
import { LEVELS, type Level } from '#lib/protocol/levels.ts'
import type { LogFilter } from '#lib/viewer/log-source.ts'

export const queryLanguage = onDemand(() => import('./query-language-loaded.ts'), true)

/** The levels that are chosen, by chips or by words; empty: all. */
export function chosenLevels(filter: LogFilter): readonly Level[] {
  return queryLanguage.now()?.chosenLevels(filter) ?? filter.levels
}

export function toggledLevel(filter: LogFilter, level: Level): LogFilter {
  const chosen = chosenLevels(filter)
  const levels = LEVELS.filter((one) => chosen.includes(one) !== (one === level))
  return queryLanguage.now()?.withLevels(filter, levels) ?? { ...filter, levels }
}
