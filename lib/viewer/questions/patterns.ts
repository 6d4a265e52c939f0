/**
 * The patterns of the records: how many records each has, at which levels, when, and its newest one. Answers after a part of the
 * work when there is much of it, newest records first; the next question goes on.
 */
import { LEVELS } from '#lib/protocol/levels.ts'
import { chunkExtent, timeSpan } from '#lib/viewer/chunk-extent.ts'
import type { LogReader, ReadableChunk } from '#lib/viewer/log-reader.ts'
import type { LogPlace } from '#lib/viewer/log-terms.ts'
import { type PatternIndex, patternIndex } from '#lib/viewer/patterns/chunk-patterns.ts'
import { OTHER } from '#lib/viewer/patterns/template-tree.ts'
import { Slices } from '#lib/viewer/slices.ts'
import { timeStep } from '#lib/viewer/time-steps.ts'

export interface PatternsRequest {
  /** Those that pass the filter, or all. */
  which: 'shown' | 'all'
  /** Most bars of a sparkline. */
  barCountMax: number
  /** Tells two equal questions apart: one that goes on is a new one. */
  round: number
}

export interface PatternRow {
  id: number
  /** What `pattern:"…"` finds. */
  template: string
  count: number
  /** Records of each level, in the order of LEVELS. */
  levels: number[]
  /** Epoch milliseconds of its earliest record, held or not; 0 when none had a time. */
  firstMs: number
  newest: LogPlace
  /** Records in each bar of the sparkline. */
  bars: number[]
}

export interface Patterns {
  /** Most frequent first. */
  rows: PatternRow[]
  /** Records that were looked at; of them, those without a pattern because there were too many. */
  count: number
  otherCount: number
  /** Whether every record was looked at. */
  isComplete: boolean
  /** Times of the first and the last record, and the width of the bars; 0 without times. */
  fromMs: number
  toMs: number
  stepMs: number
}

/** Longest time until an answer, milliseconds. */
const ANSWER_MS = 200
/** Columns of a tally: pattern, level, bar, count, and position of the last record. */
const COLUMNS = 5
const TIMELESS = 0xffffffff

interface ChunkTally {
  version: number
  filterVersion: number
  stepMs: number
  /** Rows of {@link COLUMNS} numbers; bars are counted from the chunk's first. */
  rows: Uint32Array
  firstBar: number
}

/** By what is counted: the shown records, or all. */
const kept = { shown: new WeakMap<ReadableChunk, ChunkTally>(), all: new WeakMap<ReadableChunk, ChunkTally>() }

export async function answerPatterns(reader: LogReader, { which, barCountMax }: PatternsRequest): Promise<Patterns> {
  const slices = new Slices()
  const untilMs = performance.now() + ANSWER_MS
  const index = patternIndex(reader)
  const chunks = reader.sessions.flatMap((session) => [...session.chunks])
  index.makeRoom(chunks)
  for (const chunk of chunks.reverse()) {
    if (index.known(chunk)) continue
    if (performance.now() > untilMs) break
    if (slices.isOver) await slices.next()
    index.find(chunk)
  }
  const span = timeSpan(reader.sessions.flatMap(({ chunks: held }) => held))
  const stepMs = span ? timeStep(span.fromMs, span.toMs, barCountMax) : 1
  for (const chunk of chunks) {
    if (slices.isOver) await slices.next()
    if (index.known(chunk)) tally(chunk, index, reader.filterVersion, which, stepMs)
  }
  return sum(reader, index, which, stepMs, span ?? { fromMs: 0, toMs: 0 })
}

function sum(
  reader: LogReader,
  index: PatternIndex,
  which: 'shown' | 'all',
  stepMs: number,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Patterns {
  const first = Math.floor(fromMs / stepMs)
  const barCount = toMs === 0 ? 0 : Math.floor(toMs / stepMs) - first + 1
  const found = new Map<number, PatternRow>()
  const answer: Patterns = { rows: [], count: 0, otherCount: 0, isComplete: true, fromMs, toMs, stepMs }
  for (const { id: session, chunks } of reader.sessions) {
    for (const chunk of chunks) {
      if (!index.known(chunk)) {
        answer.isComplete = false
        continue
      }
      const { rows, firstBar } = tally(chunk, index, reader.filterVersion, which, stepMs)
      for (let at = 0; at < rows.length; at += COLUMNS) {
        const [id = 0, level = 0, bar = 0, count = 0, last = 0] = rows.subarray(at, at + COLUMNS)
        answer.count += count
        if (id === OTHER) {
          answer.otherCount += count
          continue
        }
        let row = found.get(id)
        if (!row) {
          const template = index.tree.text(id) ?? ''
          row = {
            ...{ id, template, count: 0, levels: LEVELS.map(() => 0), firstMs: index.firstMs(id) },
            ...{ newest: { session, seq: 0 }, bars: Array<number>(barCount).fill(0) },
          }
          found.set(id, row)
        }
        row.count += count
        row.levels[level] = (row.levels[level] ?? 0) + count
        const seq = chunk.seqAt(last)
        if (row.newest.session !== session || seq > row.newest.seq) row.newest = { session, seq }
        if (bar === TIMELESS) continue
        const place = firstBar + bar - first
        if (place >= 0 && place < barCount) row.bars[place] = (row.bars[place] ?? 0) + count
      }
    }
  }
  answer.rows = [...found.values()].sort((a, b) => b.count - a.count || a.id - b.id)
  return answer
}

function tally(
  chunk: ReadableChunk,
  index: PatternIndex,
  filterVersion: number,
  which: 'shown' | 'all',
  stepMs: number,
): ChunkTally {
  const known = kept[which].get(chunk)
  if (
    known?.version === chunk.version &&
    known.stepMs === stepMs &&
    (which === 'all' || known.filterVersion === filterVersion)
  )
    return known
  const ids = index.find(chunk)
  const { eras } = chunkExtent(chunk)
  const [fromMs, toMs] = [eras[0]?.fromMs ?? Number.NaN, eras.at(-1)?.toMs ?? Number.NaN]
  const firstBar = Math.floor((eras[0]?.fromMs ?? 0) / stepMs)
  const places = new Map<string, number>()
  const rows: number[] = []
  for (let i = 0; i < ids.length; i++) {
    if (which === 'shown' && !chunk.passes(i, filterVersion)) continue
    const timeMs = chunk.timeMsAt(i)
    const bar = timeMs >= fromMs && timeMs <= toMs ? Math.floor(timeMs / stepMs) - firstBar : TIMELESS
    const key = `${ids[i]} ${chunk.levelAt(i)} ${bar}`
    let at = places.get(key)
    if (at === undefined) {
      at = rows.push(ids[i] ?? OTHER, chunk.levelAt(i), bar, 0, 0) - COLUMNS
      places.set(key, at)
    }
    rows[at + 3] = (rows[at + 3] ?? 0) + 1
    rows[at + 4] = i
  }
  const made = { version: chunk.version, filterVersion, stepMs, rows: Uint32Array.from(rows), firstBar }
  if (which === 'all' || chunk.isTested(filterVersion)) kept[which].set(chunk, made)
  return made
}
