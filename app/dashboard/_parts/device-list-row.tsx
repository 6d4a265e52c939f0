'use client'

/** One device: whether it is live, what it is, and the activity of its session. Leads to its live page, or to its own. */
import { useTranslations } from 'use-intl'
import type { DeviceItem } from '#app/_openapi/answers.ts'
import { LinkButton } from '#app/_ui/link-button.tsx'
import { ListRow } from '#app/_ui/list-row.tsx'
import { RelativeTime } from '#app/_ui/relative-time.tsx'
import { StatusDot } from '#app/_ui/status-dot.tsx'
import type { SessionSummary } from '#lib/protocol/messages.ts'
import { aboutDevice } from './about-device.ts'
import { LabelChips } from './label-chips.tsx'
import { SessionFacts } from './session-facts.tsx'

/** What a row shows of a device: a page of rows is sent twice, as markup and as data. */
export type DeviceListItem = Pick<
  DeviceItem,
  'id' | 'name' | 'labels' | 'platform' | 'os' | 'appName' | 'appVersion' | 'lastSeenAtMs'
>

/** What a row shows of a live session; counts come with the team channel. */
export type LiveDevice = Pick<SessionSummary, 'session' | 'deviceId' | 'liveness' | 'startedAtMs'> &
  Partial<Pick<SessionSummary, 'viewers' | 'counters'>>

export interface DeviceListRowProps {
  device: DeviceListItem
  /** What it runs now, newest first. */
  runs: readonly LiveDevice[]
}

export function DeviceListRow({ device, runs }: DeviceListRowProps) {
  const t = useTranslations('devices')
  const tDashboard = useTranslations('dashboard')
  const [live] = runs
  const status = live?.liveness ?? 'ended'
  const page = `/dashboard/devices/${device.id}`
  const word = status === 'live' ? 'live' : status === 'reconnecting' ? 'reconnecting' : 'offline'
  return (
    <ListRow
      href={live ? `/dashboard/sessions/${live.session}` : page}
      lead={<StatusDot status={status} label={t(word)} />}
      title={device.name}
      detail={
        <div className="flex min-w-0 flex-col gap-1">
          <span className="truncate">{aboutDevice(device) || t('unknown')}</span>
          <LabelChips labels={device.labels} />
        </div>
      }
      facts={
        live ? (
          <>
            {runs.length > 1 && <span>{t('runs', { count: runs.length })}</span>}
            {!!live.viewers && <span>{tDashboard('watchers', { count: live.viewers })}</span>}
            {live.counters && <SessionFacts counters={live.counters} />}
          </>
        ) : (
          <span>
            {t('lastSeen')} <RelativeTime atMs={device.lastSeenAtMs} />
          </span>
        )
      }
      actions={
        live && (
          <LinkButton href={page} className="max-sm:hidden">
            {t('details')}
          </LinkButton>
        )
      }
    />
  )
}
