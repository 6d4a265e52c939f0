'use client'

/** Server statistics, kept current: what everybody may see, and below it what the owner sees. */
import { useFormatter, useTranslations } from 'use-intl'
import { Duration } from '#app/_ui/duration.tsx'
import { BookOpen } from '#app/_ui/icons.ts'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { Notice } from '#app/_ui/notice.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { StatusDot } from '#app/_ui/status-dot.tsx'
import { OwnerPanels } from './owner-panels.tsx'
import { StatTile } from './stat-tile.tsx'
import type { ServerStats } from './stats-answer.ts'
import { useServerStats } from './use-server-stats.ts'

export interface StatisticsProps {
  initial: ServerStats
  /** Path of the API help. */
  apiHref: string
  isSignedIn: boolean
}

export function Statistics({ initial, apiHref, isSignedIn }: StatisticsProps) {
  const t = useTranslations('server')
  const format = useFormatter()
  const { stats, isBehind } = useServerStats(initial)
  const { details, startedAtMs, nowMs } = stats
  return (
    <>
      <PageHeader
        title={t('title')}
        text={t('text', { version: stats.version })}
        actions={
          <>
            <span className="flex items-center gap-2 pe-2 text-ink-muted text-sm">
              <StatusDot status={isBehind ? 'reconnecting' : 'live'} label={t(isBehind ? 'behind' : 'current')} />
              <span>
                {t('uptime')} <Duration startMs={startedAtMs} endMs={nowMs} />
              </span>
            </span>
            {details && isSignedIn && (
              <>
                <LinkButton href="/dashboard/server/administration">{t('administration')}</LinkButton>
                <LinkButton href="/dashboard/server/audit">{t('auditLog')}</LinkButton>
              </>
            )}
            <LinkButton href={apiHref}>
              <BookOpen aria-hidden className="size-4" />
              {t('api')}
            </LinkButton>
          </>
        }
      />
      {isBehind && (
        <Notice tone="warn" role="status">
          {t('behind')}
        </Notice>
      )}
      {details?.proxy && (
        <Notice tone="warn">
          {t(`proxy.${details.proxy.kind}`, { peer: details.proxy.peer ?? '' })} {t('proxy.effect')}
        </Notice>
      )}
      {details && details.nodes > 1 && <Notice>{t('thisNode', { count: details.nodes })}</Notice>}
      <dl
        aria-label={t('statistics')}
        className="grid grid-cols-2 gap-px overflow-hidden rounded border bg-line data-wide:lg:grid-cols-4"
        data-wide={details ? true : undefined}
      >
        <StatTile name={t('connections')} value={format.number(stats.connections)} />
        <StatTile
          name={t('liveSessions')}
          value={format.number(stats.liveSessions)}
          note={details && t('reconnecting', { count: details.sessions.reconnecting })}
        />
        {details && (
          <>
            <StatTile name={t('devices')} value={format.number(details.devicesLive)} />
            <StatTile name={t('watchers')} value={format.number(details.watchers)} />
          </>
        )}
      </dl>
      {details ? <OwnerPanels details={details} /> : isSignedIn && <p className="text-ink-muted">{t('ownerOnly')}</p>}
    </>
  )
}
