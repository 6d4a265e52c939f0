/** The ids that records of one request share: the trace, and what loggers call the request. */
import type { LogRecord } from '#lib/protocol/record.ts'

export interface SharedId {
  kind: 'trace' | 'request'
  /** Its key in a query: `trace`, or the path of the attribute. */
  key: string
  value: string
}

const TRACE_KEYS = ['trace_id', 'traceId', 'trace.id', 'traceid']
const REQUEST_KEYS = [
  ...['request_id', 'requestId', 'request.id', 'reqId', 'req_id', 'req.id', 'requestid'],
  ...['x-request-id', 'correlation_id', 'correlationId', 'correlation.id'],
]
/** Longer values are no ids. */
const ID_CHARS_MAX = 128

export function sharedIds({ traceId, attributes }: Pick<LogRecord, 'traceId' | 'attributes'>): SharedId[] {
  const ids: SharedId[] = []
  const trace = traceId ?? firstOf(attributes, TRACE_KEYS)?.value
  if (trace && isId(trace)) ids.push({ kind: 'trace', key: 'trace', value: trace })
  const request = firstOf(attributes, REQUEST_KEYS)
  if (request && request.value !== trace) ids.push({ kind: 'request', ...request })
  return ids
}

function firstOf(attributes: Record<string, unknown> | undefined, keys: readonly string[]) {
  if (!attributes) return null
  for (const key of keys) {
    const value = at(attributes, key)
    if (typeof value === 'string' && isId(value)) return { key, value }
    if (typeof value === 'number') return { key, value: String(value) }
  }
  return null
}

/** An own field, or one of an object within: `req.id`. */
function at(attributes: Record<string, unknown>, key: string): unknown {
  if (Object.hasOwn(attributes, key)) return attributes[key]
  const [outer = '', inner] = key.split('.', 2)
  const object = inner !== undefined && Object.hasOwn(attributes, outer) ? attributes[outer] : null
  if (typeof object !== 'object' || object === null || inner === undefined || !Object.hasOwn(object, inner)) return null
  return (object as Record<string, unknown>)[inner]
}

/** Zeros mean that there is no trace. */
function isId(value: string): boolean {
  return value !== '' && value.length <= ID_CHARS_MAX && !/^[0-]+$/.test(value)
}
