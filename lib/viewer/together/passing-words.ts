/** The passing words that participants send each other [CO5], and their check: anybody may have written them. */
import { LEVELS } from '#lib/protocol/levels.ts'
import type { LogFilter, LogPlace } from '#lib/viewer/log-terms.ts'
import type { Digest } from './annotation-set.ts'

/** Where a leader is. */
export interface Lead {
  /** The first row in sight; null: at the newest record. */
  place: LogPlace | null
  filter: LogFilter
}

export type Word =
  /** [CO10] What do you have that I have not? */
  | ['ask', Digest]
  /** That was all; and this is what I have. */
  | ['have', Digest]
  /** I lead, and am here; null: not anymore. */
  | ['lead', Lead | null]
  /** I follow you, or not anymore. */
  | ['follow', boolean]

/** Characters of a filter that a leader may set. */
const FILTER_CHARS_MAX = 1_000

export function readWord(text: string): Word | null {
  let parts: unknown
  try {
    parts = JSON.parse(text)
  } catch {
    return null
  }
  if (!Array.isArray(parts)) return null
  const [kind, value] = parts as unknown[]
  if (kind === 'ask' || kind === 'have') return isDigest(value) ? [kind, value] : null
  if (kind === 'follow') return typeof value === 'boolean' ? [kind, value] : null
  if (kind !== 'lead') return null
  if (value === null) return ['lead', null]
  const lead = readLead(value)
  return lead && ['lead', lead]
}

function isDigest(value: unknown): value is Digest {
  return isObject(value) && Object.values(value).every((one) => typeof one === 'string')
}

function readLead(value: unknown): Lead | null {
  if (!isObject(value) || !isObject(value.filter)) return null
  const { text, levels, fromMs, toMs } = value.filter
  if (typeof text !== 'string' || text.length > FILTER_CHARS_MAX || !Array.isArray(levels)) return null
  const filter: LogFilter = {
    text,
    levels: LEVELS.filter((level) => levels.includes(level)),
    ...(Number.isFinite(fromMs) ? { fromMs: fromMs as number } : {}),
    ...(Number.isFinite(toMs) ? { toMs: toMs as number } : {}),
  }
  if (value.place === null) return { place: null, filter }
  if (!isObject(value.place)) return null
  const { session, seq } = value.place
  if (typeof session !== 'string' || typeof seq !== 'number' || !Number.isSafeInteger(seq)) return null
  return { place: { session, seq }, filter }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
