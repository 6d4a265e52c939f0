'use client'

/** What the bars under the pointer hold, in words; the time line tells screen readers the same. */
import { useFormatter, useTranslations } from 'use-intl'
import type { Timeline } from '#lib/viewer/questions/timeline.ts'
import { LevelMark } from './level-mark.tsx'
import { levelCounts, sumOf, type TimelineWords } from './timeline-words.ts'

export interface TimelineTipProps {
  timeline: Timeline
  from: number
  to: number
  /** Where its middle should be, pixels from the left. */
  x: number
  words: TimelineWords
}

export function TimelineTip({ timeline, from, to, x, words }: TimelineTipProps) {
  const t = useTranslations('live.timeline')
  const tLevels = useTranslations('levels')
  const format = useFormatter()
  const shown = levelCounts(timeline.shown, from, to)
  const total = sumOf(levelCounts(timeline.all, from, to))
  const begins = timeline.fromMs + from * timeline.stepMs
  const ends = timeline.fromMs + (to + 1) * timeline.stepMs
  return (
    <div
      aria-hidden
      data-tip
      className="pointer-events-none absolute top-full z-20 mt-1 w-60 rounded bg-surface-floating px-3 py-2 text-sm shadow-floating"
      style={{ left: `clamp(0.5rem, ${Math.round(x)}px - 7rem, 100% - 15.5rem)` }}
    >
      <div className="font-medium tabular-nums">{t('span', { from: words.time(begins), to: words.time(ends) })}</div>
      {shown.map(({ level, count }) => (
        <div key={level} className="flex items-center gap-2">
          <LevelMark level={level} />
          <span className="min-w-0 flex-1 truncate">{tLevels(level)}</span>
          <span className="tabular-nums">{format.number(count)}</span>
        </div>
      ))}
      {shown.length === 0 && <div className="text-ink-muted">{t('none')}</div>}
      {sumOf(shown) < total && (
        <div className="text-ink-muted text-xs">{t('shownOf', { shown: sumOf(shown), total })}</div>
      )}
    </div>
  )
}
