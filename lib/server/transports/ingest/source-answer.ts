/**
 * Answers a request whose body may not have been read. A short rest is read, so that the connection can be used again; from a
 * long one the connection closes, after a moment in which the client can read why.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'

export interface SourceAnswer {
  status: number
  type: string
  body: Buffer | string
  headers?: Record<string, string>
}

const REST_BYTES_MAX = 256 * 1024
const REST_MS = 2_000

export function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, body, headers }: SourceAnswer,
): void {
  if (response.destroyed || response.headersSent) return
  const isRead = request.complete
  const all: Record<string, string | number> = { 'cache-control': 'no-store', ...headers }
  if (!isRead) all.connection = 'close'
  if (status !== 204) {
    all['content-type'] = type
    all['content-length'] = Buffer.byteLength(body)
  }
  response.writeHead(status, all)
  if (status !== 204) response.write(body)
  // Node closes the connection at the end of the answer. What still came then would reset it, and the answer might be lost.
  if (isRead) response.end()
  else drain(request, () => response.end())
}

/** Calls `done` once the rest was read, or was too much. */
function drain(request: IncomingMessage, done: () => void): void {
  let bytes = 0
  const timer = setTimeout(done, REST_MS)
  const stop = () => {
    clearTimeout(timer)
    done()
  }
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > REST_BYTES_MAX) stop()
  })
  request.once('end', stop)
  request.once('close', stop)
  request.resume()
}
