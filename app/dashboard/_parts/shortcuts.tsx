'use client'

/** The acts of every page of the dashboard: its places, its search and the windows that open anywhere. */
import { usePathname, useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { ActionHost } from '#app/_actions/action-host.tsx'
import type { Action } from '#app/_actions/action-registry.ts'
import { useActions } from '#app/_actions/use-actions.ts'
import { KeyRound, Search } from '#app/_ui/icons.ts'
import { isLivePage, NAV_ITEMS } from './nav-items.ts'
import { tokenWindow } from './open-store.ts'

const loadPalette = () => import('./team-palette.tsx')

export function Shortcuts() {
  const t = useTranslations('dashboard')
  const tTokens = useTranslations('tokens')
  const router = useRouter()
  // The live page has its own `g` and `/`.
  const isLive = isLivePage(usePathname())
  const actions: Action[] = NAV_ITEMS.map(({ href, name, icon, key }) => ({
    id: `go-${name}`,
    group: 'go',
    label: t('shortcutGo', { page: t(name) }),
    icon,
    ...(isLive ? {} : { keys: [`g ${key}`] }),
    run: () => router.push(href),
  }))
  if (!isLive)
    actions.push({
      id: 'search',
      group: 'page',
      label: t('shortcutSearch'),
      keys: ['/'],
      icon: Search,
      run: focusSearch,
    })
  actions.push({
    id: 'create-token',
    group: 'go',
    label: tTokens('create'),
    icon: KeyRound,
    run: () => tokenWindow.setOpen(true),
  })
  useActions(actions)
  return <ActionHost loadPalette={loadPalette} />
}

function focusSearch(): void {
  const search = document.querySelector<HTMLInputElement>('input[type=search]')
  search?.focus()
  search?.select()
}
