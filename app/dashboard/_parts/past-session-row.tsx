'use client'

/** A session that has ended, with its stored facts. Its records were in the device's memory and are gone. */
import { useTranslations } from 'use-intl'
import type { SessionItem } from '#app/_openapi/answers.ts'
import { Duration } from '#app/_ui/duration.tsx'
import { ListRow } from '#app/_ui/list-row.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { StatusDot } from '#app/_ui/status-dot.tsx'
import { SessionFacts } from './session-facts.tsx'
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
      // Without an end time, the server was down when the session ended.
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
