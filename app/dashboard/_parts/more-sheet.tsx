'use client'

/** The rest of the rail for phones: team, settings, help, connection, theme, language, sign-out. */
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { signOutHere } from '#app/_api/next-auth.ts'
import { LanguageSwitch } from '#app/_preferences/language-switch.tsx'
import { ThemeSwitch } from '#app/_preferences/theme-switch.tsx'
import { Button } from '#app/_ui/button.tsx'
import { BookOpen, LogOut } from '#app/_ui/icons.ts'
import { Sheet } from '#app/_ui/sheet.tsx'
import { ChannelIndicator } from './channel-indicator.tsx'
import { Initial } from './initial.tsx'
import { NAV_ITEMS } from './nav-items.ts'
import { moreWindow } from './open-store.ts'
import type { RailProps } from './rail.tsx'
import { TeamSwitcher } from './team-switcher.tsx'

export default function MoreSheet({ user, team, teams }: RailProps) {
  const t = useTranslations('dashboard')
  const tUi = useTranslations('ui')
  return (
    <Sheet title={t('more')} isOpen onOpenChange={moreWindow.setOpen}>
      <div className="flex flex-col gap-4 p-4 pb-[max(1rem,env(safe-area-inset-bottom))]">
        <div className="flex items-center gap-3">
          <Initial name={user.name} />
          <div className="min-w-0 flex-1">
            <p className="truncate font-medium">{user.name}</p>
            <p className="truncate text-ink-muted text-sm">{user.email}</p>
          </div>
          <ChannelIndicator isCompact={false} />
        </div>
        <div className="flex">
          <TeamSwitcher team={team} teams={teams} />
        </div>
        <ul className="divide-y divide-line rounded border">
          {NAV_ITEMS.slice(4).map((item) => (
            <li key={item.name}>
              <Link
                href={item.href}
                onClick={() => moreWindow.setOpen(false)}
                className="flex h-12 items-center gap-3 px-3"
              >
                <item.icon aria-hidden className="size-5 text-ink-muted" />
                {t(item.name)}
              </Link>
            </li>
          ))}
          <li>
            <a href="/help" className="flex h-12 items-center gap-3 px-3">
              <BookOpen aria-hidden className="size-5 text-ink-muted" />
              {tUi('help')}
            </a>
          </li>
        </ul>
        <div className="flex flex-wrap gap-2">
          <ThemeSwitch />
          <LanguageSwitch />
        </div>
        <Button onClick={() => void signOutHere()}>
          <LogOut aria-hidden className="size-4" />
          {t('signOut')}
        </Button>
      </div>
    </Sheet>
  )
}
