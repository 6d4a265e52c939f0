'use client'

/** One place in the rail. When compact, it is an icon with its name as a tooltip. */
import clsx from 'clsx'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Tooltip } from '#app/_ui/tooltip.tsx'
import type { NavItem } from './nav-items.ts'

export interface NavLinkProps {
  item: NavItem
  isCurrent: boolean
  isCompact: boolean
}

export function NavLink({ item, isCurrent, isCompact }: NavLinkProps) {
  const t = useTranslations('dashboard')
  const Icon = item.icon
  const link = (
    <Link
      href={item.href}
      aria-current={isCurrent ? 'page' : undefined}
      className={clsx(
        'flex h-control items-center gap-3 rounded px-2 text-ink-muted text-sm hover:bg-surface-hover hover:text-ink aria-[current]:bg-surface-selected aria-[current]:font-medium aria-[current]:text-ink',
        isCompact && 'justify-center',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className={clsx(isCompact && 'sr-only')}>{t(item.name)}</span>
    </Link>
  )
  return isCompact ? (
    <Tooltip text={t(item.name)} hint={`g ${item.key}`} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  )
}
