/** Headers of pages: a strict policy with a nonce that is never reused. */
import { expect, test } from 'vitest'
import { createNonce, securityHeaders } from '#lib/server/http/security-headers.ts'

function policyOf(origin: string, isDevelopment = false, path = '/s/id'): Map<string, string[]> {
  const { 'content-security-policy': policy = '' } = securityHeaders({ nonce: 'n0nce', origin, isDevelopment, path })
  return new Map(policy.split('; ').map((part) => [part.split(' ')[0] ?? '', part.split(' ').slice(1)]))
}

test('scripts need the nonce, and nothing loads from other origins', () => {
  const policy = policyOf('https://logs.example.com')
  expect(policy.get('script-src')).toEqual(["'self'", "'nonce-n0nce'", "'strict-dynamic'"])
  expect(policy.get('default-src')).toEqual(["'self'"])
  for (const name of ['object-src', 'base-uri', 'frame-ancestors']) expect(policy.get(name), name).toEqual(["'none'"])
  for (const sources of policy.values()) expect(sources.join(' ')).not.toMatch(/\*|https?:|unsafe-eval/)
})

test('the page connects only to its own server, over the scheme it was loaded with', () => {
  expect(policyOf('https://logs.example.com').get('connect-src')).toEqual(["'self'", 'wss://logs.example.com'])
  expect(policyOf('http://127.0.0.1:8080').get('connect-src')).toEqual(["'self'", 'ws://127.0.0.1:8080'])
})

test('only the page that opens other servers may connect to them, and only pages that scan codes compile WebAssembly', () => {
  const of = (path: string) => policyOf('https://logs.example.com', false, path)
  expect(of('/open').get('connect-src')).toEqual(["'self'", 'wss://logs.example.com', 'ws:', 'wss:'])
  expect(of('/open/x').get('connect-src')).not.toContain('ws:')
  const compiles = (path: string) => of(path).get('script-src')?.includes("'wasm-unsafe-eval'")
  expect(['/open', '/dashboard', '/dashboard/devices', '/dashboards', '/s/open', '/'].map(compiles)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ])
})

test('strings become scripts by the page’s own policy only; files that may run as workers are left out', () => {
  const policy = policyOf('https://logs.example.com')
  expect(policy.get('require-trusted-types-for')).toEqual(["'script'"])
  expect(policy.get('trusted-types')).toEqual(['default'])
  const ofFile = policyOf('https://logs.example.com', false, '/_next/static/chunks/a.js')
  expect(ofFile.get('require-trusted-types-for')).toBeUndefined()
  expect(policyOf('http://localhost:8080', true).get('require-trusted-types-for')).toBeUndefined()
})

test('hot reload may use eval, in development only', () => {
  expect(policyOf('http://localhost:8080', true).get('script-src')).toContain("'unsafe-eval'")
})

test('no address leaks by Referer, no type is sniffed, and no other site can frame or open us', () => {
  const headers = securityHeaders({ nonce: 'n', origin: 'https://logs.example.com', isDevelopment: false, path: '/' })
  expect(headers).toMatchObject({
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'strict-transport-security': expect.stringContaining('max-age='),
  })
  expect(
    securityHeaders({ nonce: 'n', origin: 'http://localhost:8080', isDevelopment: false, path: '/' }),
  ).not.toHaveProperty('strict-transport-security')
})

test('[ASVS 3.4.1] browsers use TLS for subdomains too only where the owner says so', () => {
  const of = (isHstsForSubdomains: boolean, origin = 'https://logs.example.com') =>
    securityHeaders({ nonce: 'n', origin, isDevelopment: false, path: '/', isHstsForSubdomains })[
      'strict-transport-security'
    ]
  expect(of(true)).toBe('max-age=31536000; includeSubDomains')
  expect(of(false)).toBe('max-age=31536000')
  expect(of(true, 'http://localhost:8080')).toBeUndefined()
})

test('a nonce is different each time and has 128 bits', () => {
  const nonces = Array.from({ length: 100 }, createNonce)
  expect(new Set(nonces).size).toBe(100)
  for (const nonce of nonces) expect(Buffer.from(nonce, 'base64')).toHaveLength(16)
})
