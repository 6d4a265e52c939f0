/**
 * Sends errors nobody caught, and changes nothing about what the host does with them: in Node the process still ends,
 * or not, exactly as it would without us; browsers still print them; React Native still shows its red screen.
 */
import { captureNodeErrors } from './capture-errors-node.ts'
import { captureReactNativeErrors } from './capture-errors-react-native.ts'
import type { LogInput } from './logger.ts'
import { readMember } from './read-member.ts'
import { describeError, isErrorLike } from './to-error.ts'
import { toText } from './to-text.ts'

export type Listener = (...args: never[]) => void

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

export interface Sink {
  log(record: LogInput): void
  /** The process may be gone after this call. */
  sendNow(): void
}

/** Starts taking. Returns how to stop. */
export function captureErrors(sink: Sink, host: ErrorHost = globalThis as unknown as ErrorHost): () => void {
  const stops = [captureNodeErrors(sink, host), captureReactNativeErrors(sink, host), captureBrowserErrors(sink, host)]
  return () => {
    for (const stop of stops) stop()
  }
}

function captureBrowserErrors(sink: Sink, host: ErrorHost): () => void {
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

export function uncaught(thrown: unknown, text: string): string {
  const what = isErrorLike(thrown) ? describeError(thrown) : text
  return /^uncaught\b/i.test(what) ? what : `Uncaught ${what}`
}

export function rejected(reason: unknown): string {
  return `Unhandled rejection: ${isErrorLike(reason) ? describeError(reason) : toText(reason)}`
}

export function errorOf(thrown: unknown): { error?: unknown } {
  return isErrorLike(thrown) ? { error: thrown } : {}
}

/** Where a browser says it happened. */
function place(event: unknown): Record<string, unknown> | undefined {
  const file = readMember(event, 'filename')
  if (typeof file !== 'string' || file === '') return undefined
  return { file, line: readMember(event, 'lineno'), column: readMember(event, 'colno') }
}
