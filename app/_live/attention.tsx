'use client'

/** What draws attention to a tab in the background, and its menu entry. Their code comes after the page is there. */
import { useTranslations } from 'use-intl'
import { Bell } from '#app/_ui/icons.ts'
import { MenuItem } from '#app/_ui/menu-item.tsx'
import { laterPart, lazyPart } from '#app/_ui/on-demand.ts'
import type { NotifyDialogProps } from './notify-dialog.tsx'

export const AttentionWatch = laterPart(async () => (await import('./attention-watch.tsx')).AttentionWatch)

const LazyDialog = lazyPart(async () => (await import('./notify-dialog.tsx')).NotifyDialog)

export function NotifyWindow(props: NotifyDialogProps) {
  return props.isOpen ? <LazyDialog {...props} /> : null
}

export function NotifyMenuItem({ onSelect }: { onSelect: () => void }) {
  const t = useTranslations('live.attention')
  return (
    <MenuItem icon={Bell} onSelect={onSelect}>
      {t('open')}
    </MenuItem>
  )
}
