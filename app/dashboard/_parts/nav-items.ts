/** The places of the dashboard: path, icon, name and the key that follows `g`. */
import type { IconComponent } from '#app/_ui/icon.tsx'
import { KeyRound, Link2, MonitorSmartphone, ScrollText, Server, Settings, Users } from '#app/_ui/icons.ts'

export interface NavItem {
  href: string
  name: 'devices' | 'sessions' | 'tokens' | 'links' | 'team' | 'server' | 'settings'
  icon: IconComponent
  key: string
}

export const NAV_ITEMS: readonly NavItem[] = [
  { href: '/dashboard', name: 'devices', icon: MonitorSmartphone, key: 'd' },
  { href: '/dashboard/sessions', name: 'sessions', icon: ScrollText, key: 's' },
  { href: '/dashboard/tokens', name: 'tokens', icon: KeyRound, key: 't' },
  { href: '/dashboard/links', name: 'links', icon: Link2, key: 'l' },
  { href: '/dashboard/team', name: 'team', icon: Users, key: 'm' },
  { href: '/dashboard/server', name: 'server', icon: Server, key: 'v' },
  { href: '/dashboard/settings', name: 'settings', icon: Settings, key: ',' },
]

/** Devices are at the root of the dashboard, under /devices and together under /live, so all mark the same place. */
export function isCurrent(item: NavItem, pathname: string): boolean {
  if (item.name === 'devices') return pathname === '/dashboard' || /^\/dashboard\/(devices|live)/.test(pathname)
  return pathname === item.href || pathname.startsWith(`${item.href}/`)
}

/** The live page gives its space to records: the rail narrows, the bottom bar hides, and the page has its own keys. */
export function isLivePage(pathname: string): boolean {
  return /^\/dashboard\/(sessions\/[^/]+|live$)/.test(pathname)
}
