/** The path to open after signing in. It is always on this server, whatever the URL asks for. */

/** Returns the path of a same-origin `callbackUrl`, and the dashboard for everything else ("//host", "/\host", "/.//host", "javascript:" …). */
export function callbackPath(wanted: string | string[] | undefined | null, origin = 'http://own'): string {
  if (typeof wanted !== 'string' || !URL.canParse(wanted, origin)) return '/dashboard'
  const { origin: target, pathname, search, hash } = new URL(wanted, origin)
  // "/.//host" is on this server, but its normalized path is "//host", which a browser takes for another host.
  const isOwn = target === new URL(origin).origin && !pathname.startsWith('//')
  return isOwn ? pathname + search + hash : '/dashboard'
}
