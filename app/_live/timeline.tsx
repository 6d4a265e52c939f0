'use client'

/** The time line above the list, which a person may hide, and the marks beside its scrollbar: their code comes after the list. */
import { memo } from 'react'
import { useTranslations } from 'use-intl'
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

function useIsShown() {
  return useRemembered('timeline', SHOWN, 'shown')
}

/** The page is drawn anew with every view of the log; the strip is not. */
export const Timeline = memo(function Timeline(props: Omit<TimelineStripProps, 'onHide'>) {
  const [shown, setShown] = useIsShown()
  if (shown === 'hidden') return null
  return <TimelineStrip {...props} onHide={() => setShown('hidden')} />
})

/** Brings it back. */
export function TimelineMenuItem() {
  const t = useTranslations('live.timeline')
  const [shown, setShown] = useIsShown()
  return (
    <MenuItem icon={ChartColumn} onSelect={() => setShown(shown === 'shown' ? 'hidden' : 'shown')}>
      {t(shown === 'shown' ? 'hide' : 'show')}
    </MenuItem>
  )
}
