'use client'

/** When an event happened: date and time in the reader's zone, because "2 hours ago" is too coarse for an account of events. */
import { useLocale } from 'use-intl'
import { useNow } from '#app/_ui/clock.ts'

export function AuditTime({ atMs }: { atMs: number }) {
  const locale = useLocale()
  const iso = new Date(atMs).toISOString()
  // The server does not know the reader's zone, so it sends the plain date and the browser fills in the rest.
  const isInBrowser = useNow(3600_000) !== null
  return (
    <time dateTime={iso} title={iso} className="whitespace-nowrap">
      {isInBrowser
        ? new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(atMs)
        : iso.slice(0, 10)}
    </time>
  )
}
