'use client'

/** The words and icons of rows, for elements that are drawn without React. */
import { type ReactNode, type RefObject, useMemo } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { formatExactTime } from '#app/_ui/format-time.ts'
import { CircleSlash, Hourglass, LoaderCircle, RotateCcw, Scissors } from '#app/_ui/icons.ts'
import { LEVELS, type Level } from '#lib/protocol/levels.ts'
import type { MarkerRow } from '#lib/viewer/log-source.ts'
import type { RowWords } from './row-element.ts'

const ICONS = {
  session: RotateCcw,
  loading: LoaderCircle,
  waiting: Hourglass,
  gone: CircleSlash,
  trimmed: Scissors,
} as const

/** The icons that rows copy; not shown themselves. */
export function RowIcons({ ref }: { ref: RefObject<HTMLSpanElement | null> }): ReactNode {
  return (
    <span ref={ref} hidden>
      {Object.entries(ICONS).map(([name, Icon]) => (
        <Icon key={name} aria-hidden data-icon={name} className="size-4 shrink-0" />
      ))}
    </span>
  )
}

/** Dates are in the reader's zone, or in UTC. */
export function useRowWords(icons: RefObject<HTMLSpanElement | null>, isUtc: boolean): RowWords {
  const t = useTranslations('live.row')
  const tReading = useTranslations('reading')
  const tLevels = useTranslations('levels')
  const locale = useLocale()
  return useMemo(() => {
    const days = new Intl.DateTimeFormat(locale, {
      dateStyle: 'medium',
      ...(isUtc ? { timeZone: 'UTC' } : {}),
    })
    const numbers = new Intl.NumberFormat(locale)
    return {
      levels: Object.fromEntries(LEVELS.map((level) => [level, tLevels(level)])) as Record<Level, string>,
      cut: t('cut'),
      showAll: tReading('showAll'),
      similar: (count) => ({ mark: `× ${numbers.format(count)}`, title: tReading('similar', { count }) }),
      markerOf: (row) =>
        row.kind === 'session'
          ? [t('session'), row.startedAtMs > 0 && formatExactTime(row.startedAtMs, locale)].filter(Boolean).join(' · ')
          : t(nameOf(row), { count: row.count }),
      dayOf: (timeMs) => days.format(timeMs),
      iconOf: (row) => {
        const name = row.kind === 'session' ? row.kind : row.marker
        return (icons.current?.querySelector(`[data-icon=${name}]`)?.cloneNode(true) as Element | undefined) ?? null
      },
    }
  }, [icons, isUtc, locale, t, tReading, tLevels])
}

function nameOf({ marker, reason }: MarkerRow) {
  if (marker !== 'gone') return marker
  return reason === 'session-ended' ? 'ended' : (reason ?? 'unreadable')
}
