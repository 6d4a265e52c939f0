'use client'

/** The bottom bar on phones: four places, and the rest under "More". Hidden on the live page. */
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { Ellipsis } from '#app/_ui/icons.ts'
import { LazyWindow } from './lazy-window.tsx'
import { isCurrent, isLivePage, NAV_ITEMS } from './nav-items.ts'
import { moreWindow } from './open-store.ts'
import type { RailProps } from './rail.tsx'

const load = () => import('./more-sheet.tsx')

const ENTRY_STYLE =
  'flex h-full min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-ink-muted text-xs -outline-offset-2 aria-[current]:font-medium aria-[current]:text-accent'

export function BottomBar(props: RailProps) {
  const t = useTranslations('dashboard')
  const pathname = usePathname()
  if (isLivePage(pathname)) return null
  return (
    <nav
      aria-label={t('navigation')}
      className="fixed inset-x-0 bottom-0 z-30 flex h-bottom-bar border-t bg-surface-raised pb-[env(safe-area-inset-bottom)] box-content md:hidden"
    >
      {NAV_ITEMS.slice(0, 4).map((item) => (
        <Link
          key={item.name}
          href={item.href}
          aria-current={isCurrent(item, pathname) ? 'page' : undefined}
          className={ENTRY_STYLE}
        >
          <item.icon aria-hidden className="size-5" />
          <span className="max-w-full truncate">{t(item.name)}</span>
        </Link>
      ))}
      <button type="button" aria-haspopup="dialog" className={ENTRY_STYLE} onClick={() => moreWindow.setOpen(true)}>
        <Ellipsis aria-hidden className="size-5" />
        <span className="max-w-full truncate">{t('more')}</span>
      </button>
      <LazyWindow store={moreWindow} load={load} props={props} />
    </nav>
  )
}
