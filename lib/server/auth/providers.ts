/**
 * GitHub, Google and generic OpenID Connect in next-auth's format, and how each one says that an address is verified.
 * These are plain objects because next-auth's own factories accept any address that GitHub lists.
 */
import type { OAuthConfig } from 'next-auth/providers/oauth'
import type { Config } from '#lib/server/config/env.ts'
import type { ProviderProfile } from './oauth-account.ts'

interface Profile {
  sub?: string
  id?: number
  login?: string
  name?: string | null
  email?: string | null
  email_verified?: boolean | string
}

/** How long a provider's API may take to answer, in milliseconds. A person is waiting to sign in. */
const PROVIDER_MS = 10_000

export function oauthProviders({ providers: { github, google, oidc } }: Config): OAuthConfig<Profile>[] {
  const configured: OAuthConfig<Profile>[] = []
  if (github) configured.push({ ...GITHUB, clientId: github.id, clientSecret: github.secret })
  if (google)
    configured.push({ ...openId('google', 'Google', GOOGLE), clientId: google.id, clientSecret: google.secret })
  if (oidc) configured.push({ ...openId('oidc', oidc.name, oidc.issuer), clientId: oidc.id, clientSecret: oidc.secret })
  return configured
}

/** The fields of a profile that we read, for every provider. */
export function providerProfile(profile: unknown): ProviderProfile {
  const { email, name, login, email_verified } = (profile ?? {}) as Profile
  return { email, name: name ?? login, isEmailVerified: email_verified === true || email_verified === 'true' }
}

const GOOGLE = 'https://accounts.google.com'

function openId(id: string, name: string, issuer: string): OAuthConfig<Profile> {
  return {
    id,
    name,
    type: 'oauth',
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: 'openid email profile' } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    profile: ({ sub = '' }) => ({ id: sub }),
  }
}

const GITHUB: OAuthConfig<Profile> = {
  id: 'github',
  name: 'GitHub',
  type: 'oauth',
  issuer: 'https://github.com/login/oauth',
  authorization: { url: 'https://github.com/login/oauth/authorize', params: { scope: 'read:user user:email' } },
  token: 'https://github.com/login/oauth/access_token',
  userinfo: {
    url: 'https://api.github.com/user',
    request: async ({ tokens }) => {
      const user = await askGithub<Profile>('user', tokens.access_token)
      const emails = await askGithub<{ email: string; primary: boolean; verified: boolean }[]>(
        'user/emails',
        tokens.access_token,
      )
      const email = emails.find((each) => each.primary && each.verified)?.email ?? null
      return { sub: String(user.id), name: user.name ?? user.login ?? '', email: email ?? '', email_verified: !!email }
    },
  },
  checks: ['pkce', 'state'],
  profile: ({ sub = '' }) => ({ id: sub }),
}

async function askGithub<T>(path: string, accessToken: string | undefined): Promise<T> {
  const response = await fetch(`https://api.github.com/${path}`, {
    headers: { authorization: `Bearer ${accessToken}`, accept: 'application/vnd.github+json' },
    signal: AbortSignal.timeout(PROVIDER_MS),
  })
  if (!response.ok) throw new Error(`GitHub answered ${response.status} to ${path}`)
  return (await response.json()) as T
}
