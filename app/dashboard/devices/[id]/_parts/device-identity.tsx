'use client'

/** How a device describes itself, and when it was first seen. */
import { useTranslations } from 'use-intl'
import type { DeviceItem } from '#app/_openapi/answers.ts'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { ShortId } from '#app/_ui/short-id.tsx'
import { useTeamValue } from '#app/dashboard/_parts/team-channel-provider.tsx'

export interface DeviceIdentityProps {
  device: DeviceItem
}

export function DeviceIdentity({ device }: DeviceIdentityProps) {
  const t = useTranslations('devices')
  const isLive = useTeamValue(({ sessions }) =>
    sessions.some(({ deviceId, liveness }) => deviceId === device.id && liveness === 'live'),
  )
  const said = [
    [t('platform'), device.platform],
    [t('os'), device.os],
    [t('model'), device.model],
    [t('app'), [device.appName, device.appVersion].filter(Boolean).join(' ')],
    [t('sdk'), device.sdkVersion],
  ] as const
  const facts = [
    ...said.filter(([, value]) => value).map(([name, value]) => ({ name, value: <span title={value}>{value}</span> })),
    { name: t('firstSeen'), value: <RelativeTime atMs={device.firstSeenAtMs} /> },
    { name: t('seen'), value: isLive ? t('now') : <RelativeTime atMs={device.lastSeenAtMs} /> },
    { name: t('id'), value: <ShortId id={device.id} what={t('id')} /> },
  ]
  return (
    <dl
      aria-label={t('identity')}
      className="grid grid-cols-2 gap-x-6 gap-y-4 rounded border bg-surface-raised p-4 sm:grid-cols-3 lg:grid-cols-4"
    >
      {facts.map((fact) => (
        <div key={fact.name} className="min-w-0">
          <dt className="text-ink-faint text-xs">{fact.name}</dt>
          <dd className="truncate">{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
