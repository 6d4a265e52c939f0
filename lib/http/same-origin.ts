/** Keeps foreign pages from acting with a person's cookie (CSRF): a change must come from one of our own pages. */
import { AppError } from '../errors.ts'
import { isOwnOrigin, type OriginRule } from './own-origin.ts'

/**
 * Throws `origin-refused`. Browsers say where a request comes from by `Sec-Fetch-Site`, or on plain-http addresses by
 * `Origin` alone. With `mayBeSilent` a client that says neither is let through: it is no browser, and the route gives
 * it no more rights than anybody has.
 */
export function assertSameOrigin(headers: Headers, rule: OriginRule, mayBeSilent: boolean): void {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  if (site === null && origin === null && mayBeSilent) return
  const isOwn =
    site !== null ? site === 'same-origin' : isOwnOrigin(origin ?? undefined, headers.get('host') ?? undefined, rule)
  if (!isOwn) throw new AppError('origin-refused')
}
