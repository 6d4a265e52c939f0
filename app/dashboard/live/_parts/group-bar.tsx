'use client'

/** Names the devices of a group, each with its color and whether it is live, and says when there are more than the page shows. */
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import type { MergedSession } from '#app/_live/use-merging.ts'
import { StatusDot } from '#app/_ui/status-dot.tsx'
import { TextLink } from '#app/_ui/text-link.tsx'
import type { Liveness } from '#lib/protocol/messages.ts'
import { visibleText } from '#lib/protocol/visible-text.ts'
import type { GroupDevice } from './use-labeled-devices.ts'

export interface GroupBarProps {
  devices: readonly GroupDevice[]
  isMore: boolean
  listHref: string
  /** What is known of the sessions that are shown. */
  merged: ReadonlyMap<string, MergedSession>
}

const WORDS = { live: 'live', reconnecting: 'reconnecting', ended: 'offline' } as const

export function GroupBar({ devices, isMore, listHref, merged }: GroupBarProps) {
  const t = useTranslations('labels')
  const tDevices = useTranslations('devices')
  const known = byDevice(merged)
  const liveCount = devices.filter(({ id }) => known.get(id)?.liveness === 'live').length
  if (devices.length === 0) return null
  return (
    <div className="flex shrink-0 items-center gap-x-3 border-b bg-surface-sunken px-3 py-1 text-ink-muted text-sm max-sm:flex-wrap">
      <span role="status" className="shrink-0 tabular-nums">
        {t('liveCount', { live: liveCount, count: devices.length })}
      </span>
      {/* One line that scrolls: many devices must not push the records out of sight. */}
      <ul
        aria-label={tDevices('title')}
        className="flex min-w-0 gap-x-1 overflow-x-auto p-1 [scrollbar-width:thin] max-sm:-mx-2.5 max-sm:w-[calc(100%+1.25rem)]"
      >
        {devices.map(({ id, name }) => {
          const { liveness = 'ended', color = null, state = null } = known.get(id) ?? {}
          return (
            <li key={id} className="shrink-0">
              <Link
                href={`/dashboard/devices/${id}`}
                prefetch={false}
                className="flex max-w-56 items-center gap-1.5 rounded px-1.5 hover:bg-surface-hover"
              >
                <span
                  aria-hidden
                  className="size-2.5 shrink-0 rounded-sm border border-line-strong"
                  style={color === null ? {} : { backgroundColor: color, borderColor: color }}
                />
                <bdi className={liveness === 'live' ? 'truncate text-ink' : 'truncate'}>
                  {state ? visibleText(state.device.name) : name}
                </bdi>
                <StatusDot status={liveness} label={tDevices(WORDS[liveness])} />
              </Link>
            </li>
          )
        })}
      </ul>
      {isMore && (
        <span className="shrink-0">
          {t('more', { count: devices.length })} <TextLink href={listHref}>{t('toList')}</TextLink>
        </span>
      )}
    </div>
  )
}

type Known = MergedSession & { liveness: Liveness }

/** A device is live when one of its sessions is. */
function byDevice(merged: GroupBarProps['merged']): Map<string, Known> {
  const order: readonly Liveness[] = ['ended', 'reconnecting', 'live']
  const devices = new Map<string, Known>()
  for (const session of merged.values()) {
    const { device, liveness } = session.state
    const before = devices.get(device.id)
    const isMore = !before || order.indexOf(liveness) >= order.indexOf(before.liveness)
    devices.set(device.id, { ...session, liveness: isMore ? liveness : before.liveness })
  }
  return devices
}
