/** Calls our HTTP API from the page: JSON in and out, failures as errors with a code of the protocol's table. */
import type { ErrorCodeName } from '#lib/protocol/error-codes.ts'

export class CallError extends Error {
  readonly code: ErrorCodeName
  constructor(code: ErrorCodeName, message: string) {
    super(message)
    this.name = 'CallError'
    this.code = code
  }
}

export type CallMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** Longest wait for an answer, in milliseconds: a connection that died silently never fails by itself. */
export const CALL_MS = 20_000

export interface CallOptions {
  /** Ends the call when it is aborted, if {@link CALL_MS} has not ended it before. */
  signal?: AbortSignal
}

/** Asks the person to prove who they are. Resolves to whether they did. */
export type AskToConfirm = () => Promise<boolean>

let askToConfirm: AskToConfirm | null = null

/** Set by the window that asks; null when no page shows it. */
export function setAskToConfirm(ask: AskToConfirm | null): void {
  askToConfirm = ask
}

/**
 * Returns the body of the answer, or undefined for 204. Throws CallError, with `server-unreachable` when the whole answer does not
 * arrive in time. Where the server wants a fresh proof of identity, asks for it and then makes the call again.
 */
export async function call<T>(method: CallMethod, path: string, body?: unknown, options: CallOptions = {}): Promise<T> {
  try {
    return await callOnce<T>(method, path, body, options)
  } catch (error) {
    if (codeOf(error) !== 'step-up-required' || !askToConfirm || !(await askToConfirm())) throw error
    return callOnce<T>(method, path, body, options)
  }
}

async function callOnce<T>(method: CallMethod, path: string, body: unknown, { signal }: CallOptions): Promise<T> {
  const deadline = new AbortController()
  const giveUp = () => deadline.abort()
  const timer = setTimeout(giveUp, CALL_MS)
  signal?.addEventListener('abort', giveUp)
  if (signal?.aborted) giveUp()
  try {
    const response = await fetch(path, {
      method,
      cache: 'no-store',
      credentials: 'same-origin',
      signal: deadline.signal,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    }).catch(unreachable)
    const answer = parsed(await response.text().catch(unreachable))
    if (response.ok) return answer as T
    throw await errorOf(answer)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', giveUp)
  }
}

function unreachable(cause: unknown): never {
  throw new CallError('server-unreachable', cause instanceof Error ? cause.message : 'no answer')
}

/** Undefined for what is not JSON: an empty answer, or the page of a proxy. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The table of codes is loaded with the first failure that names one. */
async function errorOf(answer: unknown): Promise<CallError> {
  const error = typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : null
  if (typeof error === 'object' && error !== null && 'code' in error) {
    const { code } = error
    const table = await import('#lib/protocol/error-codes.ts').catch(() => null) // the server has gone meanwhile
    if (table?.isErrorCode(code)) return new CallError(code, 'message' in error ? String(error.message) : code)
  }
  return new CallError('internal', 'the answer had no error code')
}

/** Returns the code of a call's error, and `internal` for any other value. */
export function codeOf(error: unknown): ErrorCodeName {
  return error instanceof CallError ? error.code : 'internal'
}
