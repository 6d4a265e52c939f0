'use client'

/** The patterns of the live page, whose code comes when they are opened, and the menu entry that opens them. */
import { Layers } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'use-intl'
import { MenuItem } from '#app/_ui/menu-item.tsx'
import type { PatternsPaneProps } from './patterns-pane.tsx'

const PatternsPane = dynamic(async () => (await import('./patterns-pane.tsx')).PatternsPane, { ssr: false })

export function PatternsWindow({ isOpen, ...props }: PatternsPaneProps & { isOpen: boolean }) {
  return isOpen ? <PatternsPane {...props} /> : null
}

export function PatternsMenuItem({ onSelect }: { onSelect: () => void }) {
  const t = useTranslations('live.patterns')
  return (
    <MenuItem icon={Layers} onSelect={onSelect}>
      {t('open')}
    </MenuItem>
  )
}
