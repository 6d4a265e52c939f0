/** next-auth 4's options: which ways to sign in there are, and what the session cookie holds. Rules stand in the files it calls. */
import type { NextAuthOptions } from 'next-auth'
import { config } from '../config/env.ts'
import { findUserOfAccount } from '../db/accounts.ts'
import { findUser } from '../db/users.ts'
import { isAppError } from '../errors.ts'
import { clientAddressOf } from './client-address.ts'
import { userOfProvider } from './oauth-account.ts'
import { oauthProviders, providerProfile } from './providers.ts'
import { isSecure, SESSION_MAX_AGE_S, sessionCookieName } from './session-cookie.ts'
import { signInWithPassword } from './sign-in.ts'
import { derivedKey } from './signing-key.ts'

export function authOptions(): NextAuthOptions {
  const isOverTls = isSecure()
  return {
    secret: derivedKey('session'),
    session: { strategy: 'jwt', maxAge: SESSION_MAX_AGE_S },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    useSecureCookies: isOverTls,
    cookies: {
      sessionToken: {
        name: sessionCookieName(),
        options: { httpOnly: true, sameSite: 'lax', path: '/', secure: isOverTls },
      },
    },
    providers: [PASSWORD, ...oauthProviders(config())],
    callbacks: {
      signIn: async ({ account, profile }) => {
        if (account?.type !== 'oauth') return true
        const { provider, providerAccountId } = account
        try {
          await userOfProvider({ provider, providerAccountId }, providerProfile(profile), Date.now())
          return true
        } catch (error) {
          if (!isAppError(error)) throw new Error('internal', { cause: error })
          return `/sign-in?error=${error.code === 'conflict' ? 'OAuthAccountNotLinked' : error.code}`
        }
      },
      // Called with a user or account at sign-in only; later the cookie is sealed again as it was.
      jwt: async ({ token, user, account }) => {
        if (!user || !account) return token
        const { type, provider, providerAccountId } = account
        const person =
          type === 'oauth' ? await findUserOfAccount({ provider, providerAccountId }) : await findUser(user.id)
        if (!person) throw new Error('internal')
        return { sub: person.id, sessionVersion: person.sessionVersion }
      },
      session: ({ session, token }) => Object.assign(session, { user: { id: token.sub } }),
    },
    // Its own logger prints stacks and what providers answered.
    logger: {
      error: (code) => console.error(`${new Date().toISOString()} sign-in failed: ${String(code).replace(/\W/g, '')}`),
      warn: () => undefined,
      debug: () => undefined,
    },
  }
}

/** The form is ours: next-auth hands on the message of what is thrown, and that is a code. */
const PASSWORD: NextAuthOptions['providers'][number] = {
  id: 'credentials',
  name: 'Password',
  type: 'credentials',
  credentials: {},
  authorize: async (credentials: Partial<Record<string, unknown>> | undefined, request) => {
    const { email, password } = credentials ?? {}
    if (typeof email !== 'string' || typeof password !== 'string') throw new Error('wrong-credentials')
    try {
      const { id } = await signInWithPassword(email, password, clientAddressOf(request.headers))
      return { id }
    } catch (error) {
      throw new Error(isAppError(error) ? error.code : 'internal')
    }
  },
}
