/**
 * Requests that no page or route can mean anything by are answered here, before Next fails on them with 500: another form of
 * request target than a path (RFC 9112 §3.2), escapes that are no UTF-8, methods that nothing here has.
 */
import { ERROR_CODES, wireError } from '../protocol/error-codes.ts'
import type { HttpHandler } from './page-handler.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

export function wellFormed(pages: HttpHandler): HttpHandler {
  return (request, response) => {
    const isKnown = METHODS.includes(request.method ?? '')
    if (isKnown && isPath(request.url)) return pages(request, response)
    const error = wireError('invalid-input', isKnown ? 'The address is not a path.' : 'Nothing here has this method.')
    response.writeHead(isKnown ? ERROR_CODES[error.code].http : 405, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(isKnown ? {} : { allow: METHODS.join(', ') }),
    })
    response.end(JSON.stringify({ error }))
  }
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
