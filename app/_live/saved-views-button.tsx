'use client'

/** Opens the saved views, and lets the palette open one. What is in the panel is loaded with it. */
import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { registerViewOpener } from '#app/_actions/view-opener.ts'
import { IconButton } from '#app/_ui/icon-button.tsx'
import { Bookmark } from '#app/_ui/icons.ts'
import { lazyPart } from '#app/_ui/on-demand.ts'
import { Popover } from '#app/_ui/popover.tsx'
import type { SavedViewsProps } from './saved-views.tsx'

const SavedViews = lazyPart(async () => (await import('./saved-views.tsx')).default)

export function SavedViewsButton(props: SavedViewsProps) {
  const t = useTranslations('live.query.views')
  const { onOpen } = props
  useEffect(() => registerViewOpener(onOpen), [onOpen])
  return (
    <Popover
      label={t('title')}
      trigger={<IconButton icon={Bookmark} label={t('title')} hasTooltip={false} className="text-ink-faint" />}
    >
      <SavedViews {...props} />
    </Popover>
  )
}
