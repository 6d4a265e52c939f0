/** The id of a request, and how it reaches every record that is logged while the request is at work. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { contextSlot, type LogContext } from '#lib/sdk/log-context.ts'

export interface RequestContext extends LogContext {
  attributes: { requestId: string }
}

/** All copies of the adapters share one, as all loggers of the process read one. */
const shared = contextSlot as typeof contextSlot & { storage?: AsyncLocalStorage<LogContext> }
shared.storage ??= new AsyncLocalStorage()
const { storage } = shared
shared.current ??= () => storage.getStore()

/** What others may choose is bounded, and safe to print and to send back. */
const GIVEN_ID = /^[\w.:=+/~@-]{1,128}$/
const TRACEPARENT = /^[\da-f]{2}-(?!0{32})([\da-f]{32})-[\da-f]{16}-[\da-f]{2}(?:-|$)/

/** The id that the caller or a proxy gave in `header`, else that of the caller's trace, else a new one. */
export function contextOf(headerOf: (name: string) => unknown, header: string): RequestContext {
  const given = headerOf(header)
  const traceparent = headerOf('traceparent')
  const traceId = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined
  const requestId = typeof given === 'string' && GIVEN_ID.test(given) ? given : (traceId ?? newId())
  return { attributes: { requestId }, traceId }
}

export function runInContext<T>(context: LogContext, work: () => T): T {
  return storage.run(context, work)
}

/** The id of the request that is at work; undefined outside all requests. For loggers in other threads, and requests to others. */
export function currentRequestId(): string | undefined {
  return storage.getStore()?.attributes.requestId as string | undefined
}

/** Anything with `emit`. */
interface Emitter {
  emit(...args: never[]): boolean
}

/** Listeners of a request run where its bytes arrive, which is outside the request's work unless they are led back. */
export function bindEmitter(emitter: Emitter, context: LogContext): void {
  const { emit } = emitter
  emitter.emit = function (this: Emitter, ...args) {
    return storage.run(context, () => emit.apply(this, args))
  }
}

/** Not a secret, so any random numbers do where there is no `crypto`. */
function newId(): string {
  return globalThis.crypto?.randomUUID?.() ?? `${Math.random().toString(36).slice(2)}${Date.now().toString(36)}`
}
