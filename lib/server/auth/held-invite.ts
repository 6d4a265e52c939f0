/**
 * Remembers for 15 minutes that this browser has shown an invitation's secret, while its person signs in, perhaps through a
 * provider on another site. The cookie holds the invitation's id and a signature, never the secret: a person who reads it in
 * a log cannot use the invite link, and it dies with the invitation.
 */
import { timingSafeEqual } from 'node:crypto'
import { parse, serialize } from 'cookie'
import { isId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { isSecure } from './session-cookie.ts'
import { signatureOf } from './signing-key.ts'

export function heldInviteCookieName(): string {
  return isSecure() ? '__Host-agent-logger.invite' : 'agent-logger.invite'
}

/** The `Set-Cookie` header that remembers the invitation. */
export function heldInviteCookie(inviteId: string, nowMs: number): string {
  const body = `${inviteId}.${nowMs + LIMITS.inviteHoldMs}`
  return setCookie(`${body}.${signatureOf('held-invite', body).toString('base64url')}`, LIMITS.inviteHoldMs / 1000)
}

/** The `Set-Cookie` header that forgets it. */
export function forgottenInviteCookie(): string {
  return setCookie('', 0)
}

function setCookie(value: string, maxAge: number): string {
  // Lax: the provider's site leads back here with a link.
  return serialize(heldInviteCookieName(), value, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: isSecure(),
    maxAge,
  })
}

/** The id of the invitation that this browser has shown, or null. Whether it can still be used is for the caller to check. */
export function heldInviteOf(cookieHeader: string | null | undefined, nowMs: number): string | null {
  const value = parse(cookieHeader ?? '')[heldInviteCookieName()] ?? ''
  if (value.length > 256) return null
  const [id = '', untilMs = '', signature = '', ...rest] = value.split('.')
  const given = Buffer.from(signature, 'base64url')
  const wanted = signatureOf('held-invite', `${id}.${untilMs}`)
  if (rest.length > 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null
  return isId(id) && Number(untilMs) > nowMs ? id : null
}
