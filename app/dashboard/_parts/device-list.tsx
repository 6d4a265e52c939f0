'use client'

/** One page of the team's devices in the server's order, with the current activity of the live ones. */
import { useTranslations } from 'use-intl'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { List } from '#app/_ui/list.tsx'
import { type DeviceListItem, DeviceListRow, type LiveDevice } from './device-list-row.tsx'
import { useTeamChannel } from './team-channel-provider.tsx'

export interface DeviceListProps {
  devices: readonly DeviceListItem[]
  /** Live sessions of these devices when the page was rendered. What they send comes with the team channel. */
  live: readonly LiveDevice[]
  /** What was searched for; '' when only filters narrow the list. */
  query: string
}

export function DeviceList({ devices, live, query }: DeviceListProps) {
  const t = useTranslations('devices')
  const { sessions, isLoaded } = useTeamChannel()
  const runsOf = byDevice(isLoaded ? sessions : live)
  if (devices.length === 0)
    return (
      <div role="status" className="flex flex-wrap items-center gap-3 break-words text-ink-muted">
        <span className="min-w-0">{query ? t('noMatch', { query }) : t('noneFiltered')}</span>
        <LinkButton href="/dashboard">{t(query ? 'clearSearch' : 'showAll')}</LinkButton>
      </div>
    )
  return (
    <List label={t('title')}>
      {devices.map((device) => (
        <DeviceListRow key={device.id} device={device} runs={runsOf.get(device.id) ?? []} />
      ))}
    </List>
  )
}

/** A device may run several sessions at once: tabs, or processes. The newest comes first. */
function byDevice(sessions: readonly LiveDevice[]): Map<string, LiveDevice[]> {
  const runs = new Map<string, LiveDevice[]>()
  for (const session of [...sessions].sort((a, b) => b.startedAtMs - a.startedAtMs)) {
    const known = runs.get(session.deviceId)
    if (known) known.push(session)
    else runs.set(session.deviceId, [session])
  }
  return runs
}
