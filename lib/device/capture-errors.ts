/**
 * Sends errors nobody caught, and changes nothing about what the host does with them: in Node the process still ends,
 * or not, exactly as it would without us; browsers still print them; React Native still shows its red screen.
 */
import type { LogInput } from './logger.ts'
import { describeError, isErrorLike, readMember } from './to-error.ts'
import { toText } from './to-text.ts'

type Listener = (...args: never[]) => void

/** What the hosts offer; each has some of it. */
export interface ErrorHost {
  addEventListener?: (type: string, listener: (event: unknown) => void) => void
  removeEventListener?: (type: string, listener: (event: unknown) => void) => void
  process?: {
    on?: (event: string, listener: Listener) => unknown
    off?: (event: string, listener: Listener) => unknown
    listenerCount?: (event: string) => number
  }
  ErrorUtils?: {
    getGlobalHandler?: () => ((error: unknown, isFatal?: boolean) => void) | undefined
    setGlobalHandler?: (handler: (error: unknown, isFatal?: boolean) => void) => void
  }
}

interface Sink {
  log(record: LogInput): void
  /** The process may be gone after this call. */
  sendNow(): void
}

/** Starts taking. Returns how to stop. */
export function captureErrors(sink: Sink, host: ErrorHost = globalThis as unknown as ErrorHost): () => void {
  const stops = [captureNode(sink, host), captureReactNative(sink, host), captureBrowser(sink, host)]
  return () => {
    for (const stop of stops) stop()
  }
}

function captureBrowser(sink: Sink, host: ErrorHost): () => void {
  if (typeof host.addEventListener !== 'function') return () => {}
  const onError = (event: unknown) => {
    const thrown = readMember(event, 'error')
    const text = toText(readMember(event, 'message') ?? 'unknown error')
    const attributes = place(event)
    sink.log({ level: 'error', body: uncaught(thrown, text), ...errorOf(thrown), ...(attributes && { attributes }) })
    sink.sendNow()
  }
  const onRejection = (event: unknown) => {
    const reason = readMember(event, 'reason')
    sink.log({ level: 'error', body: rejected(reason), ...errorOf(reason) })
  }
  host.addEventListener('error', onError)
  host.addEventListener('unhandledrejection', onRejection)
  return () => {
    host.removeEventListener?.('error', onError)
    host.removeEventListener?.('unhandledrejection', onRejection)
  }
}

function captureNode(sink: Sink, { process }: ErrorHost): () => void {
  const { on, off, listenerCount } = process ?? {}
  if (!process || !on || !off || !listenerCount) return () => {}
  // A monitor is told before Node decides; it decides nothing. An unhandled rejection that ends the process comes here too.
  const onException = (thrown: unknown, origin: unknown) => {
    const isFatal = listenerCount.call(process, 'uncaughtException') === 0
    const body = origin === 'unhandledRejection' ? rejected(thrown) : uncaught(thrown, toText(thrown))
    sink.log({ level: isFatal ? 'fatal' : 'error', body, ...errorOf(thrown) })
    sink.sendNow()
  }
  // Listening to rejections would keep the process alive; so we listen only while the host itself does.
  const onRejection = (reason: unknown) => sink.log({ level: 'error', body: rejected(reason), ...errorOf(reason) })
  let isListening = false
  const follow = () => {
    const others = listenerCount.call(process, 'unhandledRejection') - (isListening ? 1 : 0)
    if (others > 0 === isListening) return
    isListening = !isListening
    if (isListening) on.call(process, 'unhandledRejection', onRejection)
    else off.call(process, 'unhandledRejection', onRejection)
  }
  // `newListener` comes before the listener is there, `removeListener` after it is gone.
  const onAdded = (event: string, listener: unknown) => {
    if (event === 'unhandledRejection' && listener !== onRejection && !isListening) {
      isListening = true
      on.call(process, 'unhandledRejection', onRejection)
    }
  }
  const onRemoved = (event: string) => {
    if (event === 'unhandledRejection') follow()
  }
  on.call(process, 'uncaughtExceptionMonitor', onException)
  on.call(process, 'newListener', onAdded)
  on.call(process, 'removeListener', onRemoved)
  follow()
  return () => {
    off.call(process, 'newListener', onAdded)
    off.call(process, 'removeListener', onRemoved)
    off.call(process, 'uncaughtExceptionMonitor', onException)
    off.call(process, 'unhandledRejection', onRejection)
  }
}

function captureReactNative(sink: Sink, { ErrorUtils: errorUtils }: ErrorHost): () => void {
  if (!errorUtils?.getGlobalHandler || !errorUtils.setGlobalHandler) return () => {}
  const previous = errorUtils.getGlobalHandler()
  let isStopped = false
  errorUtils.setGlobalHandler((error, isFatal) => {
    if (!isStopped) {
      sink.log({ level: isFatal ? 'fatal' : 'error', body: uncaught(error, toText(error)), ...errorOf(error) })
      sink.sendNow()
    }
    previous?.(error, isFatal)
  })
  return () => {
    isStopped = true
  }
}

function uncaught(thrown: unknown, text: string): string {
  const what = isErrorLike(thrown) ? describeError(thrown) : text
  return /^uncaught\b/i.test(what) ? what : `Uncaught ${what}`
}

function rejected(reason: unknown): string {
  return `Unhandled rejection: ${isErrorLike(reason) ? describeError(reason) : toText(reason)}`
}

function errorOf(thrown: unknown): { error?: unknown } {
  return isErrorLike(thrown) ? { error: thrown } : {}
}

/** Where a browser says it happened. */
function place(event: unknown): Record<string, unknown> | undefined {
  const file = readMember(event, 'filename')
  if (typeof file !== 'string' || file === '') return undefined
  return { file, line: readMember(event, 'lineno'), column: readMember(event, 'colno') }
}
