/**
 * Next's App Router: `export const GET = logRequests(logger)(handler)` in a route, and
 * `export const onRequestError = logRequestErrors(logger)` in instrumentation.ts.
 */
import type { Logger } from '#lib/sdk/index.ts'
import { readMember } from '#lib/sdk/record/read-member.ts'
import { isErrorLike } from '#lib/sdk/record/to-error.ts'
import { sharedSlot } from '#lib/sdk/shared-slot.ts'
import { quietly } from './quietly.ts'
import { contextOf, type RequestContext, runInContext } from './request-context.ts'
import { byteCount, DEFAULT_HEADER, type RequestFacts, type RequestOptions, requestRecord } from './request-record.ts'

export { currentRequestId } from './request-context.ts'

export type { RequestOptions } from './request-record.ts'

type Handler<R extends Request, Rest extends unknown[], A> = (request: R, ...rest: Rest) => A

/** Next bundles instrumentation.ts and each route apart, so they meet in the process. */
const recordedErrors = sharedSlot('recorded-errors', () => new WeakSet())

/** Returns a function that wraps route handlers. What a handler returns or throws is what Next gets. */
export function logRequests(logger: Logger, options: RequestOptions = {}) {
  return <R extends Request, Rest extends unknown[], A>(handler: Handler<R, Rest, A>): Handler<R, Rest, A> =>
    (request, ...rest) => {
      const watch = start(logger, options, request)
      if (!watch) return handler(request, ...rest)
      return runInContext(watch.context, () => {
        let answer: A
        try {
          answer = handler(request, ...rest)
        } catch (error) {
          watch.failed(error)
          throw error
        }
        if (!(answer instanceof Promise)) return watch.answered(answer)
        return answer.then(
          (response) => watch.answered(response),
          (error: unknown) => {
            watch.failed(error)
            throw error
          },
        ) as A
      })
    }
}

interface Watch {
  context: RequestContext
  answered<A>(answer: A): A
  failed(error: unknown): void
}

function start(logger: Logger, options: RequestOptions, request: Request): Watch | undefined {
  const { header = DEFAULT_HEADER, skip } = options
  let watch: Watch | undefined
  quietly(() => {
    const startedAtMs = performance.now()
    const context = contextOf((name) => request.headers.get(name), header)
    const log = (facts: Partial<RequestFacts>) =>
      quietly(() => {
        if (skip?.(new URL(request.url).pathname)) return
        const record = requestRecord({
          method: request.method,
          url: request.url,
          durationMs: performance.now() - startedAtMs,
          requestBytes: byteCount(request.headers.get('content-length')),
          isAborted: request.signal?.aborted,
          ...facts,
        })
        runInContext(context, () => logger.log(record))
      })
    watch = {
      context,
      answered: (answer) => {
        if (!(answer instanceof Response)) return answer
        log({ status: answer.status, responseBytes: byteCount(answer.headers.get('content-length')) })
        return withHeader(answer, header, context.attributes.requestId)
      },
      failed: (error) => {
        const status = statusOf(error)
        if (status !== undefined) return log({ status })
        if (isErrorLike(error)) recordedErrors.add(error)
        log({ status: 500, error })
      },
    }
  })
  return watch
}

/** `redirect()`, `notFound()` and the like are thrown: no failures, but answers that Next will give. */
function statusOf(error: unknown): number | undefined {
  const digest = readMember(error, 'digest')
  if (typeof digest !== 'string') return undefined
  const [, status] = /^NEXT_(?:REDIRECT;.*;|HTTP_ERROR_FALLBACK;)(\d{3})(?:;|$)/.exec(digest) ?? []
  return status ? Number(status) : undefined
}

/** Headers of `Response.redirect()` cannot be changed, so it goes out as a copy. Some answers, such as `Response.error()`, have none. */
function withHeader<A extends Response>(answer: A, header: string, id: string): A {
  try {
    if (!answer.headers.has(header)) answer.headers.set(header, id)
    return answer
  } catch {
    return copyWithHeader(answer, header, id)
  }
}

function copyWithHeader<A extends Response>(answer: A, header: string, id: string): A {
  try {
    const copy = new Response(answer.body, answer)
    copy.headers.set(header, id)
    return copy as A
  } catch {
    return answer
  }
}

/** What Next tells `onRequestError` of a request. */
export interface FailedRequest {
  path: string
  method: string
  headers: Readonly<Record<string, string | string[] | undefined>>
}

export interface FailedWhere {
  routerKind: string
  routePath: string
  routeType: string
}

/** Returns a hook for errors that Next caught: in pages, server actions, the proxy, and routes that are not wrapped. */
export function logRequestErrors(logger: Logger, { header = DEFAULT_HEADER }: Pick<RequestOptions, 'header'> = {}) {
  return (error: unknown, request: FailedRequest, where: FailedWhere): void => {
    quietly(() => {
      if (typeof error === 'object' && error !== null && recordedErrors.has(error)) return
      const context = contextOf((name) => request.headers[name], header)
      const record = requestRecord({
        method: request.method,
        url: request.path,
        route: where.routePath,
        durationMs: 0,
        error,
      })
      const { durationMs: _, ...attributes } = record.attributes ?? {}
      const digest = readMember(error, 'digest')
      runInContext(context, () =>
        logger.log({
          ...record,
          body: `${request.method} ${attributes.path} failed`,
          attributes: {
            ...attributes,
            router: where.routerKind,
            part: where.routeType,
            ...(digest !== undefined && { digest }),
          },
        }),
      )
    })
  }
}
