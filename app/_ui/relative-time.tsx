'use client'

/** A time as "5 minutes ago", kept current, with the exact time in the reader's zone on hover and for screen readers. */
import { useLocale, useTranslations } from 'use-intl'
import { useNow } from './clock.ts'
import { formatExactTime, formatRelativeTime } from './format-time.ts'

export interface RelativeTimeProps {
  atMs: number
}

export function RelativeTime({ atMs }: RelativeTimeProps) {
  const t = useTranslations('ui')
  const locale = useLocale()
  const nowMs = useNow(5000)
  const iso = new Date(atMs).toISOString()
  // The server does not know the reader's clock or zone, so it sends the plain date and the browser fills in the rest.
  if (nowMs === null) return <time dateTime={iso}>{iso.slice(0, 10)}</time>
  return (
    <time dateTime={iso} title={formatExactTime(atMs, locale)} className="whitespace-nowrap">
      {Math.abs(nowMs - atMs) < 10_000 ? t('justNow') : formatRelativeTime(atMs, nowMs, locale)}
    </time>
  )
}
