/** The addresses of the pages that need no id, for stories that look at every page. */

export const PUBLIC_PAGES = [
  '/sign-in',
  '/sign-up',
  '/forgot',
  '/reset',
  '/confirm',
  '/invite',
  '/setup',
  '/open',
  '/help',
  '/help/troubleshooting',
  '/server/api',
] as const

export const SIGNED_IN_PAGES = [
  '/dashboard',
  '/dashboard/sessions',
  '/dashboard/live?label=none',
  '/dashboard/tokens',
  '/dashboard/links',
  '/dashboard/team',
  '/dashboard/team/audit',
  '/dashboard/settings',
  '/dashboard/server',
  '/dashboard/server/administration',
  '/dashboard/server/audit',
  '/nowhere',
] as const
