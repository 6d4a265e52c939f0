/**
 * The time that a request's body may take. Node's own timeout holds for the whole server, and a source streams its log for days;
 * so the server has none, and this gives one to every request that a page or route answers.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ERROR_CODES, wireError } from '#lib/protocol/error-codes.ts'

export const REQUEST_BODY_MS = 30_000

/** Answers 408 and closes the connection when the body has not come by then. */
export function boundBody(request: IncomingMessage, response: ServerResponse, bodyMs = REQUEST_BODY_MS): void {
  const { headers } = request
  if (headers['transfer-encoding'] === undefined && !(Number(headers['content-length'] ?? 0) > 0)) return
  const timer = setTimeout(() => {
    if (request.complete) return
    if (response.headersSent) return void request.destroy()
    const error = wireError('too-slow', 'The body of the request did not come in time.')
    // Node closes the connection once the answer has left; destroying it here would cut the answer off.
    response
      .writeHead(ERROR_CODES['too-slow'].http, { 'content-type': 'application/json', connection: 'close' })
      .end(JSON.stringify({ error }))
  }, bodyMs)
  request.once('end', () => clearTimeout(timer))
  request.once('close', () => clearTimeout(timer))
}
