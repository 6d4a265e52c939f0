/** One request to a web server as a record. */
import type { Level } from '#lib/protocol/levels.ts'
import type { LogInput } from '#lib/sdk/index.ts'
import { safePath, safeUrl } from '#lib/sdk/web/safe-url.ts'

export interface RequestOptions {
  /** Name of the header with the id of the request, in lower case, of requests and answers. Default `x-request-id`. */
  header?: string | undefined
  /** Requests for which this returns true have an id but no record, such as health checks. Gets the path without query. */
  skip?: ((path: string) => boolean) | undefined
}

export const DEFAULT_HEADER = 'x-request-id'

export interface RequestFacts {
  method: string
  /** Path and query, or the whole URL. */
  url: string
  /** The pattern that the path matched, such as `/orders/:id`. */
  route?: string | undefined
  /** Undefined where no answer began. */
  status?: number | undefined
  durationMs: number
  requestBytes?: number | undefined
  responseBytes?: number | undefined
  /** The client left before it had the whole answer. */
  isAborted?: boolean | undefined
  error?: unknown
}

export function requestRecord(facts: RequestFacts): LogInput {
  const { method, route, status, requestBytes, responseBytes, isAborted = false, error } = facts
  const url = withoutOrigin(facts.url)
  const durationMs = Math.round(facts.durationMs * 10) / 10
  const outcome = isAborted ? 'aborted' : (status ?? 'failed')
  const attributes: Record<string, unknown> = { method, path: safePath(url), durationMs }
  const optional = { route, status, requestBytes, responseBytes, ...(isAborted && { aborted: true }) }
  for (const [name, value] of Object.entries(optional)) if (value !== undefined) attributes[name] = value
  const record: LogInput = {
    level: levelOf(status, isAborted, error),
    body: `${method} ${safeUrl(url)} ${outcome} after ${durationMs} ms`,
    scope: 'http',
    attributes,
  }
  if (error !== undefined) record.error = error
  return record
}

function levelOf(status: number | undefined, isAborted: boolean, error: unknown): Level {
  if ((status !== undefined && status >= 500) || (status === undefined && error !== undefined)) return 'error'
  return isAborted || status === undefined || status >= 400 ? 'warn' : 'info'
}

function withoutOrigin(url: string): string {
  return url.replace(/^[a-z][a-z\d+.-]{0,20}:\/\/[^/?#]*/i, '') || '/'
}

/** A count in a header; undefined where it has no count. */
export function byteCount(header: unknown): number | undefined {
  const text = typeof header === 'number' ? String(header) : header
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
