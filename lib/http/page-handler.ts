/** What stands between the HTTP server and Next's handler: the security headers of every answer, and an answer while starting. */
import type { IncomingMessage, ServerResponse } from 'node:http'
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

export function pageHandler(next: HttpHandler, current: () => Config): HttpHandler {
  return (request, response) => {
    // Next's own marks for requests inside itself; from outside they have been used to skip checks (CVE-2025-29927).
    for (const name of Object.keys(request.headers)) if (name.startsWith('x-middleware-')) delete request.headers[name]
    const { isProduction, publicUrl, isPublicUrlSet } = current()
    const nonce = createNonce()
    const origin = ownOrigin(request.headers.host, { publicUrl, isPublicUrlSet }) ?? publicUrl
    for (const [name, value] of Object.entries(securityHeaders({ nonce, origin, isDevelopment: !isProduction }))) {
      response.setHeader(name, value)
    }
    // Next reads the nonce from the policy it finds on the request; pages read it by name.
    request.headers['content-security-policy'] = String(response.getHeader('content-security-policy'))
    request.headers['x-nonce'] = nonce
    return next(request, response)
  }
}
