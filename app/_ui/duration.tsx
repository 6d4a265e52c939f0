'use client'

/** How long something lasted, or has lasted until now while `endMs` is null. */
import { useTranslations } from 'use-intl'
import { useNow } from './clock.ts'
import { partsOfSpan } from './format-time.ts'

export interface DurationProps {
  startMs: number
  endMs: number | null
}

export function Duration({ startMs, endMs }: DurationProps) {
  const t = useTranslations('ui')
  const nowMs = useNow()
  const untilMs = endMs ?? nowMs
  if (untilMs === null) return <span>…</span>
  const parts = partsOfSpan(untilMs - startMs)
  switch (parts.unit) {
    case 'seconds':
      return <span className="tabular-nums">{t('seconds', { count: parts.count })}</span>
    case 'minutes':
      return <span className="tabular-nums">{t('minutes', { minutes: parts.minutes, seconds: parts.seconds })}</span>
    case 'hours':
      return <span className="tabular-nums">{t('hours', { hours: parts.hours, minutes: parts.minutes })}</span>
    case 'days':
      return <span className="tabular-nums">{t('days', { days: parts.days, hours: parts.hours })}</span>
  }
}
