'use client'

/** A session that has ended: what is known of it. Its records are gone with its device's memory. */
import { useTranslations } from 'use-intl'
import { Duration } from '#app/_ui/duration.tsx'
import { ListRow } from '#app/_ui/list-row.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { StatusDot } from '#app/_ui/status-dot.tsx'
import { SessionFacts } from './session-facts.tsx'
import type { SessionItem } from './session-item.ts'
import { SessionMenu } from './session-menu.tsx'

export interface PastSessionRowProps {
  session: SessionItem
  namesDevice: boolean
  mayForget: boolean
}

export function PastSessionRow({ session, namesDevice, mayForget }: PastSessionRowProps) {
  const t = useTranslations('sessions')
  const tDashboard = useTranslations('dashboard')
  const started = <RelativeTime atMs={session.startedAtMs} />
  return (
    <ListRow
      isQuiet
      href={`/dashboard/sessions/${session.id}`}
      // No end was heard of: the server itself was away.
      lead={<StatusDot status="ended" label={t(session.endedAtMs === null ? 'lost' : 'ended')} />}
      title={namesDevice ? session.device.name : started}
      detail={
        <>
          {namesDevice && (
            <span>
              {t('started')} {started}
            </span>
          )}
          <Duration startMs={session.startedAtMs} endMs={session.endedAtMs ?? session.lastSeenAtMs} />
          {session.device.appVersion && <span>{session.device.appVersion}</span>}
        </>
      }
      facts={
        <>
          {session.watchersMax > 0 && <span>{tDashboard('watchersMax', { count: session.watchersMax })}</span>}
          <SessionFacts counters={session.counters} />
        </>
      }
      actions={<SessionMenu id={session.id} deviceName={session.device.name} mayForget={mayForget} />}
    />
  )
}
