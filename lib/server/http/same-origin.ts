/** Prevents CSRF: a change made with a cookie must come from one of our own pages. */
import { AppError } from '#lib/protocol/app-error.ts'
import { isOwnOrigin, type OriginRule } from './own-origin.ts'

/**
 * Throws `origin-refused`. Browsers name the origin of a request in `Sec-Fetch-Site`, or over plain HTTP only in `Origin`.
 * With `mayBeSilent`, a client that sends neither is accepted: it is not a browser, and the route grants it nothing that
 * the public does not have.
 */
export function assertSameOrigin(headers: Headers, rule: OriginRule, mayBeSilent: boolean): void {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  if (site === null && origin === null && mayBeSilent) return
  const isOwn =
    site !== null ? site === 'same-origin' : isOwnOrigin(origin ?? undefined, headers.get('host') ?? undefined, rule)
  if (!isOwn) throw new AppError('origin-refused')
}
