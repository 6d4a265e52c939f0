/** What went wrong and what to do, by error code: the protocol's own advice. */
import { ERROR_CODES, type ErrorCodeName } from '#lib/protocol/error-codes.ts'

export const errors = Object.fromEntries(
  Object.entries(ERROR_CODES).map(([code, entry]) => [code, entry.advice]),
) as Readonly<Record<ErrorCodeName, string>>
