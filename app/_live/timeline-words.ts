'use client'

/** The time line in words: when a bar begins and ends, and what it holds. */
import { useFormatter, useTranslations } from 'use-intl'
import { LEVELS } from '#lib/protocol/levels.ts'
import type { Timeline } from '#lib/viewer/questions/timeline.ts'
import { useTimeShift } from './time-shift.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Records are drawn in the browser only, so its time zone is the reader's. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone

export interface LevelCount {
  level: (typeof LEVELS)[number]
  count: number
}

/** The counts of the bars from `from` to `to`, both included; the most severe first, without zeros. */
export function levelCounts(counts: Uint32Array, from: number, to = from): LevelCount[] {
  const sums = LEVELS.map((level) => ({ level, count: 0 }))
  for (let bar = from; bar <= to; bar++)
    for (const [i, sum] of sums.entries()) sum.count += counts[bar * LEVELS.length + i] ?? 0
  const order = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'unknown']
  return sums.filter(({ count }) => count > 0).sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
}

export const sumOf = (counts: readonly LevelCount[]): number => counts.reduce((sum, { count }) => sum + count, 0)

export interface TimelineWords {
  /** A time as exact as the bars are. */
  time: (timeMs: number) => string
  /** What the bars from one to another hold, in one sentence. */
  bars: (timeline: Timeline, from: number, to: number) => string
}

export function useTimelineWords(timeline: Timeline | null): TimelineWords {
  const t = useTranslations('live.timeline')
  const tLive = useTranslations('live')
  const tLevels = useTranslations('levels')
  const format = useFormatter()
  const shiftMs = useTimeShift()
  const { fromMs = 0, stepMs = 1, barCount = 1 } = timeline ?? {}
  const isLong = new Date(fromMs).toDateString() !== new Date(fromMs + stepMs * barCount).toDateString()
  function time(timeMs: number): string {
    return format.dateTime(timeMs + shiftMs, {
      ...(isLong ? { month: 'short', day: 'numeric' } : {}),
      ...(stepMs >= DAY_MS
        ? { year: 'numeric' }
        : {
            hour: '2-digit',
            minute: '2-digit',
            hourCycle: 'h23',
            ...(stepMs < MINUTE_MS ? { second: '2-digit' } : {}),
            ...(stepMs < 1_000 ? { fractionalSecondDigits: 3 as const } : {}),
          }),
      timeZone: ZONE,
    })
  }
  function bars(shownIn: Timeline, from: number, to: number): string {
    const counts = levelCounts(shownIn.shown, from, to)
    const span = t('span', { from: time(fromMs + from * stepMs), to: time(fromMs + (to + 1) * stepMs) })
    const levels = counts.map(({ level, count }) => tLive('level', { level: tLevels(level), count }))
    return [span, ...(levels.length > 0 ? levels : [t('none')])].join(', ')
  }
  return { time, bars }
}
