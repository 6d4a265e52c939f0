'use client'

/** An entry of a dropdown menu that leads to a page. */
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { IconComponent } from './icon.tsx'
import { MENU_ITEM_STYLE } from './menu-item.tsx'
import { useMenuParts } from './menu-parts.ts'

export interface MenuLinkProps {
  icon?: IconComponent
  href: string
  children: ReactNode
}

export function MenuLink({ icon: Icon, href, children }: MenuLinkProps) {
  const Radix = useMenuParts()
  return (
    <Radix.Item asChild>
      <Link href={href} className={MENU_ITEM_STYLE}>
        {Icon && <Icon aria-hidden className="size-4 text-ink-muted" />}
        {children}
      </Link>
    </Radix.Item>
  )
}
