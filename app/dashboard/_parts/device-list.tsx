'use client'

/** The team's devices, live ones first, with what they do right now; a search above. */
import { Search } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '#app/_ui/button.tsx'
import { List } from '#app/_ui/list.tsx'
import { TextInput } from '#app/_ui/text-input.tsx'
import type { LiveSession } from '#lib/protocol/messages.ts'
import { type DeviceItem, matchesDevice } from './device-item.ts'
import { DeviceListRow } from './device-list-row.tsx'
import { useTeamFeed } from './team-feed-provider.tsx'
import { useSearch } from './use-search.ts'

export interface DeviceListProps {
  devices: readonly DeviceItem[]
}

export function DeviceList({ devices }: DeviceListProps) {
  const t = useTranslations('devices')
  const { sessions } = useTeamFeed()
  const { query, setQuery } = useSearch()
  const liveOf = newestByDevice(sessions)
  const found = devices.filter((device) => !query.trim() || matchesDevice(device, query.trim()))
  // Stable: within live and not live the server's order stays, most recently seen first.
  const ordered = [...found.filter(({ id }) => liveOf.has(id)), ...found.filter(({ id }) => !liveOf.has(id))]
  return (
    <div className="flex flex-col gap-4">
      <div className="relative max-w-sm">
        <Search aria-hidden className="pointer-events-none absolute inset-y-0 left-3 my-auto size-4 text-ink-faint" />
        <TextInput
          type="search"
          aria-label={t('search')}
          placeholder={t('searchPlaceholder')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          className="pl-9"
        />
      </div>
      {ordered.length > 0 ? (
        <List label={t('title')}>
          {ordered.map((device) => (
            <DeviceListRow key={device.id} device={device} live={liveOf.get(device.id) ?? null} />
          ))}
        </List>
      ) : (
        <div role="status" className="flex flex-wrap items-center gap-3 text-ink-muted">
          {t('noMatch', { query })}
          <Button onClick={() => setQuery('')}>{t('clearSearch')}</Button>
        </div>
      )}
    </div>
  )
}

/** A device may run several sessions at once; the newest stands for it. */
function newestByDevice(sessions: readonly LiveSession[]): Map<string, LiveSession> {
  const newest = new Map<string, LiveSession>()
  for (const session of sessions) {
    const known = newest.get(session.deviceId)
    if (!known || session.startedAtMs > known.startedAtMs) newest.set(session.deviceId, session)
  }
  return newest
}
