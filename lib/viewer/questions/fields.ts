/** The names of the attributes that records have, most frequent first: what a reader can make a column of. */
import { fieldReader } from '#lib/lines/fields.ts'
import type { LogReader, ReadableChunk } from '#lib/viewer/log-reader.ts'

export interface FieldsRequest {
  /** Most names of the answer. */
  countMax: number
}

export interface FieldCount {
  /** A dot leads into an object. */
  key: string
  /** In how many of the records that were looked at. */
  count: number
}

/** The newest records tell enough, and in bounded time. */
const RECORDS_MAX = 20_000
/** Records of a chunk that are decoded: neighbors resemble each other. */
const PER_CHUNK = 64
const KEYS_MAX = 500
const KEY_CHARS_MAX = 200

/** What each chunk has said, as long as it does not change. */
const known = new WeakMap<ReadableChunk, { version: number; counts: ReadonlyMap<string, number> }>()

export function answerFields(reader: LogReader, { countMax }: FieldsRequest): FieldCount[] {
  const totals = new Map<string, number>()
  let seen = 0
  for (const { chunks } of [...reader.sessions].reverse()) {
    for (let c = chunks.length - 1; c >= 0 && seen < RECORDS_MAX; c--) {
      const chunk = chunks[c] as ReadableChunk
      seen += Math.min(PER_CHUNK, chunk.count)
      for (const [key, count] of countsOf(chunk)) {
        if (totals.has(key) || totals.size < KEYS_MAX) totals.set(key, (totals.get(key) ?? 0) + count)
      }
    }
  }
  return [...totals]
    .map(([key, count]) => ({ key, count }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
    .slice(0, countMax)
}

function countsOf(chunk: ReadableChunk): ReadonlyMap<string, number> {
  const before = known.get(chunk)
  if (before?.version === chunk.version) return before.counts
  const counts = new Map<string, number>()
  for (let i = Math.max(0, chunk.count - PER_CHUNK); i < chunk.count; i++) {
    const { attributes } = chunk.record(i)
    if (attributes) for (const key of keysOf(attributes)) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  known.set(chunk, { version: chunk.version, counts })
  return counts
}

/** Names of values, and of those one level down in objects. A column of an object would say nothing. */
function keysOf(attributes: Record<string, unknown>): Set<string> {
  const keys = new Set<string>()
  const field = fieldReader(attributes)
  for (const [name, value] of Object.entries(attributes).slice(0, KEYS_MAX)) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    const names = isObject
      ? Object.keys(value)
          .slice(0, KEYS_MAX)
          .map((inner) => `${name}.${inner}`)
      : [name]
    for (const key of names) if (key.length <= KEY_CHARS_MAX && field(key) !== undefined) keys.add(key)
  }
  return keys
}
