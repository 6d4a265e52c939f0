/** The one way from the page to our HTTP API: JSON in and out, failures as errors with a code of the protocol's table. */
import { type ErrorCodeName, isErrorCode } from '#lib/protocol/error-codes.ts'

export class CallError extends Error {
  readonly code: ErrorCodeName
  constructor(code: ErrorCodeName, message: string) {
    super(message)
    this.name = 'CallError'
    this.code = code
  }
}

export type CallMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** The answer's body; undefined for 204. Throws CallError: `server-unreachable` when no answer came. */
export async function call<T>(method: CallMethod, path: string, body?: unknown): Promise<T> {
  const response = await fetch(path, {
    method,
    cache: 'no-store',
    credentials: 'same-origin',
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new CallError('server-unreachable', cause instanceof Error ? cause.message : 'no answer')
  })
  const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined)
  if (response.ok) return answer as T
  throw errorOf(answer)
}

function errorOf(answer: unknown): CallError {
  const error = typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : null
  if (typeof error === 'object' && error !== null && 'code' in error && isErrorCode(error.code)) {
    return new CallError(error.code, 'message' in error ? String(error.message) : error.code)
  }
  return new CallError('internal', 'the answer had no error code')
}

/** The code of anything that was thrown; `internal` for what is not ours. */
export function codeOf(error: unknown): ErrorCodeName {
  return error instanceof Error && 'code' in error && isErrorCode(error.code) ? error.code : 'internal'
}
