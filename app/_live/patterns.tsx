'use client'

/** The patterns of the live page, whose code comes when they are opened, and the menu entry that opens them. */
import { useTranslations } from 'use-intl'
import { Layers } from '#app/_ui/icons.ts'
import { MenuItem } from '#app/_ui/menu-item.tsx'
import { lazyPart } from '#app/_ui/on-demand.ts'
import type { PatternsPaneProps } from './patterns-pane.tsx'

const PatternsPane = lazyPart(async () => (await import('./patterns-pane.tsx')).PatternsPane)

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
