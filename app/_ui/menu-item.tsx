'use client'

/** One action of a dropdown menu. */
import clsx from 'clsx'
import type { ReactNode } from 'react'
import type { IconComponent } from './icon.tsx'
import { useMenuParts } from './menu-parts.ts'

export const MENU_ITEM_STYLE =
  'flex min-h-control w-full select-none items-center gap-2 rounded px-2 text-sm outline-none data-disabled:pointer-events-none data-disabled:opacity-50 data-highlighted:bg-surface-hover'

export interface MenuItemProps {
  icon?: IconComponent
  onSelect: () => void
  isDanger?: boolean
  disabled?: boolean
  children: ReactNode
}

export function MenuItem({ icon: Icon, onSelect, isDanger = false, disabled = false, children }: MenuItemProps) {
  const Radix = useMenuParts()
  return (
    <Radix.Item disabled={disabled} onSelect={onSelect} className={clsx(MENU_ITEM_STYLE, isDanger && 'text-danger')}>
      {Icon && <Icon aria-hidden className={clsx('size-4', !isDanger && 'text-ink-muted')} />}
      {children}
    </Radix.Item>
  )
}
