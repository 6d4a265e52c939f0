/**
 * Answers requests that no page or route can handle, before Next fails on them with 500: request targets that are not a path
 * (RFC 9112 §3.2), escapes that are not valid UTF-8, a Host that is not one, and methods that nothing here supports.
 */
import { ERROR_CODES, wireError } from '#lib/protocol/error-codes.ts'
import type { HttpHandler } from './page-handler.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

export function wellFormed(pages: HttpHandler): HttpHandler {
  return (request, response) => {
    const isKnown = METHODS.includes(request.method ?? '')
    const hasPath = isPath(request.url)
    if (isKnown && hasPath && isHost(request.headers.host)) {
      void pages(request, response)
      return
    }
    const wrong = hasPath ? 'The Host header is not valid.' : 'The address is not a valid path.'
    const error = wireError('invalid-input', isKnown ? wrong : 'This address does not support the method.')
    response.writeHead(isKnown ? ERROR_CODES[error.code].http : 405, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(isKnown ? {} : { allow: METHODS.join(', ') }),
    })
    response.end(JSON.stringify({ error }))
  }
}

/** A host name or address, perhaps with a port. HTTP/1.0 needs none. */
function isHost(host: string | undefined): boolean {
  return host === undefined || (/^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`))
}

function isPath(target: string | undefined): boolean {
  if (!target?.startsWith('/')) return false
  try {
    decodeURIComponent(target.split('?', 1)[0] as string)
    return true
  } catch {
    return false
  }
}
