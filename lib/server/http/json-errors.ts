/** Gives errors of the API that have no body one: Next answers a method that a route does not have with a bare status. */
import type { ServerResponse } from 'node:http'
import { type ErrorCodeName, wireError } from '#lib/protocol/error-codes.ts'
import type { HttpHandler } from './page-handler.ts'

const CODES: Record<number, [ErrorCodeName, string?]> = {
  404: ['not-found'],
  405: ['invalid-input', 'This address does not support the method.'],
}

export function jsonErrors(pages: HttpHandler): HttpHandler {
  return (request, response) => {
    if (/^\/api(?:[/?]|$)/.test(request.url ?? '')) addBody(response)
    return pages(request, response)
  }
}

function addBody(response: ServerResponse): void {
  const { writeHead, end } = response
  let body: string | null = null
  response.writeHead = ((...args: Parameters<typeof writeHead>) => {
    const [status] = args
    if (status >= 400 && !response.hasHeader('content-type') && args.length === 1) {
      const [code, message] = CODES[status] ?? [status < 500 ? 'invalid-input' : 'internal']
      body = JSON.stringify({ error: wireError(code, message) })
      response.setHeader('content-type', 'application/json')
      response.setHeader('content-length', Buffer.byteLength(body))
    }
    return writeHead.apply(response, args)
  }) as typeof writeHead
  response.end = ((...args: Parameters<typeof end>) => {
    // Writes the head now, if nothing has been written: that decides about the body.
    if (!response.headersSent) response.writeHead(response.statusCode)
    return body === null ? end.apply(response, args) : end.call(response, body, 'utf8')
  }) as typeof end
}
