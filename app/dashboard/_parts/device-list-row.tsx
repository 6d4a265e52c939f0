'use client'

/** One device: whether it is live, what it is, and what its session does. */
import { useTranslations } from 'use-intl'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { ListRow } from '#app/_ui/list-row.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { StatusDot } from '#app/_ui/status-dot.tsx'
import type { LiveSession } from '#lib/protocol/messages.ts'
import { aboutDevice, type DeviceItem } from './device-item.ts'
import { SessionFacts } from './session-facts.tsx'

export interface DeviceListRowProps {
  device: DeviceItem
  live: LiveSession | null
}

export function DeviceListRow({ device, live }: DeviceListRowProps) {
  const t = useTranslations('devices')
  const tDashboard = useTranslations('dashboard')
  const status = live?.liveness ?? 'ended'
  const word = status === 'live' ? 'live' : status === 'reconnecting' ? 'reconnecting' : 'offline'
  return (
    <ListRow
      href={`/dashboard/devices/${device.id}`}
      lead={<StatusDot status={status} label={t(word)} />}
      title={device.name}
      detail={aboutDevice(device) || t('unknown')}
      facts={
        live ? (
          <>
            {live.viewers > 0 && <span>{tDashboard('watchers', { count: live.viewers })}</span>}
            <SessionFacts counters={live.counters} />
          </>
        ) : (
          <span>
            {t('lastSeen')} <RelativeTime atMs={device.lastSeenAtMs} />
          </span>
        )
      }
      actions={
        live && (
          <LinkButton href={`/dashboard/sessions/${live.session}`} className="max-sm:hidden">
            {t('open')}
          </LinkButton>
        )
      }
    />
  )
}
