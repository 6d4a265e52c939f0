/**
 * Answers a plain HTTP request for `/ws`: someone pasted the address from an app's QR code into a browser. Redirects to the
 * page that shows the session [FP14]. lib/server/transports/flutter/flutter-transport.ts handles the sockets.
 */
import { ERROR_CODES, wireError } from '#lib/protocol/error-codes.ts'
import { isId } from '#lib/protocol/ids.ts'
import { type OriginRule, ownOrigin } from './own-origin.ts'
import type { HttpHandler } from './page-handler.ts'

export function plainWs(pages: HttpHandler, current: () => OriginRule): HttpHandler {
  return (request, response) => {
    const [path, query] = (request.url ?? '').split('?', 2)
    if (path !== '/ws') {
      void pages(request, response)
      return
    }
    const page = pageOf(new URLSearchParams(query))
    if (page !== null && (request.method === 'GET' || request.method === 'HEAD')) {
      // The host in an app's code may be unsuitable for browsers, for example because it contains a host key.
      const origin = ownOrigin(request.headers.host, current()) ?? current().publicUrl
      response.writeHead(302, { location: `${origin}${page}`, 'cache-control': 'no-store' }).end()
      return
    }
    const error = wireError(
      'invalid-input',
      'This address only accepts WebSocket connections: /ws?type=mobile or /ws?type=web&session=…',
    )
    response.writeHead(ERROR_CODES[error.code].http, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error }))
  }
}

/** Uses only the public part of a link's code. The page explains that the secret is missing. */
function pageOf(query: URLSearchParams): string | null {
  const [id, key] = (query.get('session') ?? '').split('.', 2)
  if (query.get('type') !== 'web' || !isId(id)) return null
  return key === undefined ? `/dashboard/sessions/${id}` : `/s/${id}`
}
