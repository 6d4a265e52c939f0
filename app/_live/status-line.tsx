'use client'

/** The slim line below the list: how many records there are, how fast they arrive, and of which day and zone the times are. */
import { useEffect, useMemo, useState } from 'react'
import { useFormatter, useLocale, useTranslations } from 'use-intl'
import { useReading } from '#app/_preferences/use-reading.ts'
import { Gauge } from '#app/_ui/icons.ts'
import { ArrivalRate } from '#lib/viewer/arrival-rate.ts'
import { dayOf, formatZone } from '#lib/viewer/format-time.ts'
import type { LogSource, LogView } from '#lib/viewer/log-source.ts'
import type { Sight } from './list/sight.ts'
import { useTimeShift } from './time-shift.ts'
import { isFiltering } from './use-url-filter.ts'

const TICK_MS = 1_000

export interface StatusLineProps {
  log: LogSource
  view: LogView
  sight: Sight
  /** Of which list it is, where there are several. */
  name?: string
}

export function StatusLine({ log, view, sight, name }: StatusLineProps) {
  const t = useTranslations('reading')
  const format = useFormatter()
  const locale = useLocale()
  const rate = useRate(log)
  const shiftMs = useTimeShift()
  const [{ timeStyle }] = useReading()
  const isUtc = timeStyle === 'utc'
  const timeMs = sight.timeMs === null ? null : sight.timeMs + shiftMs
  const days = useMemo(
    () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...(isUtc ? { timeZone: 'UTC' } : {}) }),
    [locale, isUtc],
  )
  const hasDate = timeMs !== null && Number.isFinite(dayOf(timeMs, isUtc))
  return (
    <section
      aria-label={[t('status'), name].filter(Boolean).join(': ')}
      className="flex shrink-0 items-center gap-x-4 overflow-hidden whitespace-nowrap border-t bg-surface px-3 text-ink-muted text-xs tabular-nums leading-6"
    >
      <span>
        {isFiltering(view.filter)
          ? t('shown', { matched: view.matched, total: view.total })
          : t('total', { total: view.total })}
      </span>
      <span title={sight.isCalm ? t('calm') : t('rateText')} className="flex items-center gap-1">
        {sight.isCalm && <Gauge aria-hidden className="size-3.5" />}
        {t('rate', { rate: format.number(rate) })}
        {sight.isCalm && <span className="max-sm:sr-only">· {t('calmShort')}</span>}
      </span>
      {hasDate && (
        <span title={t('timesText')} className="ms-auto min-w-0 truncate">
          {days.format(timeMs)}
          {` · ${isUtc ? 'UTC' : formatZone(timeMs)}`}
        </span>
      )}
    </section>
  )
}

/** Records per second, once a second. */
function useRate(log: LogSource): number {
  const [rate, setRate] = useState(0)
  useEffect(() => {
    const arrival = new ArrivalRate()
    const note = () => arrival.note(log.view(), performance.now())
    note()
    const end = log.subscribe(note)
    const ticker = setInterval(() => {
      if (!document.hidden) setRate(Math.round(arrival.at(performance.now())))
    }, TICK_MS)
    return () => {
      end()
      clearInterval(ticker)
    }
  }, [log])
  return rate
}
