/**
 * Which foreign pages may read answers of the API (CORS): those whose origin the operator has listed, exactly. They read
 * only: a change by cookie must come from our own pages (same-origin.ts), and no header here ever says `*`.
 */

const CORS_MAX_AGE_S = 600

/** For every answer of such a route, refusals too: caches must keep the answers to different origins apart. */
export function crossOriginHeaders(origin: string | null, listed: readonly string[]): Record<string, string> {
  const vary = { vary: 'Origin' }
  if (origin === null || !listed.includes(origin)) return vary
  return { ...vary, 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' }
}

/** What a browser hears when it asks beforehand: reading, with a token, and nothing else. A stranger hears nothing. */
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
