/** All devices with a label, or devices that a person picked, live in one time line: `?label=staging`, `?device=…&device=…`. */
import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { getTranslations } from '#app/_i18n/get-translations.ts'
import { WithWords } from '#app/_i18n/with-words.tsx'
import { LIVE_WORDS } from '#app/_live/live-words.ts'
import { labelPath } from '#app/dashboard/_parts/label-path.ts'
import { loadTeam } from '#app/dashboard/_parts/load-team.ts'
import { isId } from '#lib/protocol/ids.ts'
import { labelFault, normalLabel } from '#lib/protocol/labels.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { listDevices } from '#lib/server/db/device-lists.ts'
import { findDevice } from '#lib/server/db/devices.ts'
import { GroupLive } from './_parts/group-live.tsx'

export interface GroupPageProps {
  searchParams: Promise<{ label?: string | string[]; device?: string | string[] }>
}

async function loadGroup({ label: labels, device: ids }: Awaited<GroupPageProps['searchParams']>) {
  const label = normalLabel([labels ?? ''].flat()[0] ?? '')
  const picked = [...new Set([ids ?? []].flat().filter(isId))].slice(0, LIMITS.groupDevicesMax)
  const path = label ? labelPath(label) : `/dashboard/live?${picked.map((id) => `device=${id}`).join('&')}`
  const { team, may } = await loadTeam(path)
  if (!may('devices.read') || !may('sessions.read')) notFound()
  const about = { teamId: team.id, mayShareViews: may('views.share') }
  if (label) {
    if (labelFault(label)) notFound()
    const page = await listDevices({ teamId: team.id, label, pageSize: LIMITS.groupDevicesMax })
    const devices = page.devices.map(({ id, name }) => ({ id, name }))
    return { ...about, label, devices, isMore: page.nextCursor !== null }
  }
  const found = (await Promise.all(picked.map(findDevice))).filter((device) => device?.teamId === team.id)
  const devices = found.flatMap((device) => (device ? [{ id: device.id, name: device.name }] : []))
  if (devices.length === 0) redirect('/dashboard')
  return { ...about, label: null, devices, isMore: picked.length < [ids ?? []].flat().length }
}

const groupOf = cache((query: string) => loadGroup(JSON.parse(query)))

export async function generateMetadata({ searchParams }: GroupPageProps): Promise<Metadata> {
  const { label, devices } = await groupOf(JSON.stringify(await searchParams))
  return { title: label ?? (await getTranslations('labels'))('picked', { count: devices.length }) }
}

export default async function GroupPage({ searchParams }: GroupPageProps) {
  const group = await groupOf(JSON.stringify(await searchParams))
  return (
    <WithWords names={['labels', ...LIVE_WORDS]}>
      <GroupLive key={group.label ?? group.devices.map(({ id }) => id).join()} {...group} />
    </WithWords>
  )
}
