'use client'

/** Sessions of the team or of one device: those that run now, from the team channel, and below them the stored ones. */
import { useTranslations } from 'use-intl'
import type { SessionItem } from '#app/_openapi/answers.ts'
import { List } from '#app/_ui/list.tsx'
import { TextLink } from '#app/_ui/text-link.tsx'
import { LiveSessionRow } from './live-session-row.tsx'
import { LIVE_SHOWN_MAX } from './live-shown.ts'
import type { FirstLive } from './load-team.ts'
import { PastSessionRow } from './past-session-row.tsx'
import { useTeamChannel } from './team-channel-provider.tsx'

export interface SessionListsProps {
  /** One page of stored sessions, without those that were live. */
  sessions: readonly SessionItem[]
  /** What was live when the page was rendered. */
  live: FirstLive
  /** Show sessions of this device only. */
  deviceId?: string | undefined
  mayForget: boolean
  /** Whether rows name their device. False on the device's own page. */
  namesDevice: boolean
  /** An older page shows no live sessions. */
  isOlderPage?: boolean
}

export function SessionLists(props: SessionListsProps) {
  const { sessions, live: first, deviceId, mayForget, namesDevice, isOlderPage = false } = props
  const t = useTranslations('sessions')
  const channel = useTeamChannel()
  const ofList = channel.sessions.filter((session) => deviceId === undefined || session.deviceId === deviceId)
  const live = channel.isLoaded ? ofList.slice(0, LIVE_SHOWN_MAX) : first.newest
  const liveCount = channel.isLoaded ? ofList.length : first.count
  const liveIds = new Set((channel.isLoaded ? ofList : live).map((session) => session.session))
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
          {liveCount > live.length && (
            <p className="text-ink-muted text-sm">
              {t('moreLive', { count: liveCount - live.length })}{' '}
              <TextLink href="/dashboard?live=1">{t('showLive')}</TextLink>
            </p>
          )}
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
