/** One record for each request to a Fastify app: `app.register(logRequests(logger))`, before the routes. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '#lib/sdk/index.ts'
import { logRequest } from './log-request.ts'
import type { RequestOptions } from './request-record.ts'

export { currentRequestId } from './request-context.ts'
export type { RequestOptions } from './request-record.ts'

interface FastifyRequest {
  raw: IncomingMessage
  routeOptions?: { url?: string | undefined }
}

interface FastifyReply {
  raw: ServerResponse
}

/** What we use of Fastify. */
export interface FastifyApp {
  addHook(name: 'onRequest', hook: (request: FastifyRequest, reply: FastifyReply, done: () => void) => void): unknown
  addHook(
    name: 'onError',
    hook: (request: FastifyRequest, reply: FastifyReply, error: Error, done: () => void) => void,
  ): unknown
}

export type FastifyPlugin = (app: FastifyApp, options: unknown, done: () => void) => void

export function logRequests(logger: Logger, options: RequestOptions = {}): FastifyPlugin {
  const errors = new WeakMap<FastifyRequest, Error>()
  const plugin: FastifyPlugin = (app, _options, done) => {
    app.addHook('onRequest', (request, reply, next) => {
      logRequest(
        logger,
        options,
        { request: request.raw, response: reply.raw },
        () => ({ route: request.routeOptions?.url, error: errors.get(request) }),
        () => next(),
      )
    })
    app.addHook('onError', (request, _reply, error, next) => {
      errors.set(request, error)
      next()
    })
    done()
  }
  // Hooks are for the whole app, not only for the plugin's own routes.
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'agent-logger',
  })
}
