/** Where a page leads when the person is no longer signed in. */
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'

/** Codes after which only a new sign-in helps, and which the sign-in page explains. */
const SIGNED_OUT = new Set<ErrorCodeName>(['session-revoked', 'session-expired', 'account-disabled'])

export function isSignedOutCode(code: ErrorCodeName): boolean {
  return SIGNED_OUT.has(code) || code === 'not-signed-in' || code === 'second-factor-required'
}

/** The reason to show for `?reason=`; null for anything that is not one. */
export function signedOutReason(wanted: string | string[] | null | undefined): ErrorCodeName | null {
  return SIGNED_OUT.has(wanted as ErrorCodeName) ? (wanted as ErrorCodeName) : null
}

/** The sign-in page, which says why and comes back to `path`. */
export function signInHref(path: string, code: ErrorCodeName): string {
  const query = new URLSearchParams({ callbackUrl: path })
  if (signedOutReason(code)) query.set('reason', code)
  return `/sign-in?${query}`
}
