'use client'

/** Sessions of the team or of one device: those that run now, from the live feed, and below them the stored ones. */
import { useTranslations } from 'use-intl'
import { List } from '#app/_ui/list.tsx'
import { LiveSessionRow } from './live-session-row.tsx'
import { PastSessionRow } from './past-session-row.tsx'
import type { SessionItem } from './session-item.ts'
import { useTeamFeed } from './team-feed-provider.tsx'

export interface SessionListsProps {
  sessions: readonly SessionItem[]
  /** Only this device's. */
  deviceId?: string | undefined
  mayForget: boolean
  /** Rows name their device; not on the device's own page. */
  namesDevice: boolean
  /** An older page shows no live sessions. */
  isOlderPage?: boolean
}

export function SessionLists({ sessions, deviceId, mayForget, namesDevice, isOlderPage = false }: SessionListsProps) {
  const t = useTranslations('sessions')
  const feed = useTeamFeed()
  const live = feed.sessions.filter((session) => deviceId === undefined || session.deviceId === deviceId)
  const liveIds = new Set(live.map((session) => session.session))
  const past = sessions.filter(({ id }) => !liveIds.has(id))
  const showsLive = live.length > 0 && !isOlderPage
  return (
    <>
      {showsLive && (
        <section className="flex flex-col gap-2">
          <h2 className="font-semibold">{t('live')}</h2>
          <List label={t('live')}>
            {live.map((session) => (
              <LiveSessionRow key={session.session} session={session} namesDevice={namesDevice} mayForget={mayForget} />
            ))}
          </List>
        </section>
      )}
      {past.length > 0 && (
        <section className="flex flex-col gap-2">
          <h2 className={showsLive ? 'font-semibold' : 'sr-only'}>{t('past')}</h2>
          <List label={t('past')}>
            {past.map((session) => (
              <PastSessionRow key={session.id} session={session} namesDevice={namesDevice} mayForget={mayForget} />
            ))}
          </List>
        </section>
      )}
      {!showsLive && past.length === 0 && (
        <p className="text-ink-muted">{t(deviceId === undefined || isOlderPage ? 'emptyPage' : 'emptyOfDevice')}</p>
      )}
    </>
  )
}
