/** The team's sessions: live ones, and the stored facts about past ones. */
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { buttonStyle } from '#app/_ui/button-style.ts'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { ScrollText } from '#app/_ui/icons.ts'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { ConnectButton } from '#app/dashboard/_parts/connect-button.tsx'
import { DeviceFilter } from '#app/dashboard/_parts/device-filter.tsx'
import { oneOf, type PageQuery } from '#app/dashboard/_parts/device-search.ts'
import { SESSION_ROWS } from '#app/dashboard/_parts/live-shown.ts'
import { firstLive, liveSessionsOf, loadTeam } from '#app/dashboard/_parts/load-team.ts'
import { PageBody } from '#app/dashboard/_parts/page-body.tsx'
import { Pager } from '#app/dashboard/_parts/pager.tsx'
import { SessionLists } from '#app/dashboard/_parts/session-lists.tsx'
import { findDevice } from '#lib/server/db/devices.ts'
import { listSessions } from '#lib/server/db/session-lists.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('sessions'))('title') }
}

export interface SessionsPageProps {
  searchParams: Promise<PageQuery>
}

export default async function SessionsPage({ searchParams }: SessionsPageProps) {
  const { team, may } = await loadTeam('/dashboard/sessions')
  const query = await searchParams
  const device = oneOf(query, 'device') || undefined
  const cursor = oneOf(query, 'cursor') || undefined
  const t = await getTranslations('sessions')
  const live = liveSessionsOf(team.id).filter(({ deviceId }) => device === undefined || deviceId === device)
  const liveIds = new Set(live.map(({ session }) => session))
  const first = firstLive(live)
  const { newest } = first
  const [chosen, page] = await Promise.all([
    device === undefined ? null : findDevice(device),
    listSessions({ teamId: team.id, deviceId: device, cursor, pageSize: SESSION_ROWS - (cursor ? 0 : newest.length) }),
  ])
  const shown = chosen?.teamId === team.id ? { id: chosen.id, name: chosen.name } : null
  const isEmpty = page.sessions.length === 0 && !device && !cursor
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        text={t('text')}
        actions={
          <>
            {!isEmpty && <DeviceFilter device={shown} />}
            {/* A full page load: only that page's policy allows connections to other servers. */}
            <a href="/open" className={buttonStyle('secondary')}>
              {(await getTranslations('open'))('title')}
            </a>
          </>
        }
      />
      {isEmpty ? (
        <EmptyState
          icon={ScrollText}
          title={t('emptyTitle')}
          text={t('emptyText')}
          actions={may('tokens.create') && <ConnectButton label={(await getTranslations('devices'))('connect')} />}
        />
      ) : (
        <SessionLists
          sessions={page.sessions.filter(({ id }) => !liveIds.has(id))}
          live={first}
          deviceId={device}
          mayForget={may('sessions.forget')}
          namesDevice
          isOlderPage={Boolean(cursor)}
        />
      )}
      <Pager
        path="/dashboard/sessions"
        params={{ device }}
        isFirst={!cursor}
        nextCursor={page.nextCursor}
        words={{ list: t('title'), first: t('newest'), next: t('older') }}
      />
    </PageBody>
  )
}
