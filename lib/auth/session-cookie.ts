/**
 * The signed-in person of a request, from next-auth's session cookie and then from the database, so that a sign-out
 * everywhere counts at once. Works wherever a Cookie header is: routes, pages, tests.
 */
import { parse, serialize } from 'cookie'
import { decode, encode } from 'next-auth/jwt'
import { config } from '../config/env.ts'
import { type TeamRow, teamsOfUser } from '../db/teams.ts'
import { findUser } from '../db/users.ts'
import { AppError } from '../errors.ts'
import { derivedKey } from './signing-key.ts'

export interface CurrentUser {
  id: string
  email: string
  name: string
  isServerOwner: boolean
  /** False: signs in with a provider only. */
  hasPassword: boolean
  sessionVersion: number
  /** Their own first; never empty unless they left every team. */
  teams: TeamRow[]
}

export const SESSION_MAX_AGE_S = 30 * 24 * 3600

/** Cookies are shared by all ports of a host: our own name keeps other programs' sign-ins out of the way. */
export function sessionCookieName(): string {
  return isSecure() ? '__Host-agent-logger.session' : 'agent-logger.session'
}

/** Behind TLS, as the public address says. */
export function isSecure(): boolean {
  return config().publicUrl.startsWith('https:')
}

/** What the cookie says. */
export interface SessionClaims {
  sub: string
  sessionVersion: number
}

/** A cookie's value for a person; next-auth writes the same. */
export async function sealSession(claims: SessionClaims): Promise<string> {
  return encode({ token: { ...claims }, secret: derivedKey('session'), maxAge: SESSION_MAX_AGE_S })
}

/** The `Set-Cookie` of a session that goes on after a password change. */
export async function sessionCookie(claims: SessionClaims): Promise<string> {
  return serialize(sessionCookieName(), await sealSession(claims), {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: isSecure(),
    maxAge: SESSION_MAX_AGE_S,
  })
}

/** Null without a cookie; throws `session-revoked` for one that was ended elsewhere. */
export async function userOfCookies(cookieHeader: string | null | undefined): Promise<CurrentUser | null> {
  const sealed = parse(cookieHeader ?? '')[sessionCookieName()]
  if (!sealed) return null
  const claims = await decode({ token: sealed, secret: derivedKey('session') }).catch(() => null)
  if (!claims?.sub || typeof claims.sessionVersion !== 'number') return null
  const user = await findUser(claims.sub)
  if (user?.sessionVersion !== claims.sessionVersion) throw new AppError('session-revoked')
  const { id, email, name, isServerOwner, sessionVersion, passwordHash } = user
  return {
    id,
    email,
    name,
    isServerOwner,
    sessionVersion,
    hasPassword: passwordHash !== null,
    teams: await teamsOfUser(id),
  }
}
