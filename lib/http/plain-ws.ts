/**
 * `/ws` asked for without a WebSocket: somebody has pasted the address of an app's QR code into a browser. Leads to the page
 * that shows the session (§13.1.8); sockets are lib/transports/seed-endpoint.ts's.
 */
import { ERROR_CODES, wireError } from '../protocol/error-codes.ts'
import { isId } from '../protocol/ids.ts'
import { type OriginRule, ownOrigin } from './own-origin.ts'
import type { HttpHandler } from './page-handler.ts'

export function plainWs(pages: HttpHandler, current: () => OriginRule): HttpHandler {
  return (request, response) => {
    const [path, query] = (request.url ?? '').split('?', 2)
    if (path !== '/ws') return pages(request, response)
    const page = pageOf(new URLSearchParams(query))
    if (page !== null && (request.method === 'GET' || request.method === 'HEAD')) {
      // An app's code may name a host that is no address for people, such as one with a key in it.
      const origin = ownOrigin(request.headers.host, current()) ?? current().publicUrl
      response.writeHead(302, { location: `${origin}${page}`, 'cache-control': 'no-store' }).end()
      return
    }
    const error = wireError(
      'invalid-input',
      'This address is for WebSockets: /ws?type=mobile or /ws?type=web&session=…',
    )
    response.writeHead(ERROR_CODES[error.code].http, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error }))
  }
}

/** Of a link's code only the public part: its secret is not in it, and the page says so. */
function pageOf(query: URLSearchParams): string | null {
  const [id, key] = (query.get('session') ?? '').split('.', 2)
  if (query.get('type') !== 'web' || !isId(id)) return null
  return key === undefined ? `/dashboard/sessions/${id}` : `/s/${id}`
}
