/** The one error class: a code of the table, a safe sentence for people, and a cause for the log. */
import { ERROR_CODES, type ErrorCodeName, type WireError, wireError } from './error-codes.ts'
import type { LimitName } from './limits.ts'

export interface AppErrorOptions {
  cause?: unknown
  /** The limit that was hit. The code that sends the error to the client counts the hit. */
  limit?: LimitName | undefined
  /** The token that was rejected or has stopped working, so that its team can be notified. */
  about?: { teamId: string; tokenId: string } | undefined
}

export class AppError extends Error {
  readonly code: ErrorCodeName
  readonly limit: LimitName | undefined
  readonly about: AppErrorOptions['about']
  /** `message` is shown to people: it names the thing, the limit and the value, and never a secret or a record's content. */
  constructor(code: ErrorCodeName, message: string = ERROR_CODES[code].advice, options: AppErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'AppError'
    this.code = code
    this.limit = options.limit
    this.about = options.about
  }

  toWire(): WireError {
    return wireError(this.code, this.message)
  }
}

/** True for our errors even when they come from the other copy of this module (server bundle and Next's bundle). */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === 'AppError' && 'code' in error
}
