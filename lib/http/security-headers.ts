/**
 * The headers of every page. Scripts run by a nonce that is new for each response; nothing is loaded from elsewhere; the
 * page connects to its own server only. The caller sets the policy on the request as well, so that Next reads the nonce.
 */
import { randomBytes } from 'node:crypto'

export interface PageContext {
  nonce: string
  /** The origin people see, such as https://logs.example.com. */
  origin: string
  /** Hot reload needs eval and its own socket. */
  isDevelopment: boolean
  /** Of the page: its path, without a query. */
  path: string
}

/** Shows sessions of other relays and of phones in the reader's network. */
const OPENS_OTHERS = /^\/open$/
/** Reads QR codes with WebAssembly. A page that is reached without a load keeps the policy of the one before. */
const SCANS = /^\/(?:open|dashboard)(?:\/|$)/

export function createNonce(): string {
  return randomBytes(16).toString('base64')
}

/** By name, lower case; `content-security-policy` among them. */
export function securityHeaders({ nonce, origin, isDevelopment, path }: PageContext): Record<string, string> {
  const socketOrigin = origin.replace(/^http/, 'ws')
  const policy = {
    'default-src': "'self'",
    'script-src': `'self' 'nonce-${nonce}' 'strict-dynamic'${SCANS.test(path) ? " 'wasm-unsafe-eval'" : ''}${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // The virtual list and toasts set style attributes, which no nonce covers.
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'font-src': "'self'",
    'connect-src': `'self' ${socketOrigin}${OPENS_OTHERS.test(path) ? ' ws: wss:' : ''}`,
    'worker-src': "'self' blob:",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
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
  // Only over TLS: a browser ignores it elsewhere, and a machine that serves both must not lock itself out.
  if (origin.startsWith('https:')) headers['strict-transport-security'] = 'max-age=31536000'
  return headers
}
