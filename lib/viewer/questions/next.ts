/** The next record from a place in one direction that has one of some levels and passes a filter of its own. */
import { LEVELS, type Level } from '#lib/protocol/levels.ts'
import { FilterTests } from '#lib/viewer/filter-tests.ts'
import type { LogReader, ReadableChunk } from '#lib/viewer/log-reader.ts'
import type { LogPlace } from '#lib/viewer/log-terms.ts'
import type { PlacedRecord } from './page.ts'

export interface NextRequest {
  /** Start beyond this record; null: at the end of the log that lies behind. */
  from: LogPlace | null
  direction: 1 | -1
  /** Levels to look for; empty: any. */
  levels: readonly Level[]
  /** Text to look for, as in the filter; empty: any. */
  text: string
  /** Whether only records that the filter shows count. */
  which: 'shown' | 'all'
}

const SLICE_MS = 8

export async function answerNext(reader: LogReader, request: NextRequest): Promise<PlacedRecord | null> {
  const { from, direction, which } = request
  const wanted = LEVELS.map((level) => request.levels.length === 0 || request.levels.includes(level))
  const tests = request.text.trim() === '' ? null : new FilterTests({ levels: [], text: request.text })
  const sessions = direction === 1 ? [...reader.sessions] : [...reader.sessions].reverse()
  // A session that is no longer held lies before everything that is.
  const isHeld = from !== null && sessions.some(({ id }) => id === from.session)
  if (from !== null && !isHeld && direction === -1) return null
  let isBeyond = !isHeld
  let untilMs = performance.now() + SLICE_MS
  for (const { id, chunks, deviceName } of sessions) {
    const isStart = !isBeyond && id === from?.session
    if (!isBeyond && !isStart) continue
    isBeyond = true
    const test = tests?.of(deviceName) ?? null
    for (const chunk of direction === 1 ? [...chunks] : [...chunks].reverse()) {
      const start = isStart && from ? startIn(chunk, from.seq, direction) : direction === 1 ? 0 : chunk.count - 1
      for (let i = start; i >= 0 && i < chunk.count; i += direction) {
        if (test && performance.now() > untilMs) {
          await new Promise((resolve) => setTimeout(resolve, 0))
          untilMs = performance.now() + SLICE_MS
        }
        if (!wanted[chunk.levelAt(i)]) continue
        if (which === 'shown' && !chunk.passes(i, reader.filterVersion)) continue
        const record = chunk.record(i)
        if (!test || test.passes(record)) return { session: id, record }
      }
    }
  }
  return null
}

/** Index of the first record beyond `seq` in this direction; outside the chunk when it has none. */
function startIn(chunk: ReadableChunk, seq: number, direction: 1 | -1): number {
  let low = 0
  let high = chunk.count
  while (low < high) {
    const middle = (low + high) >> 1
    if (direction === 1 ? chunk.seqAt(middle) <= seq : chunk.seqAt(middle) < seq) low = middle + 1
    else high = middle
  }
  return direction === 1 ? low : low - 1
}
