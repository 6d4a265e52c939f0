/** What the settings say about how people and devices reach the server. Pure. */
import { isIP } from 'node:net'
import type { Config } from '#lib/server/config/env.ts'
import { type Finding, ok, warning } from './finding.ts'

type Reach = Pick<Config, 'publicUrl' | 'isPublicUrlSet' | 'host' | 'trustedProxies' | 'signUp'>

export function addressFindings(config: Reach): Finding[] {
  return [publicUrlFinding(config), proxyFinding(config), signUpFinding(config)]
}

function publicUrlFinding({ publicUrl, isPublicUrlSet, host }: Reach): Finding {
  const about = 'address'
  if (!isPublicUrlSet)
    return isLoopback(host)
      ? ok(about, `PUBLIC_URL is not set; the server listens on this machine only, as ${publicUrl}.`)
      : warning(
          about,
          `PUBLIC_URL is not set, so links in mail and invites begin with ${publicUrl}.`,
          'Set PUBLIC_URL to the address that people open, such as https://logs.example.com.',
        )
  if (publicUrl.startsWith('http:') && !isPrivateHost(new URL(publicUrl).hostname))
    return warning(
      about,
      `PUBLIC_URL is ${publicUrl}: passwords, cookies and logs cross the network unencrypted, and passkeys do not work.`,
      'Put a proxy with TLS in front of the server, and set PUBLIC_URL to its https address.',
    )
  return ok(about, `People open ${publicUrl}.`)
}

/** With https in PUBLIC_URL a proxy stands in front, because the server itself speaks http. */
function proxyFinding({ publicUrl, trustedProxies }: Reach): Finding {
  const about = 'proxies'
  if (trustedProxies.length > 0) return ok(about, `X-Forwarded-For counts from ${trustedProxies.join(', ')}.`)
  if (publicUrl.startsWith('https:'))
    return warning(
      about,
      'PUBLIC_URL is https, so a proxy stands in front of the server, but TRUSTED_PROXIES is empty: all clients look like one.',
      'Set TRUSTED_PROXIES to the addresses of the proxy, such as 127.0.0.1, and let the proxy send X-Forwarded-For.',
    )
  return ok(about, 'Clients connect directly.')
}

function signUpFinding({ publicUrl, signUp, isPublicUrlSet }: Reach): Finding {
  const about = 'sign-up'
  if (signUp === 'open' && isPublicUrlSet && !isPrivateHost(new URL(publicUrl).hostname))
    return warning(
      about,
      'Anyone who finds the server can create an account.',
      'Set SIGN_UP=invite if only your people may join.',
    )
  return ok(about, `Sign-up is ${signUp}.`)
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host)
}

/** True for loopback, for addresses of private networks and for names without a public suffix. */
function isPrivateHost(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '')
  if (isLoopback(name)) return true
  if (isIP(name) === 4) return /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(name)
  if (isIP(name) === 6) return /^f[cd]|^fe[89ab]/i.test(name)
  return !name.includes('.') || /\.(local|lan|internal|home\.arpa|test|localhost)$/.test(name)
}
