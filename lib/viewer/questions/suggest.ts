/** Keys and values that the newest records have, for the completion of the filter field. Bounded, and counted once per chunk. */
import type { LogReader, ReadableChunk } from '#lib/viewer/log-reader.ts'

/** Whether keys are wanted, or the values of one: `device`, `logger`, `error`, or the path of an attribute. */
export type SuggestRequest = { of: 'keys' } | { of: 'values'; key: string }

export interface Suggestion {
  text: string
  /** In how many of the records that were read. */
  count: number
}

const RECORDS_MAX = 5_000
/** Bounds of what is kept per chunk: keys, values of a key, characters of either, depth of a path, members of a list. */
const KEYS_MAX = 300
const VALUES_MAX = 40
const CHARS_MAX = 80
const DEPTH_MAX = 5
const MEMBERS_MAX = 5
const ANSWER_MAX = 200

/** Values with how often they occur, by key. */
type Seen = Map<string, Map<string, number>>

interface Counted {
  version: number
  attributes: Seen
  fields: Seen
}

const countedOf = new WeakMap<ReadableChunk, Counted>()

/** The most frequent first. */
export function answerSuggest(reader: LogReader, request: SuggestRequest): Suggestion[] {
  const totals = new Map<string, number>()
  let left = RECORDS_MAX
  const isOfDevices = request.of === 'values' && request.key === 'device'
  for (let s = reader.sessions.length - 1; s >= 0 && (left > 0 || isOfDevices); s--) {
    const { chunks = [], deviceName = '' } = reader.sessions[s] ?? {}
    if (isOfDevices) {
      if (isOffered(deviceName)) for (const { count } of chunks) add(totals, deviceName, count, KEYS_MAX)
      continue
    }
    for (let c = chunks.length - 1; c >= 0 && left > 0; c--) {
      const chunk = chunks[c] as ReadableChunk
      left -= chunk.count
      const { attributes, fields } = counted(chunk)
      if (request.of === 'keys') for (const [key, values] of attributes) add(totals, key, sum(values), KEYS_MAX)
      else {
        const values = (request.key === 'logger' || request.key === 'error' ? fields : attributes).get(request.key)
        for (const [text, count] of values ?? []) if (text !== '') add(totals, text, count, KEYS_MAX)
      }
    }
  }
  return [...totals]
    .sort((a, b) => b[1] - a[1])
    .slice(0, ANSWER_MAX)
    .map(([text, count]) => ({ text, count }))
}

function counted(chunk: ReadableChunk): Counted {
  const known = countedOf.get(chunk)
  if (known && known.version === chunk.version) return known
  const fresh: Counted = { version: chunk.version, attributes: new Map(), fields: new Map() }
  for (let i = 0; i < chunk.count; i++) {
    const { attributes, scope, error } = chunk.record(i)
    if (scope) note(fresh.fields, 'logger', scope)
    if (error) note(fresh.fields, 'error', error.name)
    if (attributes) walk(fresh.attributes, attributes, '', DEPTH_MAX)
  }
  countedOf.set(chunk, fresh)
  return fresh
}

function walk(seen: Seen, value: unknown, path: string, depthLeft: number): void {
  if (typeof value !== 'object' || value === null) note(seen, path, String(value))
  else if (depthLeft === 0) return
  else if (Array.isArray(value))
    for (const member of value.slice(0, MEMBERS_MAX)) walk(seen, member, path, depthLeft - 1)
  else
    for (const key in value) {
      if (!Object.hasOwn(value, key) || key.length > CHARS_MAX) continue
      walk(seen, (value as Record<string, unknown>)[key], path === '' ? key : `${path}.${key}`, depthLeft - 1)
    }
}

/** Of a value that is too long to offer, only the key counts. */
function note(seen: Seen, key: string, value: string): void {
  if (key === '' || key.length > CHARS_MAX * 2) return
  let values = seen.get(key)
  if (!values) {
    if (seen.size >= KEYS_MAX) return
    values = new Map()
    seen.set(key, values)
  }
  add(values, isOffered(value) ? value : '', 1, VALUES_MAX)
}

function isOffered(value: string): boolean {
  return value !== '' && value.length <= CHARS_MAX && !/\p{C}/u.test(value)
}

function add(totals: Map<string, number>, text: string, count: number, sizeMax: number): void {
  const before = totals.get(text)
  if (before === undefined && totals.size >= sizeMax) return
  totals.set(text, (before ?? 0) + count)
}

function sum(values: ReadonlyMap<string, number>): number {
  let total = 0
  for (const count of values.values()) total += count
  return total
}
