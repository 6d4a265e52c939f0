'use client'

/** Selects the device whose sessions the list shows, by searching the team's devices; the choice is in the URL. */
import { useRouter } from 'next/navigation'
import { useTransition } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '#app/_api/call.ts'
import { SearchSelect } from '#app/_ui/search-select.tsx'
import { listPath } from './list-path.ts'
import { useTeamId } from './team-channel-provider.tsx'

const ALL = 'all'
/** Somebody who does not see the device among these types more of its name. */
const FOUND_MAX = 20

export interface DeviceFilterProps {
  /** The device that is shown; null for all. */
  device: { id: string; name: string } | null
}

export function DeviceFilter({ device }: DeviceFilterProps) {
  const t = useTranslations('sessions')
  const router = useRouter()
  const team = useTeamId()
  const [isPending, startTransition] = useTransition()
  const all = { value: ALL, label: t('allDevices') }

  async function find(q: string, signal: AbortSignal) {
    const path = listPath('/api/v1/devices', { team, q, limit: String(FOUND_MAX) })
    const { devices } = await call<{ devices: { id: string; name: string }[] }>('GET', path, undefined, { signal })
    return devices.map(({ id, name }) => ({ value: id, label: name }))
  }

  return (
    <SearchSelect
      label={t('filterByDevice')}
      className="max-w-64 sm:w-52"
      isDisabled={isPending}
      all={all}
      chosen={device ? { value: device.id, label: device.name } : all}
      find={find}
      words={{ placeholder: t('findDevice'), noMatch: t('noDevice'), failed: t('findFailed') }}
      onChange={(next) =>
        startTransition(() => router.push(listPath('/dashboard/sessions', { device: next === ALL ? undefined : next })))
      }
    />
  )
}
