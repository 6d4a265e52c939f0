'use client'

/** The live page of a group: who is in it comes from the team's devices, and its bar names them with their colors. */
import { useTranslations } from 'use-intl'
import { AccessEnded } from '#app/_live/access-ended.tsx'
import { LiveFrame } from '#app/_live/live-frame.tsx'
import { LivePage } from '#app/_live/live-page.tsx'
import { LiveSkeleton } from '#app/_live/live-skeleton.tsx'
import { ticketHello } from '#app/_live/ticket-hello.ts'
import { useLiveGroup, useLiveSnapshot } from '#app/_live/use-live-viewer.ts'
import { ListFilter } from '#app/_ui/icons.ts'
import { MenuLink } from '#app/_ui/menu-link.tsx'
import { listPath } from '#app/dashboard/_parts/list-path.ts'
import type { LiveSource } from '#lib/viewer/live-source.ts'
import { GroupBar } from './group-bar.tsx'
import { type GroupDevice, useLabeledDevices } from './use-labeled-devices.ts'

export interface GroupLiveProps {
  /** Null: the devices were picked by hand, and stay. */
  label: string | null
  devices: readonly GroupDevice[]
  /** Whether there are more devices than the page shows. */
  isMore: boolean
  teamId: string
  /** Whether the person may save views for the team. */
  mayShareViews: boolean
}

export function GroupLive(props: GroupLiveProps) {
  const t = useTranslations('labels')
  const group = useLabeledDevices(props.label, props)
  const live = useLiveGroup(
    ticketHello,
    group.devices.map(({ id }) => id),
  )
  const name = props.label ?? t('picked', { count: group.devices.length })
  return (
    <LiveFrame>
      {live ? <Opened {...props} {...group} live={live} name={name} /> : <LiveSkeleton name={name} />}
    </LiveFrame>
  )
}

function Opened(props: GroupLiveProps & { live: LiveSource; name: string }) {
  const { live, name, label, devices, isMore, teamId, mayShareViews } = props
  const t = useTranslations('labels')
  const { refusal } = useLiveSnapshot(live)
  if (refusal) return <AccessEnded error={refusal} />
  const listHref = listPath('/dashboard', { label: label ?? undefined })
  const isEmpty = label !== null && devices.length === 0
  return (
    <LivePage
      live={live}
      fallbackName={name}
      backHref={listHref}
      views={{ teamId, mayShare: mayShareViews }}
      summary={null}
      group={{
        bar: (merged) => <GroupBar devices={devices} isMore={isMore} listHref={listHref} merged={merged} />,
        words: {
          device: isEmpty
            ? { title: t('noneTitle', { label }), text: t('noneText') }
            : { title: t('waitingTitle'), text: t('waitingText') },
          first: { title: t('firstTitle'), text: t('firstText') },
        },
      }}
      menu={
        <MenuLink icon={ListFilter} href={listHref}>
          {t('toList')}
        </MenuLink>
      }
    />
  )
}
