/** The one error class: a code of the table, a safe sentence for people, and a cause for the log. */
import { ERROR_CODES, type ErrorCodeName, type WireError, wireError } from './protocol/error-codes.ts'
import type { LimitName } from './protocol/limits.ts'

export interface AppErrorOptions {
  cause?: unknown
  /** What was hit; whoever answers the error counts it. */
  limit?: LimitName | undefined
  /** Whose right it was that does not count (any more): its team may be told. */
  about?: { teamId: string; tokenId: string } | undefined
}

export class AppError extends Error {
  readonly code: ErrorCodeName
  readonly limit: LimitName | undefined
  readonly about: AppErrorOptions['about']
  /** `message` is shown to people: it names the thing, the limit and the value, never a secret or a record's content. */
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
