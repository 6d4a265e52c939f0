/** One use of the network as a record, and how its parts are read without running code of the page. Pure. */
import type { Level } from '#lib/protocol/levels.ts'
import type { LogInput } from '#lib/sdk/logger.ts'
import { safeUrl } from './safe-url.ts'

export interface NetworkFacts {
  kind: 'fetch' | 'xhr' | 'websocket' | 'eventsource'
  method: string
  url: string
  /** What came of it: a status, a close code, or a word such as `failed`. */
  outcome: number | string
  level: Level
  durationMs: number
  /** Counts and further facts, for the attributes; undefined ones are left out. */
  more?: Record<string, unknown>
  error?: unknown
}

const NAMES = { fetch: '', xhr: '', websocket: 'WebSocket ', eventsource: 'EventSource ' }

export function networkRecord(facts: NetworkFacts): LogInput {
  const { kind, method, outcome, level, more = {}, error } = facts
  const url = safeUrl(facts.url)
  const durationMs = Math.round(facts.durationMs * 10) / 10
  const attributes: Record<string, unknown> = { kind, method, url, durationMs }
  for (const [name, value] of Object.entries(more)) if (value !== undefined) attributes[name] = value
  return {
    level,
    body: `${NAMES[kind] || `${method} `}${url} ${outcome} after ${durationMs} ms`,
    scope: 'network',
    attributes,
    ...(error !== undefined && { error }),
  }
}

export function levelOfStatus(status: number): Level {
  if (status >= 500) return 'error'
  return status >= 400 ? 'warn' : 'info'
}

/** The address that a call was given, made absolute. Objects of the page are not asked: their `toString` runs once, for the page. */
export function addressOf(given: unknown): string {
  if (typeof given !== 'string' && !(given instanceof URL)) return ''
  try {
    return new URL(given, globalThis.document?.baseURI ?? globalThis.location?.href).href
  } catch {
    return String(given)
  }
}

/** A member that is data; a getter of the page is not run. */
export function dataMember(from: unknown, name: string): unknown {
  if (typeof from !== 'object' || from === null) return undefined
  try {
    return Object.getOwnPropertyDescriptor(from, name)?.value
  } catch {
    return undefined // a proxy of the page
  }
}

/** Bytes of a body or message whose size is known without reading it. */
export function bytesOf(body: unknown): number | undefined {
  if (typeof body === 'string') return utf8Bytes(body)
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return body.byteLength
  if (body instanceof Blob) return body.size
  if (body instanceof URLSearchParams) return URLSearchParams.prototype.toString.call(body).length
  return undefined
}

/** Without encoding the text, which may be long. */
function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}
