'use client'

/** A session that is live, or whose device disconnected a moment ago. */
import { useTranslations } from 'use-intl'
import { Duration } from '#app/_ui/duration.tsx'
import { ListRow } from '#app/_ui/list-row.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { StatusDot } from '#app/_ui/status-dot.tsx'
import type { SessionSummary } from '#lib/protocol/messages.ts'
import { aboutDevice } from './about-device.ts'
import { SessionFacts } from './session-facts.tsx'
import { SessionMenu } from './session-menu.tsx'

export interface LiveSessionRowProps {
  session: SessionSummary
  namesDevice: boolean
  mayForget: boolean
}

export function LiveSessionRow({ session, namesDevice, mayForget }: LiveSessionRowProps) {
  const t = useTranslations('sessions')
  const tDashboard = useTranslations('dashboard')
  const started = <RelativeTime atMs={session.startedAtMs} />
  const about = aboutDevice(session.device)
  return (
    <ListRow
      href={`/dashboard/sessions/${session.session}`}
      lead={
        <StatusDot status={session.liveness} label={t(session.liveness === 'live' ? 'liveState' : 'reconnecting')} />
      }
      title={namesDevice ? session.device.name : started}
      detail={
        <>
          {namesDevice && (
            <span>
              {t('started')} {started}
            </span>
          )}
          <Duration startMs={session.startedAtMs} endMs={session.endedAtMs} />
          {about && <span className="truncate">{about}</span>}
        </>
      }
      facts={
        <>
          {session.viewers > 0 && <span>{tDashboard('watchers', { count: session.viewers })}</span>}
          <SessionFacts counters={session.counters} />
        </>
      }
      actions={<SessionMenu id={session.session} deviceName={session.device.name} mayForget={mayForget} />}
    />
  )
}
