/**
 * Decides which pages on other origins may read API responses (CORS): only origins that the operator listed, matched exactly.
 * They may only read: a change made with a cookie must come from our own pages (same-origin.ts). No header here is ever `*`.
 */

const CORS_MAX_AGE_S = 600

/**
 * Headers for every response of such a route, including errors. `Vary` keeps caches from mixing responses for different
 * origins.
 */
export function crossOriginHeaders(origin: string | null, listed: readonly string[]): Record<string, string> {
  const vary = { vary: 'Origin' }
  if (origin === null || !listed.includes(origin)) return vary
  return { ...vary, 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' }
}

/**
 * Headers for a preflight response: a listed origin may read, with a token, and nothing else. Other origins get no
 * permission.
 */
export function preflightHeaders(origin: string | null, listed: readonly string[]): Record<string, string> {
  const headers = crossOriginHeaders(origin, listed)
  headers.vary = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'
  if (!('access-control-allow-origin' in headers)) return headers
  return {
    ...headers,
    'access-control-allow-methods': 'GET, HEAD',
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': String(CORS_MAX_AGE_S),
  }
}
