/** Where to go after signing in: a path of this server, whatever the address asked for. */

/** The path of a same-origin `callbackUrl`; the dashboard for everything else ("//host", "/\host", "javascript:" …). */
export function callbackPath(wanted: string | string[] | undefined | null, origin = 'http://own'): string {
  if (typeof wanted !== 'string' || !URL.canParse(wanted, origin)) return '/dashboard'
  const url = new URL(wanted, origin)
  return url.origin === new URL(origin).origin ? url.pathname + url.search + url.hash : '/dashboard'
}
