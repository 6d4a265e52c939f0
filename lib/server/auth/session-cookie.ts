/**
 * The signed-in user of a request, read from next-auth's session cookie and then from the database, so that whatever ends a
 * sign-in takes effect at once. Works wherever there is a Cookie header: routes, pages, tests.
 */
import { createHash } from 'node:crypto'
import { parse, serialize } from 'cookie'
import { decode, encode, type JWT } from 'next-auth/jwt'
import { AppError, isAppError } from '#lib/protocol/app-error.ts'
import { config } from '#lib/server/config/env.ts'
import { isUniqueViolation } from '#lib/server/db/client.ts'
import { createSignIn, findSignIn, type SignInOfUser, touchSignIn } from '#lib/server/db/sign-ins.ts'
import { type TeamRow, teamsOfUser } from '#lib/server/db/teams.ts'
import { findUser } from '#lib/server/db/users.ts'
import { endExcessSignInsOf } from './end-sign-ins.ts'
import { isFactorWanted } from './factor-policy.ts'
import { type SignInStage, signInStage, stageFault } from './sign-in-stage.ts'
import { signInFault } from './sign-in-state.ts'
import { derivedKey } from './signing-key.ts'

/** The browser's sign-in that a request came with. */
export interface CurrentSignIn {
  id: string
  method: string
  createdAtMs: number
  /** When the person last proved who they are. */
  confirmedAtMs: number
  /** Whether they gave a second factor. */
  hasSecondFactor: boolean
}

export interface CurrentUser {
  id: string
  email: string
  name: string
  isServerOwner: boolean
  /** False when they sign in only through a provider. */
  hasPassword: boolean
  isEmailVerified: boolean
  /** Language of their mails; null when they never chose one. */
  locale: string | null
  sessionVersion: number
  signIn: CurrentSignIn
  /** `complete`, unless the reader of the cookie accepted less. */
  stage: SignInStage
  hasTotp: boolean
  passkeys: number
  /** Oldest membership first; empty only if they left every team. */
  teams: TeamRow[]
}

/** All ports of a host share cookies, so a name of our own avoids clashes with other programs. */
export function sessionCookieName(): string {
  return isSecure() ? '__Host-agent-logger.session' : 'agent-logger.session'
}

/** True when the public URL says that the server is behind TLS. */
export function isSecure(): boolean {
  return config().publicUrl.startsWith('https:')
}

/** Lifetime of the cookie. The sign-in's row may end earlier. */
export function sessionMaxAgeS(): number {
  return config().signInMaxMs / 1000
}

/** The claims in a cookie. */
export interface SessionClaims {
  sub: string
  sessionVersion: number
  /** Absent in cookies of versions that had no rows for sign-ins. */
  signInId?: string
}

/** The cookie value for a user, as next-auth would write it. */
export async function sealSession(claims: SessionClaims, maxAgeS = sessionMaxAgeS()): Promise<string> {
  return encode({ token: { ...claims }, secret: derivedKey('session'), maxAge: maxAgeS })
}

/** The `Set-Cookie` header for a sign-in that began at `createdAtMs`; the cookie expires when the sign-in has to. */
export async function sessionCookie(
  claims: SessionClaims,
  createdAtMs = Date.now(),
  nowMs = Date.now(),
): Promise<string> {
  const maxAgeS = remainingS(createdAtMs, nowMs)
  return serialize(sessionCookieName(), await sealSession(claims, maxAgeS), {
    ...COOKIE,
    secure: isSecure(),
    maxAge: maxAgeS,
  })
}

/** The `Set-Cookie` header that removes it. */
export function noSessionCookie(): string {
  return serialize(sessionCookieName(), '', { ...COOKIE, secure: isSecure(), maxAge: 0 })
}

const COOKIE = { httpOnly: true, sameSite: 'lax', path: '/' } as const

/** Whole seconds until the longest life of a sign-in is over, at least 0. */
export function remainingS(createdAtMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((createdAtMs + config().signInMaxMs - nowMs) / 1000))
}

export interface CookieReading {
  /** Where the request came from, to show in the list of sign-ins; null leaves what is there. */
  seen?: { address: string; userAgent: string } | null
  nowMs?: number
  /** Stages that count besides `complete`. */
  accepts?: readonly SignInStage[]
}

/**
 * Null without a cookie. Throws `session-revoked` for a sign-in that was ended, `session-expired` for one that is too old or
 * was not used for too long, and `account-disabled`. Throws `second-factor-required` and `second-factor-missing` for a stage
 * that is not accepted.
 */
export async function userOfCookies(
  cookieHeader: string | null | undefined,
  { seen = null, nowMs = Date.now(), accepts = [] }: CookieReading = {},
): Promise<CurrentUser | null> {
  const claims = await claimsOfCookies(cookieHeader)
  if (!claims) return null
  const signIn = (await findSignIn(claims.signInId)) ?? (await adoptEarlier(claims, seen, nowMs))
  if (signIn?.userId !== claims.sub) throw new AppError('session-revoked')
  // First: disabling an account also raises its session version, and the person should learn why they are signed out.
  if (signIn.user.disabledAt !== null) throw new AppError('account-disabled')
  if (signIn.user.sessionVersion !== claims.sessionVersion) throw new AppError('session-revoked')
  const fault = signInFault(signIn, config(), nowMs)
  if (fault) throw fault
  const teams = await teamsOfUser(signIn.userId)
  const stage = await stageOf(signIn, teams)
  const missing = stageFault(stage, accepts)
  if (missing) throw missing
  await touchSignIn(signIn, seen, nowMs)
  const { id, email, name, isServerOwner, sessionVersion, passwordHash, emailVerifiedAt, locale } = signIn.user
  return {
    ...{ id, email, name, isServerOwner, sessionVersion, locale },
    hasPassword: passwordHash !== null,
    isEmailVerified: emailVerifiedAt !== null,
    signIn: {
      id: signIn.id,
      method: signIn.method,
      createdAtMs: signIn.createdAt.getTime(),
      confirmedAtMs: signIn.confirmedAt.getTime(),
      hasSecondFactor: signIn.secondFactorAt !== null,
    },
    stage,
    hasTotp: signIn.user.totpConfirmedAt !== null,
    passkeys: signIn.user._count.passkeys,
    teams,
  }
}

/** How far a sign-in has come, by what the database knows of its person. `teams` are theirs. */
export async function stageOf(
  { secondFactorAt, user }: SignInOfUser,
  teams: readonly Pick<TeamRow, 'requiresSecondFactor'>[],
): Promise<SignInStage> {
  return signInStage({
    hasFactor: user.totpConfirmedAt !== null || user._count.passkeys > 0,
    hasGivenFactor: secondFactorAt !== null,
    isFactorWanted: await isFactorWanted(user, teams),
  })
}

/** The claims of a cookie that is signed by this server and has not expired, whatever became of its sign-in. */
export async function claimsOfCookies(
  cookieHeader: string | null | undefined,
): Promise<(Required<SessionClaims> & { isEarlier: boolean }) | null> {
  const sealed = parse(cookieHeader ?? '')[sessionCookieName()]
  if (!sealed) return null
  const claims = await decode({ token: sealed, secret: derivedKey('session') }).catch(() => null)
  return claims && readClaims(claims)
}

/** Also for next-auth's callbacks. A cookie of an earlier version gets an id that depends only on the cookie. */
export function readClaims(claims: JWT): (Required<SessionClaims> & { isEarlier: boolean }) | null {
  const { sub, sessionVersion, signInId, jti } = claims
  if (!sub || typeof sessionVersion !== 'number') return null
  if (typeof signInId === 'string') return { sub, sessionVersion, signInId, isEarlier: false }
  if (typeof jti !== 'string') return null
  return { sub, sessionVersion, signInId: earlierId(jti), isEarlier: true }
}

function earlierId(jti: string): string {
  return `earlier-${createHash('sha256').update(jti).digest('hex').slice(0, 32)}`
}

/** Gives the cookie of an earlier version its row, so that people stay signed in after an update. */
async function adoptEarlier(
  { sub, signInId, isEarlier }: Required<SessionClaims> & { isEarlier: boolean },
  seen: CookieReading['seen'],
  nowMs: number,
) {
  if (!isEarlier || !(await findUser(sub))) return null
  const { address = '', userAgent = '' } = seen ?? {}
  // Nobody knows when they last proved who they are.
  const unproved = { secondFactorAtMs: null, confirmedAtMs: 0 }
  const row = { id: signInId, userId: sub, method: 'earlier', address, userAgent, ...unproved }
  await createSignIn(row, nowMs).catch((error: unknown) => {
    // Another request with the same cookie was faster.
    if (!isUniqueViolation(error)) throw error
  })
  await endExcessSignInsOf(sub, nowMs)
  return findSignIn(signInId)
}

/** True for the errors that mean: this browser is not signed in, or not completely. */
export function isNotSignedIn(error: unknown): boolean {
  return isAppError(error) && NOT_SIGNED_IN.has(error.code)
}

const NOT_SIGNED_IN: ReadonlySet<string> = new Set([
  'session-revoked',
  'session-expired',
  'account-disabled',
  'second-factor-required',
  'second-factor-missing',
])
