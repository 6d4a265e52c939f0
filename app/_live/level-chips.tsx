'use client'

/**
 * One toggle per level, with the number of its records. Without a choice all levels are shown; otherwise the chosen ones. A choice in
 * the text, such as `level:>=warn`, shows here too.
 */
import clsx from 'clsx'
import { useFormatter, useTranslations } from 'use-intl'
import { LEVELS, type LevelCounts } from '#lib/protocol/levels.ts'
import type { LogFilter } from '#lib/viewer/log-source.ts'
import { LevelMark } from './level-mark.tsx'
import { chosenLevels, toggledLevel } from './query-language.ts'

export interface LevelChipsProps {
  counts: LevelCounts
  filter: LogFilter
  onFilter: (filter: LogFilter) => void
}

export function LevelChips({ counts, filter, onFilter }: LevelChipsProps) {
  const t = useTranslations('live')
  const tLevels = useTranslations('levels')
  const format = useFormatter()
  const chosen = chosenLevels(filter)
  // What only the text names has a place of its own.
  const shown = LEVELS.filter((level, i) => (counts[i] ?? 0) > 0 || filter.levels.includes(level))
  if (shown.length === 0) return null

  return (
    <fieldset aria-label={t('levels')} className="flex shrink-0 items-center gap-0.5 max-xl:flex-row-reverse">
      {shown.map((level) => {
        const count = counts[LEVELS.indexOf(level)] ?? 0
        const isChosen = chosen.includes(level)
        const name = t('level', { level: tLevels(level), count })
        return (
          <button
            key={level}
            type="button"
            aria-pressed={isChosen}
            title={name}
            onClick={() => onFilter(toggledLevel(filter, level))}
            className={clsx(
              'inline-flex h-control items-center gap-1 rounded px-1.5 text-sm tabular-nums hover:bg-surface-hover aria-pressed:bg-surface-selected',
              chosen.length > 0 && !isChosen && 'text-ink-muted',
            )}
          >
            <span aria-hidden className="inline-flex items-center gap-1">
              <LevelMark level={level} />
              {count >= 10_000 ? format.number(count, { notation: 'compact' }) : format.number(count)}
            </span>
            <span className="sr-only">{name}</span>
          </button>
        )
      })}
    </fieldset>
  )
}
