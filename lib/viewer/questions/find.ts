/**
 * The shown records that hold a text: how many there are, and which is next. Hits are kept by chunk, so only new records are searched
 * again; the search itself goes on in slices and ends when another text is asked for.
 */
import type { LogReader, ReadableChunk } from '#lib/viewer/log-reader.ts'
import { nextTurn } from '#lib/viewer/next-turn.ts'
import { compileQuery } from '#lib/viewer/query/compile.ts'
import { findValue } from '#lib/viewer/query/find-value.ts'
import { needlesOf } from '#lib/viewer/query/needles.ts'
import { EVERY_LEVEL } from '#lib/viewer/query/passing-levels.ts'
import type { Query } from '#lib/viewer/query/query.ts'
import { RecordTest } from '#lib/viewer/record-test.ts'

export interface FindRequest {
  text: string
  /** The record to start from; null: behind the newest. */
  at: FoundPlace | null
  /** `near`: that record, if it is a hit, or the nearest older one. All go on at the other end. */
  step: 'next' | 'previous' | 'near'
  /** Whether all hits are counted; without it the answer comes as soon as one is found. */
  isCounted: boolean
}

export interface FoundPlace {
  session: string
  seq: number
}

export interface FindAnswer {
  place: FoundPlace | null
  /** Null: not counted. */
  count: number | null
  /** From 1, in the order of the list; null: not counted. */
  index: number | null
}

interface Hits {
  version: number
  text: string
  /** Positions in the chunk, rising, whether they pass the filter or not. */
  at: readonly number[]
}

/** One chunk with its session, in the order of the list. */
interface Part {
  session: string
  chunk: ReadableChunk
}

const SLICE_MS = 8
const NOTHING: FindAnswer = { place: null, count: null, index: null }

const hitsOf = new WeakMap<ReadableChunk, Hits>()
/** The text that each log was asked for last. */
const latest = new WeakMap<object, string>()

export async function answerFind(reader: LogReader, request: FindRequest): Promise<FindAnswer> {
  const value = findValue(request.text)
  const test = value && testOf({ kind: 'anywhere', value })
  if (!test) return { place: null, count: 0, index: 0 }
  latest.set(reader.sessions, request.text)
  const parts = reader.sessions.flatMap(({ id, chunks }) => chunks.map((chunk) => ({ session: id, chunk })))
  const search = new Search(reader, request.text, test)
  const place = await nearest(search, reader, parts, request)
  if (search.isOutdated || !request.isCounted) return search.isOutdated ? NOTHING : { ...NOTHING, place }
  let count = 0
  let index = 0
  for (const { session, chunk } of parts) {
    const hits = await search.hits(chunk)
    if (search.isOutdated) return NOTHING
    for (const i of hits) {
      if (!chunk.passes(i, reader.filterVersion)) continue
      count++
      if (session === place?.session && chunk.seqAt(i) === place.seq) index = count
    }
  }
  return { place, count, index }
}

function testOf(query: Query): RecordTest | null {
  const test = compileQuery(query)
  const isEver = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY }
  return test && new RecordTest({ levels: EVERY_LEVEL, ...isEver, needles: needlesOf(query), exclusions: null, test })
}

class Search {
  readonly #reader: LogReader
  readonly #text: string
  readonly #test: RecordTest
  #untilMs = performance.now() + SLICE_MS

  constructor(reader: LogReader, text: string, test: RecordTest) {
    this.#reader = reader
    this.#text = text
    this.#test = test
  }

  get isOutdated(): boolean {
    return latest.get(this.#reader.sessions) !== this.#text
  }

  async hits(chunk: ReadableChunk): Promise<readonly number[]> {
    const known = hitsOf.get(chunk)
    if (known?.version === chunk.version && known.text === this.#text) return known.at
    if (performance.now() > this.#untilMs) {
      await nextTurn()
      this.#untilMs = performance.now() + SLICE_MS
      if (this.isOutdated) return []
    }
    const at = chunk.positionsOf(this.#test)
    hitsOf.set(chunk, { version: chunk.version, text: this.#text, at })
    return at
  }
}

/** Walks from the start once around the log. */
async function nearest(
  search: Search,
  { filterVersion }: LogReader,
  parts: readonly Part[],
  { at, step }: FindRequest,
): Promise<FoundPlace | null> {
  const by = step === 'next' ? 1 : -1
  const start = at === null ? -1 : parts.findIndex((part) => holds(part, at))
  const first = start === -1 ? (by === 1 ? 0 : parts.length - 1) : start
  // The chunk of the start comes twice: what lies in the direction first, the rest at the end.
  for (let n = 0; n <= parts.length; n++) {
    const part = parts[(((first + by * n) % parts.length) + parts.length) % parts.length]
    if (!part) return null
    const { session, chunk } = part
    const hits = (await search.hits(chunk)).filter((i) => chunk.passes(i, filterVersion))
    if (search.isOutdated) return null
    const isWanted = (i: number) => {
      if (n > 0 || start === -1 || !at) return true
      const seq = chunk.seqAt(i)
      return step === 'next' ? seq > at.seq : step === 'near' ? seq <= at.seq : seq < at.seq
    }
    const found = by === 1 ? hits.find(isWanted) : hits.findLast(isWanted)
    if (found !== undefined) return { session, seq: chunk.seqAt(found) }
  }
  return null
}

function holds({ session, chunk }: Part, at: FoundPlace): boolean {
  return session === at.session && chunk.count > 0 && chunk.seqAt(chunk.count - 1) >= at.seq
}
