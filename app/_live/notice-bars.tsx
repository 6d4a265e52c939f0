'use client'

/** Lines below the tool line for what nobody should miss: no connection, device away, session ended or replaced. */
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { useNow } from '#app/_ui/clock.ts'
import { Download } from '#app/_ui/icons.ts'
import type { LiveSnapshot, LiveSource } from '#lib/viewer/live-source.ts'
import { Bar, BarButton } from './bar.tsx'

export interface NoticeBarsProps {
  live: LiveSource
  snapshot: LiveSnapshot
  hasRecords: boolean
  /** Address of the page of a newer session of the same device. */
  newerHref: string | null
  others: OtherRuns | null
  onSave: () => void
  /** Whether the records are kept in this browser. */
  isKept: boolean
}

/** Other sessions that the device runs at the same time, which this page does not show, and the page that lists them. */
export interface OtherRuns {
  count: number
  href: string
}

export function NoticeBars({ live, snapshot, hasRecords, newerHref, others, onSave, isKept }: NoticeBarsProps) {
  const t = useTranslations('live.bar')
  const tLive = useTranslations('live')
  const tFiles = useTranslations('files')
  const { connection, session, isJoined, otherRuns = 0, path } = snapshot
  if (path === 'file') return null
  if (connection.state === 'reconnecting') {
    return (
      <Bar isUrgent>
        <span>{t('offline')}</span> <RetryCountdown atMs={connection.retryAtMs} />
        <BarButton onClick={() => live.retryNow()}>{t('retryNow')}</BarButton>
      </Bar>
    )
  }
  if (!isJoined || !session) return null
  if (newerHref) {
    return (
      <Bar>
        <span>{t('newer')}</span>
        <Link href={newerHref} className="rounded font-medium text-accent hover:underline">
          {t('openNewer')}
        </Link>
      </Bar>
    )
  }
  if (otherRuns > 0) return <Bar>{t('runs', { count: otherRuns + 1 })}</Bar>
  if (others && session.liveness === 'live') {
    return (
      <Bar>
        <span>{t('others', { count: others.count })}</span>
        <Link href={others.href} className="rounded font-medium text-accent hover:underline">
          {tLive('openDevice')}
        </Link>
      </Bar>
    )
  }
  if (!hasRecords) return null
  if (session.liveness === 'ended')
    return (
      <Bar>
        <span>{isKept ? tFiles('keep.ended') : t('ended')}</span>
        {isKept && (
          <a href="/open" target="_blank" rel="noopener" className="rounded font-medium text-accent hover:underline">
            {tFiles('keep.list')}
          </a>
        )}
        <Button onClick={onSave}>
          <Download aria-hidden className="size-4" />
          {tFiles('save')}
        </Button>
      </Bar>
    )
  if (session.liveness === 'reconnecting') return <Bar isUrgent>{t('away')}</Bar>
  return null
}

function RetryCountdown({ atMs }: { atMs: number | null }) {
  const t = useTranslations('live.bar')
  const nowMs = useNow()
  const seconds = atMs === null || nowMs === null ? 0 : Math.ceil((atMs - nowMs) / 1000)
  return <span className="tabular-nums">{seconds > 0 ? t('retryIn', { seconds }) : t('retrying')}</span>
}
