'use client'

/** Chooses whose sessions the list shows; the choice is in the address. */
import { useRouter } from 'next/navigation'
import { useTransition } from 'react'
import { useTranslations } from 'use-intl'
import { Select } from '#app/_ui/select.tsx'

const ALL = 'all'

export interface DeviceFilterProps {
  devices: readonly { id: string; name: string }[]
  deviceId: string | undefined
}

export function DeviceFilter({ devices, deviceId }: DeviceFilterProps) {
  const t = useTranslations('sessions')
  const router = useRouter()
  const [isPending, startTransition] = useTransition()
  return (
    <Select
      aria-label={t('filterByDevice')}
      className="max-w-64 sm:w-52"
      disabled={isPending}
      value={deviceId ?? ALL}
      options={[{ value: ALL, label: t('allDevices') }, ...devices.map(({ id, name }) => ({ value: id, label: name }))]}
      onChange={(next) =>
        startTransition(() => router.push(next === ALL ? '/dashboard/sessions' : `/dashboard/sessions?device=${next}`))
      }
    />
  )
}
