/** Answers that cost next to nothing, for requests that are not served: JSON for programs, a few words for people. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ERROR_CODES, type ErrorCodeName, wireError } from '#lib/protocol/error-codes.ts'

export interface Refusal {
  code: ErrorCodeName
  message?: string
  retryAfterS?: number
  /** Instead of the code's own. */
  status?: number
  headers?: Record<string, string>
}

export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { code, message, retryAfterS, status = ERROR_CODES[code].http, headers = {} }: Refusal,
): void {
  const error = wireError(code, message)
  const isPage = isForPeople(request)
  const body = isPage ? pageOf(error.message) : JSON.stringify({ error })
  response.writeHead(status, {
    'content-type': isPage ? 'text/html; charset=utf-8' : 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...(retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }),
    // A body that nobody will read would be read to its end before the connection can go on.
    ...(hasBody(request) ? { connection: 'close' } : {}),
    ...headers,
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function isForPeople({ url = '', headers }: IncomingMessage): boolean {
  return !url.startsWith('/api') && (headers.accept ?? '').includes('text/html')
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** `text` is one of our own sentences. */
function pageOf(text: string): string {
  return `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Agent Logger</title><p>${text.replace(/[<&]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</p>\n`
}
