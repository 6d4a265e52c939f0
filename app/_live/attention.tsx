'use client'

/** What draws attention to a tab in the background, and its menu entry. Their code comes after the page is there. */
import { Bell } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'use-intl'
import { MenuItem } from '#app/_ui/menu-item.tsx'
import type { NotifyDialogProps } from './notify-dialog.tsx'

export const AttentionWatch = dynamic(async () => (await import('./attention-watch.tsx')).AttentionWatch, {
  ssr: false,
})

const LazyDialog = dynamic(async () => (await import('./notify-dialog.tsx')).NotifyDialog, { ssr: false })

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
