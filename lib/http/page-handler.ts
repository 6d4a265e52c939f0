/** What stands between the HTTP server and Next's handler: the security headers of every answer, and an answer while starting. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { CLIENT_ADDRESS_HEADER, SHARED_ADDRESS_HEADER } from '../auth/client-address.ts'
import type { Config } from '../config/env.ts'
import { wireError } from '../protocol/error-codes.ts'
import { ownOrigin } from './own-origin.ts'
import { createNonce, securityHeaders } from './security-headers.ts'

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => unknown

/** For the time between listening and ready. */
export const whileStarting: HttpHandler = (_request, response) => {
  response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' })
  response.end(JSON.stringify({ error: wireError('going-away', 'The server is starting. Try again in a moment.') }))
}

/** `addressOf`: whose request it is, behind trusted proxies too; routes read it from a header that only this sets. */
export function pageHandler(
  next: HttpHandler,
  current: () => Config,
  addressOf: (request: IncomingMessage) => string,
): HttpHandler {
  return (request, response) => {
    // Before the hops that a trusted proxy named are gone.
    const address = addressOf(request)
    const peer = () => addressOf({ socket: request.socket, headers: {} } as IncomingMessage)
    const isShared = request.headers['x-forwarded-for'] !== undefined && address === peer()
    // Next's own marks for requests inside itself; from outside they have been used to skip checks (CVE-2025-29927).
    // What a client says of its own way here would decide next-auth's address: Next fills it in from Host instead.
    for (const name of Object.keys(request.headers))
      if (name.startsWith('x-middleware-') || name.startsWith('x-forwarded-')) delete request.headers[name]
    request.headers[CLIENT_ADDRESS_HEADER] = address
    if (isShared) request.headers[SHARED_ADDRESS_HEADER] = '1'
    else delete request.headers[SHARED_ADDRESS_HEADER]
    const { isProduction, publicUrl, isPublicUrlSet } = current()
    const nonce = createNonce()
    const path = request.url?.split('?')[0] ?? '/'
    const origin = ownOrigin(request.headers.host, { publicUrl, isPublicUrlSet }) ?? publicUrl
    if (isPublicUrlSet) {
      const { host, protocol } = new URL(publicUrl)
      request.headers['x-forwarded-host'] = host
      request.headers['x-forwarded-proto'] = protocol.slice(0, -1)
    }
    for (const [name, value] of Object.entries(
      securityHeaders({ nonce, origin, isDevelopment: !isProduction, path }),
    )) {
      response.setHeader(name, value)
    }
    // Next reads the nonce from the policy it finds on the request; pages read it by name.
    request.headers['content-security-policy'] = String(response.getHeader('content-security-policy'))
    request.headers['x-nonce'] = nonce
    return next(request, response)
  }
}
