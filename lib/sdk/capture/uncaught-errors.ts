/** Errors that nobody caught: how they read as records, and where those go. */
import type { LogInput } from '#lib/sdk/logger.ts'
import { isFields, Serializer } from '#lib/sdk/record/serializer.ts'
import { describeError, isErrorLike, readError } from '#lib/sdk/record/to-error.ts'
import { plainText, preview } from '#lib/sdk/record/to-text.ts'
import { runAsSdk } from '#lib/sdk/reentrancy-guard.ts'

export interface ErrorSink {
  log(record: LogInput): void
  /** Sends what is logged within the call: the process may be gone after it. */
  sendNow(): void
}

type Listener = (...args: never[]) => void

/** The parts of a host that report errors; each host has some of them. */
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

/**
 * The record of something that nobody caught, read once. `text` is what the host says of it, for what is not an error;
 * `title` comes before it.
 */
export function thrownRecord(thrown: unknown, title: 'Uncaught ' | 'Unhandled rejection: ', text?: string) {
  if (isErrorLike(thrown)) {
    const error = readError(thrown)
    return { body: titled(title, describeError(error)), error }
  }
  if (thrown === undefined && text !== undefined) return { body: titled(title, text) }
  const plain = new Serializer().plain(thrown)
  const body = titled(title, preview(plainText(plain)))
  return isFields(plain) ? { body, attributes: plain } : { body }
}

function titled(title: string, what: string): string {
  return /^uncaught\b/i.test(what) ? what : title + what
}

/** A listener of ours on an event of the host: whatever goes wrong in it is recorded, and never reaches the host. */
export function guarded<A extends unknown[]>(sink: ErrorSink, listen: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      runAsSdk(() => listen(...args))
    } catch {
      sink.log({ level: 'error', body: '[unreadable error]' })
    }
  }
}
