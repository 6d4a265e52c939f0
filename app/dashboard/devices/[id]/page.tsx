/** One device: what it is, its sessions and its actions. */
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { WithWords } from '#app/_i18n/with-words.tsx'
import { rejectionsSeenBy } from '#app/_queries/rejections-seen-by.ts'
import { oneOf, type PageQuery } from '#app/dashboard/_parts/device-search.ts'
import { SESSION_ROWS } from '#app/dashboard/_parts/live-shown.ts'
import { firstLive, liveSessionsOf, loadTeam } from '#app/dashboard/_parts/load-team.ts'
import { PageBody } from '#app/dashboard/_parts/page-body.tsx'
import { Pager } from '#app/dashboard/_parts/pager.tsx'
import { RejectionList } from '#app/dashboard/_parts/rejection-list.tsx'
import { SessionLists } from '#app/dashboard/_parts/session-lists.tsx'
import { publicConfig } from '#lib/server/config/public-config.ts'
import { listLabels } from '#lib/server/db/device-labels.ts'
import { findDevice, findInstallationId } from '#lib/server/db/devices.ts'
import { listSessions } from '#lib/server/db/session-lists.ts'
import { DeviceHeader } from './_parts/device-header.tsx'
import { DeviceIdentity } from './_parts/device-identity.tsx'
import { DeviceLabels } from './_parts/device-labels.tsx'

export interface DevicePageProps {
  params: Promise<{ id: string }>
  searchParams: Promise<PageQuery>
}

async function loadDevice(id: string) {
  const loaded = await loadTeam(`/dashboard/devices/${id}`)
  const device = await findDevice(id)
  // A device of another of the person's teams is shown under that team, not here.
  if (!device || device.teamId !== loaded.team.id) notFound()
  return { ...loaded, device }
}

export async function generateMetadata({ params }: DevicePageProps): Promise<Metadata> {
  return { title: (await loadDevice((await params).id)).device.name }
}

export default async function DevicePage({ params, searchParams }: DevicePageProps) {
  const { team, device, may } = await loadDevice((await params).id)
  const cursor = oneOf(await searchParams, 'cursor')
  const t = await getTranslations('devices')
  const tSessions = await getTranslations('sessions')
  const { publicUrl, isPublicUrlSet } = publicConfig()
  const [installationId, labels] = await Promise.all([findInstallationId(device.id), listLabels(team.id)])
  const rejections = rejectionsSeenBy(team.id, null).filter(
    (rejection) => rejection.device.installationId === installationId,
  )
  const live = liveSessionsOf(team.id).filter(({ deviceId }) => deviceId === device.id)
  const liveIds = new Set(live.map(({ session }) => session))
  const first = firstLive(live)
  const page = await listSessions({
    ...{ teamId: team.id, deviceId: device.id, cursor },
    pageSize: SESSION_ROWS - (cursor ? 0 : first.newest.length),
  })
  return (
    <PageBody>
      <WithWords names={['labels', 'share']}>
        <DeviceHeader
          device={device}
          initialLive={first.newest.slice(0, 1)}
          mayRename={may('devices.rename')}
          mayForget={may('devices.forget')}
          mayShare={may('links.create')}
          serverUrl={isPublicUrlSet ? publicUrl : null}
        />
        <DeviceLabels device={device} known={labels} mayEdit={may('devices.label')} />
      </WithWords>
      <RejectionList rejections={rejections} />
      <DeviceIdentity device={device} />
      <section aria-label={t('sessionsOf')} className="flex flex-col gap-6">
        <SessionLists
          sessions={page.sessions.filter(({ id }) => !liveIds.has(id))}
          live={first}
          deviceId={device.id}
          mayForget={may('sessions.forget')}
          namesDevice={false}
          isOlderPage={Boolean(cursor)}
        />
        <Pager
          path={`/dashboard/devices/${device.id}`}
          params={{}}
          isFirst={!cursor}
          nextCursor={page.nextCursor}
          words={{ list: t('sessionsOf'), first: tSessions('newest'), next: tSessions('older') }}
        />
      </section>
    </PageBody>
  )
}
