/**
 * Security headers for every page. Scripts need a nonce that is new for each response; nothing loads from other origins; and
 * pages connect only to their own server. The caller also sets the policy on the request, where Next reads the nonce.
 */
import { randomBytes } from 'node:crypto'

export interface PageContext {
  nonce: string
  /** Public origin, such as https://logs.example.com. */
  origin: string
  /** Development mode: hot reload needs eval and its own socket. */
  isDevelopment: boolean
  /** Path of the page, without the query. */
  path: string
  /** Whether browsers use TLS for the subdomains of this host as well. */
  isHstsForSubdomains?: boolean
}

/** Pages that show sessions from other relays and from phones on the reader's network. */
const OPENS_OTHERS = /^\/open$/
/** Pages that scan QR codes with WebAssembly. Client-side navigation keeps the policy of the page that was loaded. */
const SCANS = /^\/(?:open|dashboard)(?:\/|$)/

export function createNonce(): string {
  return randomBytes(16).toString('base64')
}

/** Header names in lower case; includes `content-security-policy`. */
export function securityHeaders({
  nonce,
  origin,
  isDevelopment,
  path,
  isHstsForSubdomains = false,
}: PageContext): Record<string, string> {
  const socketOrigin = origin.replace(/^http/, 'ws')
  const policy = {
    'default-src': "'self'",
    'script-src': `'self' 'nonce-${nonce}' 'strict-dynamic'${SCANS.test(path) ? " 'wasm-unsafe-eval'" : ''}${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // The virtual list and the toasts set style attributes, which a nonce does not cover.
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'font-src': "'self'",
    'connect-src': `'self' ${socketOrigin}${OPENS_OTHERS.test(path) ? ' ws: wss:' : ''}`,
    'worker-src': "'self' blob:",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
    // Strings become scripts or markup only by the page's own policy (app/_security/script-policy.ts). Scripts get the headers of
    // their own files when they run as workers, and load their parts by name.
    ...(isDevelopment || path.startsWith('/_next/')
      ? {}
      : { 'require-trusted-types-for': "'script'", 'trusted-types': 'default' }),
  }
  const headers: Record<string, string> = {
    'content-security-policy': Object.entries(policy)
      .map(([name, value]) => `${name} ${value}`)
      .join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(self), microphone=(), geolocation=(), payment=(), usb=(), clipboard-write=(self)',
  }
  // Only over TLS: browsers ignore it elsewhere, and a machine that serves both must not lock itself out.
  if (origin.startsWith('https:'))
    headers['strict-transport-security'] = `max-age=31536000${isHstsForSubdomains ? '; includeSubDomains' : ''}`
  return headers
}
