'use client'

/** The button of a record that shows what stands around it, and the line that leads back to the filter. */
import { useTranslations } from 'use-intl'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { UnfoldVertical } from '#app/_ui/icons.ts'
import type { LogFilter, LogPlace } from '#lib/viewer/log-source.ts'
import { Bar, BarButton } from './bar.tsx'
import { type ContextAround, isFiltered } from './use-context-around.ts'

export interface ContextButtonProps {
  place: LogPlace
  filter: LogFilter
  context: ContextAround
}

/** Nothing without a filter: everything is there already. */
export function ContextButton({ place, filter, context }: ContextButtonProps) {
  const t = useTranslations('live.timeline')
  if (!isFiltered(filter)) return null
  return <IconButton icon={UnfoldVertical} label={t('around')} onClick={() => context.show(place)} />
}

export function ContextBar({ context }: { context: ContextAround }) {
  const t = useTranslations('live.timeline')
  if (!context.isAway) return null
  return (
    <Bar>
      <span>{t('aroundText')}</span>
      <BarButton onClick={context.back}>{t('back')}</BarButton>
    </Bar>
  )
}
