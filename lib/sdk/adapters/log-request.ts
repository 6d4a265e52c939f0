/** What Express and Fastify have in common: Node's request and response. Watches one pair until it is over. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '#lib/sdk/index.ts'
import { quietly } from './quietly.ts'
import { bindEmitter, contextOf, type RequestContext, runInContext } from './request-context.ts'
import { byteCount, DEFAULT_HEADER, type RequestFacts, type RequestOptions, requestRecord } from './request-record.ts'

/** The parts of a request that frameworks know. Read when the request is over. */
export type FrameworkFacts = () => Pick<RequestFacts, 'route' | 'error'> & { url?: string | undefined }

/** Returns what `work` returns. Records logged inside it, and inside listeners of the request, carry the request's id. */
export function logRequest<T>(
  logger: Logger,
  options: RequestOptions,
  pair: { request: IncomingMessage; response: ServerResponse },
  factsOf: FrameworkFacts,
  work: (context: RequestContext | undefined) => T,
): T {
  let context: RequestContext | undefined
  quietly(() => {
    context = watch(logger, options, pair, factsOf)
  })
  return context ? runInContext(context, () => work(context)) : work(undefined)
}

function watch(
  logger: Logger,
  { header = DEFAULT_HEADER, skip }: RequestOptions,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  factsOf: FrameworkFacts,
): RequestContext {
  const startedAtMs = performance.now()
  const context = contextOf((name) => request.headers[name], header)
  const given = request.url ?? ''
  let isOver = false
  const finish = () => {
    if (isOver) return
    isOver = true
    quietly(() => {
      const { url = given, ...facts } = factsOf()
      if (skip?.(url.split('?', 1)[0] ?? '')) return
      const record = requestRecord({
        method: request.method ?? '',
        url,
        ...facts,
        status: response.headersSent ? response.statusCode : undefined,
        durationMs: performance.now() - startedAtMs,
        requestBytes: byteCount(request.headers['content-length']),
        responseBytes: byteCount(response.getHeader('content-length')),
        isAborted: !response.writableFinished,
      })
      runInContext(context, () => logger.log(record))
    })
  }
  response.once('finish', finish)
  response.once('close', finish)
  bindEmitter(request, context)
  bindEmitter(response, context)
  if (!response.headersSent && !response.hasHeader(header)) response.setHeader(header, context.attributes.requestId)
  return context
}
