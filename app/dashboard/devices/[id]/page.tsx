/** One device: what it is, its sessions, and what can be done with it. */
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { refusalsSeenBy } from '#app/api/v1/diagnosis/refusals-seen-by.ts'
import { publicConfig } from '#lib/config/public-config.ts'
import { findDevice, findInstallationId } from '#lib/db/devices.ts'
import { listSessions } from '#lib/db/session-lists.ts'
import { loadTeam } from '../../_parts/load-team.ts'
import { PageBody } from '../../_parts/page-body.tsx'
import { Pager } from '../../_parts/pager.tsx'
import { RefusalList } from '../../_parts/refusal-list.tsx'
import { SessionLists } from '../../_parts/session-lists.tsx'
import { DeviceHeader } from './_parts/device-header.tsx'
import { DeviceIdentity } from './_parts/device-identity.tsx'

export interface DevicePageProps {
  params: Promise<{ id: string }>
  searchParams: Promise<{ cursor?: string }>
}

async function loadDevice(id: string) {
  const loaded = await loadTeam(`/dashboard/devices/${id}`)
  const device = await findDevice(id)
  // What belongs to another of the person's teams is shown there, not here.
  if (!device || device.teamId !== loaded.team.id) notFound()
  return { ...loaded, device }
}

export async function generateMetadata({ params }: DevicePageProps): Promise<Metadata> {
  return { title: (await loadDevice((await params).id)).device.name }
}

export default async function DevicePage({ params, searchParams }: DevicePageProps) {
  const { team, device, may } = await loadDevice((await params).id)
  const { cursor } = await searchParams
  const t = await getTranslations('devices')
  const { publicUrl, isPublicUrlSet } = publicConfig()
  const installationId = await findInstallationId(device.id)
  const refusals = refusalsSeenBy(team.id, null).filter((refusal) => refusal.device.installationId === installationId)
  const page = await listSessions({ teamId: team.id, deviceId: device.id, ...(cursor ? { cursor } : {}) })
  return (
    <PageBody>
      <DeviceHeader
        device={device}
        mayRename={may('devices.rename')}
        mayForget={may('devices.forget')}
        mayShare={may('links.create')}
        serverUrl={isPublicUrlSet ? publicUrl : null}
      />
      <RefusalList refusals={refusals} />
      <DeviceIdentity device={device} />
      <section aria-label={t('sessionsOf')} className="flex flex-col gap-6">
        <SessionLists
          sessions={page.sessions}
          deviceId={device.id}
          mayForget={may('sessions.forget')}
          namesDevice={false}
          isOlderPage={Boolean(cursor)}
        />
        <Pager path={`/dashboard/devices/${device.id}`} params={{}} isFirst={!cursor} nextCursor={page.nextCursor} />
      </section>
    </PageBody>
  )
}
