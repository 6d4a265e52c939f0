/** One record for each request to an Express app: `app.use(logRequests(logger))`, before everything that may answer. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '#lib/sdk/index.ts'
import { logRequest } from './log-request.ts'
import type { RequestOptions } from './request-record.ts'

export { currentRequestId } from './request-context.ts'
export type { RequestOptions } from './request-record.ts'

/** What Express adds to Node's request. */
interface ExpressRequest extends IncomingMessage {
  originalUrl?: string
  baseUrl?: string
  route?: { path?: unknown }
}

export type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

export function logRequests(logger: Logger, options: RequestOptions = {}): Middleware {
  return (request: ExpressRequest, response, next) => {
    logRequest(
      logger,
      options,
      { request, response },
      () => ({ url: request.originalUrl ?? request.url, route: routeOf(request) }),
      () => next(),
    )
  }
}

/** The pattern within its router. Undefined where none matched, and for patterns that are no text. */
function routeOf({ baseUrl = '', route }: ExpressRequest): string | undefined {
  if (typeof route?.path !== 'string') return undefined
  return route.path === '/' ? baseUrl || '/' : baseUrl + route.path
}
