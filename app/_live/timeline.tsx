'use client'

/** The time line above the list, which a person may hide, and the marks beside its scrollbar: their code comes after the list. */
import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { useActions } from '#app/_actions/use-actions.ts'
import { ChartColumn } from '#app/_ui/icons.ts'
import { MenuItem } from '#app/_ui/menu-item.tsx'
import { laterPart } from '#app/_ui/on-demand.ts'
import type { TimelineStripProps } from './timeline-strip.tsx'
import { useRemembered } from './use-remembered.ts'

const SHOWN = ['shown', 'hidden'] as const

const TimelineStrip = laterPart(
  async () => (await import('./timeline-strip.tsx')).TimelineStrip,
  // As high as the strip, so that the list does not move.
  <div className="h-11 shrink-0 border-b bg-surface" />,
)

export const ListTicks = laterPart(
  async () => (await import('./list-ticks.tsx')).ListTicks,
  <div className="w-2 shrink-0 border-l bg-surface-sunken max-sm:hidden" />,
)

function useToggle() {
  const t = useTranslations('live.timeline')
  const [shown, setShown] = useRemembered('timeline', SHOWN, 'shown')
  const isShown = shown === 'shown'
  return { isShown, label: t(isShown ? 'hide' : 'show'), toggle: () => setShown(isShown ? 'hidden' : 'shown') }
}

/** The page is drawn anew with every view of the log; the strip is not. */
export const Timeline = memo(function Timeline(props: Omit<TimelineStripProps, 'onHide'>) {
  const { isShown, label, toggle } = useToggle()
  useActions([{ id: 'timeline', group: 'view', label, icon: ChartColumn, run: toggle }])
  if (!isShown) return null
  return <TimelineStrip {...props} onHide={toggle} />
})

/** Brings it back. */
export function TimelineMenuItem() {
  const { label, toggle } = useToggle()
  return (
    <MenuItem icon={ChartColumn} onSelect={toggle}>
      {label}
    </MenuItem>
  )
}
