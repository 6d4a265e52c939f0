/** Wraps Next's request handler: adds the security headers, and answers while the server is starting. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { wireError } from '#lib/protocol/error-codes.ts'
import { CLIENT_ADDRESS_HEADER, RATE_KEY_HEADER, SHARED_ADDRESS_HEADER } from '#lib/server/auth/client-address.ts'
import type { Config } from '#lib/server/config/env.ts'
import type { AddressStanding } from '#lib/server/transports/proxy-watch.ts'
import { ownOrigin } from './own-origin.ts'
import { isRouterState } from './router-state.ts'
import { createNonce, securityHeaders } from './security-headers.ts'

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => unknown

/** Answers requests between listening and ready. */
export const whileStarting: HttpHandler = (_request, response) => {
  response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' })
  response.end(JSON.stringify({ error: wireError('going-away', 'The server is starting. Try again in a moment.') }))
}

/**
 * `addressOf` returns the client's address, also behind trusted proxies, and `standingOf` what that is worth. Routes read both
 * from headers that only this sets.
 */
export function pageHandler(
  next: HttpHandler,
  current: () => Config,
  addressOf: (request: IncomingMessage) => string,
  standingOf: (request: IncomingMessage) => AddressStanding,
): HttpHandler {
  return (request, response) => {
    // Before the headers that a trusted proxy set are deleted below.
    nameClient(request, addressOf, standingOf)
    // Next uses x-middleware-* inside itself; sent from outside, they have bypassed checks (CVE-2025-29927).
    // A client's x-forwarded-* would decide next-auth's address. Without them, Next derives it from Host.
    for (const name of Object.keys(request.headers))
      if (name.startsWith('x-middleware-') || name.startsWith('x-forwarded-')) delete request.headers[name]
    // There are no server actions, and Next logs the stack of a call to one that it does not know.
    delete request.headers['next-action']
    if (!isRouterState(request.headers['next-router-state-tree'])) delete request.headers['next-router-state-tree']
    const { isProduction, publicUrl, isPublicUrlSet, isHstsForSubdomains } = current()
    const nonce = createNonce()
    const path = request.url?.split('?')[0] ?? '/'
    const origin = ownOrigin(request.headers.host, { publicUrl, isPublicUrlSet }) ?? publicUrl
    if (isPublicUrlSet) {
      const { host, protocol } = new URL(publicUrl)
      request.headers['x-forwarded-host'] = host
      request.headers['x-forwarded-proto'] = protocol.slice(0, -1)
    }
    for (const [name, value] of Object.entries(
      securityHeaders({ nonce, origin, isDevelopment: !isProduction, path, isHstsForSubdomains }),
    )) {
      response.setHeader(name, value)
    }
    // Next reads the nonce from the policy on the request; pages read it from x-nonce.
    request.headers['content-security-policy'] = String(response.getHeader('content-security-policy'))
    request.headers['x-nonce'] = nonce
    return next(request, response)
  }
}

/** Writes the client's address, and what that is worth, into headers that no client can set. */
export function nameClient(
  request: IncomingMessage,
  addressOf: (request: IncomingMessage) => string,
  standingOf: (request: IncomingMessage) => AddressStanding,
): void {
  const { headers } = request
  const address = addressOf(request)
  const standing = standingOf(request)
  const named = standing === 'proxy' ? namedClient(headers['x-forwarded-for']) : null
  headers[CLIENT_ADDRESS_HEADER] = address
  headers[RATE_KEY_HEADER] = named === null ? address : `${address} ${named}`
  if (standing === 'own') delete headers[SHARED_ADDRESS_HEADER]
  else headers[SHARED_ADDRESS_HEADER] = standing
}

/** The client that an untrusted proxy names, for counting only; null when it names nobody. */
function namedClient(forwardedFor: string | string[] | undefined): string | null {
  const last =
    String(forwardedFor ?? '')
      .split(',')
      .at(-1)
      ?.trim() ?? ''
  return isIP(last) === 0 ? null : last
}
