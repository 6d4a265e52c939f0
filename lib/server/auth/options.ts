/**
 * Options for next-auth 4: the ways to sign in, and the contents of the session cookie. The rules are in the files it
 * calls.
 */
import type { NextAuthOptions } from 'next-auth'
import type { JWT } from 'next-auth/jwt'
import { AppError, isAppError } from '#lib/protocol/app-error.ts'
import { config } from '#lib/server/config/env.ts'
import { findUserOfAccount } from '#lib/server/db/accounts.ts'
import { isDatabaseAway } from '#lib/server/db/client.ts'
import { findUser, type User } from '#lib/server/db/users.ts'
import { endOneSignIn } from './end-sign-ins.ts'
import { userOfProvider } from './oauth-account.ts'
import { openSignIn, type SignInOrigin } from './open-sign-in.ts'
import { oauthProviders, providerProfile } from './providers.ts'
import {
  claimsOfCookies,
  isSecure,
  readClaims,
  type SessionClaims,
  sessionCookieName,
  sessionMaxAgeS,
} from './session-cookie.ts'
import { signInWithPassword } from './sign-in.ts'
import { auditRefusedSignIn, auditSignedIn, auditSignedOut } from './sign-in-audit.ts'
import { attemptSource } from './sign-in-limiter.ts'
import { derivedKey } from './signing-key.ts'

export interface AuthRequest {
  /** The cookies that the request came with. */
  cookieHeader?: string | null
  /** Whether other clients have the same address. */
  isShared?: boolean
  /** Seconds that a renewed cookie is good for; absent: as long as a new sign-in. */
  maxAgeS?: number
  /** The invitation that a new person accepts by signing up through a provider. */
  heldInviteId?: string | null
  /** Called after somebody signed in. */
  onSignedIn?: (user: User) => void
}

/** `origin`: where the request came from; it is kept with a sign-in that the request opens. */
export function authOptions(origin: SignInOrigin, request: AuthRequest = {}): NextAuthOptions {
  const isOverTls = isSecure()
  const { cookieHeader = null, heldInviteId = null, maxAgeS = sessionMaxAgeS(), onSignedIn } = request
  return {
    secret: derivedKey('session'),
    session: { strategy: 'jwt', maxAge: maxAgeS },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    useSecureCookies: isOverTls,
    cookies: {
      sessionToken: {
        name: sessionCookieName(),
        options: { httpOnly: true, sameSite: 'lax', path: '/', secure: isOverTls },
      },
    },
    providers: [passwordProvider(origin, request), ...oauthProviders(config())],
    callbacks: {
      // next-auth keeps this address in a cookie, so it never gets a fragment: that may hold the secret of a link.
      redirect: ({ url, baseUrl }) => ownAddress(url, baseUrl),
      signIn: async ({ account, profile }) => {
        if (account?.type !== 'oauth') return true
        const { provider, providerAccountId } = account
        try {
          const user = await userOfProvider({ provider, providerAccountId }, providerProfile(profile), Date.now(), {
            heldInviteId,
            origin,
          })
          if (user.disabledAt) throw new AppError('account-disabled')
          return true
        } catch (error) {
          if (!isAppError(error)) throw new Error('internal', { cause: error })
          await auditRefusedSignIn(
            'sign-in.failed',
            providerProfile(profile).email ?? '',
            error.code,
            origin,
            Date.now(),
          )
          return `/sign-in?error=${error.code === 'conflict' ? 'OAuthAccountNotLinked' : error.code}`
        }
      },
      // `user` and `account` are set only at sign-in; later calls seal the same claims again.
      jwt: async ({ token, user, account }) => {
        if (!user || !account) return claimsToKeep(token)
        const { type, provider, providerAccountId } = account
        const person =
          type === 'oauth' ? await findUserOfAccount({ provider, providerAccountId }) : await findUser(user.id)
        if (!person) throw new Error('internal')
        const nowMs = Date.now()
        const method = type === 'oauth' ? provider : 'password'
        await endReplaced(cookieHeader, nowMs)
        const claims = await openSignIn(person, { method, secondFactorAtMs: null }, origin, nowMs)
        await auditSignedIn(person, method, origin, nowMs)
        onSignedIn?.(person)
        return { ...claims }
      },
      session: ({ session, token }) => Object.assign(session, { user: { id: token.sub } }),
    },
    events: {
      signOut: async ({ token }) => {
        const claims = readClaims(token)
        if (!claims) return
        const nowMs = Date.now()
        if (!(await endOneSignIn(claims.signInId, claims.sub, nowMs))) return
        const person = await findUser(claims.sub)
        if (person) await auditSignedOut(person, origin, nowMs)
      },
    },
    // next-auth's own logger prints stacks and providers' responses.
    logger: {
      error: (code) => console.error(`${new Date().toISOString()} sign-in failed: ${String(code).replace(/\W/g, '')}`),
      warn: () => undefined,
      debug: () => undefined,
    },
  }
}

/** The sign-in of the cookie that the new one overwrites: nobody could end it by signing out. */
async function endReplaced(cookieHeader: string | null, nowMs: number): Promise<void> {
  const claims = await claimsOfCookies(cookieHeader)
  if (claims) await endOneSignIn(claims.signInId, claims.sub, nowMs)
}

/** The address without its fragment; the base of this server for any other server's, and for what is no address. */
function ownAddress(url: string, baseUrl: string): string {
  if (!URL.canParse(url, baseUrl)) return baseUrl
  const target = new URL(url, baseUrl)
  target.hash = ''
  return target.origin === new URL(baseUrl).origin ? target.href : baseUrl
}

/** A cookie of an earlier version gets the id of the row that stands for it. */
function claimsToKeep(token: JWT): JWT {
  const claims = readClaims(token)
  if (!claims) return token
  const { sub, sessionVersion, signInId }: SessionClaims = claims
  return { sub, sessionVersion, signInId }
}

/** The form is ours: next-auth passes on the message of a thrown error, so the message is an error code. */
function passwordProvider(
  origin: SignInOrigin,
  { cookieHeader, isShared = false }: AuthRequest,
): NextAuthOptions['providers'][number] {
  return {
    id: 'credentials',
    name: 'Password',
    type: 'credentials',
    credentials: {},
    authorize: async (credentials: Partial<Record<string, unknown>> | undefined) => {
      const { email, password } = credentials ?? {}
      if (typeof email !== 'string' || typeof password !== 'string') throw new Error('wrong-credentials')
      const nowMs = Date.now()
      const source = attemptSource(email, { address: isShared ? null : origin.address, cookieHeader })
      const onLocked = () => auditRefusedSignIn('sign-in.locked', email, 'too-many-requests', origin, nowMs)
      try {
        const { id } = await signInWithPassword(email, password, origin.address, { ...source, onLocked })
        return { id }
      } catch (error) {
        const code = isAppError(error) ? error.code : isDatabaseAway(error) ? 'server-busy' : 'internal'
        if (code === 'wrong-credentials' || code === 'account-disabled')
          await auditRefusedSignIn('sign-in.failed', email, code, origin, nowMs)
        throw new Error(code)
      }
    },
  }
}
