/** Where to go after signing in: a path of this server, whatever the address asked for. */

/** The path of a same-origin `callbackUrl`; the dashboard for everything else ("//host", "/\host", "/.//host", "javascript:" …). */
export function callbackPath(wanted: string | string[] | undefined | null, origin = 'http://own'): string {
  if (typeof wanted !== 'string' || !URL.canParse(wanted, origin)) return '/dashboard'
  const { origin: target, pathname, search, hash } = new URL(wanted, origin)
  // "/.//host" is a path of ours whose own path reads "//host": a browser would take that for another host.
  const isOwn = target === new URL(origin).origin && !pathname.startsWith('//')
  return isOwn ? pathname + search + hash : '/dashboard'
}
