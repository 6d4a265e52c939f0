/** Every run of the team's devices: what runs now, and what is known of the past. */
import { ScrollText } from 'lucide-react'
import type { Metadata } from 'next'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { buttonStyle } from '#app/_ui/button-style.ts'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { PageHeader } from '#app/_ui/page-header.tsx'
import { listDevices } from '#lib/db/devices.ts'
import { listSessions } from '#lib/db/session-lists.ts'
import { ConnectButton } from '../_parts/connect-button.tsx'
import { DeviceFilter } from '../_parts/device-filter.tsx'
import { loadTeam } from '../_parts/load-team.ts'
import { PageBody } from '../_parts/page-body.tsx'
import { Pager } from '../_parts/pager.tsx'
import { SessionLists } from '../_parts/session-lists.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('sessions'))('title') }
}

export interface SessionsPageProps {
  searchParams: Promise<{ device?: string; cursor?: string }>
}

export default async function SessionsPage({ searchParams }: SessionsPageProps) {
  const { team, may } = await loadTeam('/dashboard/sessions')
  const { device, cursor } = await searchParams
  const t = await getTranslations('sessions')
  const [devices, page] = await Promise.all([
    listDevices(team.id),
    listSessions({ teamId: team.id, ...(device ? { deviceId: device } : {}), ...(cursor ? { cursor } : {}) }),
  ])
  const isEmpty = page.sessions.length === 0 && !device && !cursor
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        text={t('text')}
        actions={
          <>
            {devices.length > 1 && <DeviceFilter devices={devices} deviceId={device} />}
            {/* A whole load: only that page may reach other servers. */}
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
          sessions={page.sessions}
          deviceId={device}
          mayForget={may('sessions.forget')}
          namesDevice
          isOlderPage={Boolean(cursor)}
        />
      )}
      <Pager path="/dashboard/sessions" params={{ device }} isFirst={!cursor} nextCursor={page.nextCursor} />
    </PageBody>
  )
}
