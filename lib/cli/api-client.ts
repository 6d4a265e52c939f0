/** The server's HTTP API, as the command line reads it with an API token. */
import { isErrorCode, wireError } from '#lib/protocol/error-codes.ts'
import { CommandFailure } from './command.ts'
import { failureOf, unreachable } from './failures.ts'

export interface ApiRight {
  server: string
  token: string
  /** Longest time for a whole answer, milliseconds. */
  timeoutMs: number
}

/** Throws CommandFailure with what the server says, and when it does not answer in time. */
export async function getFromApi<T>(
  { server, token, timeoutMs }: ApiRight,
  path: string,
  query: URLSearchParams,
): Promise<T> {
  const url = `${server}/api/v1/${path}${query.size > 0 ? `?${query}` : ''}`
  let response: Response
  let body: unknown
  try {
    const headers = { authorization: `Bearer ${token}` }
    response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
    body = await response.json().catch(() => null)
  } catch {
    throw unreachable(server)
  }
  if (response.ok && body !== null) return body as T
  const error = (body as { error?: { code?: unknown; message?: unknown } } | null)?.error
  if (!isErrorCode(error?.code))
    throw new CommandFailure(`${server} is not an Agent Logger server (HTTP ${response.status})`, 1)
  throw failureOf(wireError(error.code, typeof error.message === 'string' ? error.message : undefined), server)
}
