'use client'

/** Record counts by level: a small bar of their shares, and the numbers of warnings and errors. Screen readers get all counts by name. */
import clsx from 'clsx'
import { useFormatter, useTranslations } from 'use-intl'
import { type LevelCounts as Counts, LEVELS, type Level } from '#lib/protocol/levels.ts'

const FILLS: Record<Level, string> = {
  trace: 'bg-level-trace/40',
  debug: 'bg-level-debug/60',
  info: 'bg-level-info/70',
  warn: 'bg-level-warn',
  error: 'bg-level-error',
  fatal: 'bg-level-fatal',
  unknown: 'bg-level-unknown/30',
}

export interface LevelCountsProps {
  counts: Counts
}

export function LevelCounts({ counts }: LevelCountsProps) {
  const t = useTranslations('sessions')
  const tLevels = useTranslations('levels')
  const format = useFormatter()
  const shown = LEVELS.map((level, i) => ({ level, count: counts[i] ?? 0 })).filter(({ count }) => count > 0)
  const list = shown.map(({ level, count }) => `${tLevels(level)} ${format.number(count)}`).join(', ')
  const [warn, error, fatal] = [counts[3], counts[4], counts[5]]
  return (
    <span className="flex items-center gap-2" title={list || undefined}>
      {shown.length > 0 && (
        <span
          role="img"
          aria-label={t('levels', { list })}
          className="flex h-1.5 w-20 gap-px overflow-hidden rounded-full"
        >
          {shown.map(({ level, count }) => (
            <span key={level} className={clsx('h-full min-w-0.5', FILLS[level])} style={{ flexGrow: count }} />
          ))}
        </span>
      )}
      <span aria-hidden className="flex gap-2 font-medium tabular-nums">
        {warn > 0 && <span className="text-level-warn">W {format.number(warn)}</span>}
        {error > 0 && <span className="text-level-error">E {format.number(error)}</span>}
        {fatal > 0 && <span className="text-level-fatal-text">F {format.number(fatal)}</span>}
      </span>
    </span>
  )
}
