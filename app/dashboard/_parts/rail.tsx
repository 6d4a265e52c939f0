'use client'

/** The left rail on wide screens: the team, the places, the connection, the person. Narrow on the live page. */
import clsx from 'clsx'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { BrandMark } from '#app/_ui/brand-mark.tsx'
import { ChannelIndicator } from './channel-indicator.tsx'
import { isCurrent, isLivePage, NAV_ITEMS } from './nav-items.ts'
import { NavLink } from './nav-link.tsx'
import type { TeamChoice } from './team-choice.ts'
import { TeamSwitcher } from './team-switcher.tsx'
import { UserMenu } from './user-menu.tsx'

export interface RailProps extends TeamChoice {
  user: { name: string; email: string }
}

export function Rail({ user, team, teams }: RailProps) {
  const t = useTranslations('dashboard')
  const pathname = usePathname()
  const isCompact = isLivePage(pathname)
  return (
    <header
      data-fills-page={isCompact || undefined}
      className={clsx(
        'sticky top-0 hidden h-dvh shrink-0 flex-col gap-4 border-r bg-surface-sunken p-3 md:flex',
        isCompact ? 'w-14' : 'w-rail',
      )}
    >
      <div className={clsx('flex h-control items-center gap-2', isCompact ? 'justify-center' : 'px-1')}>
        <Link href="/dashboard" aria-label="Agent Logger" className="rounded">
          <BrandMark />
        </Link>
        {!isCompact && <TeamSwitcher team={team} teams={teams} />}
      </div>
      <nav aria-label={t('navigation')} className="flex flex-1 flex-col gap-0.5">
        {NAV_ITEMS.map((item) => (
          <NavLink key={item.name} item={item} isCurrent={isCurrent(item, pathname)} isCompact={isCompact} />
        ))}
      </nav>
      <div className="flex flex-col gap-1">
        <ChannelIndicator isCompact={isCompact} />
        <UserMenu user={user} isCompact={isCompact} />
      </div>
    </header>
  )
}
