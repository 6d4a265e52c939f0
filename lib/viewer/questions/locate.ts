/** The shown record that a time leads to: the earliest one at or after it, or else the latest one before. */
import { chunkExtent } from '#lib/viewer/chunk-extent.ts'
import type { LogReader, ReadableChunk } from '#lib/viewer/log-reader.ts'
import type { LogPlace } from '#lib/viewer/log-terms.ts'

export interface LocateRequest {
  /** Epoch milliseconds by the device's clock. */
  timeMs: number
}

/** Null when no record with a time is shown. Of records with the same time it is the first in the list. */
export function answerLocate(reader: LogReader, { timeMs }: LocateRequest): LogPlace | null {
  return earliestFrom(reader, timeMs) ?? latestBefore(reader, timeMs)
}

function earliestFrom({ sessions, filterVersion }: LogReader, timeMs: number): LogPlace | null {
  let found: LogPlace | null = null
  let bestMs = Number.POSITIVE_INFINITY
  for (const { id, chunks } of sessions) {
    for (const chunk of chunks) {
      const [fromMs, toMs] = boundsOf(chunk)
      if (!(toMs >= timeMs && fromMs < bestMs)) continue
      for (let i = 0; i < chunk.count; i++) {
        const atMs = chunk.timeMsAt(i)
        if (!(atMs >= timeMs && atMs <= toMs && atMs < bestMs) || !chunk.passes(i, filterVersion)) continue
        bestMs = atMs
        found = { session: id, seq: chunk.seqAt(i) }
      }
    }
  }
  return found
}

/** From the end, because the latest is most likely there. */
function latestBefore({ sessions, filterVersion }: LogReader, timeMs: number): LogPlace | null {
  let found: LogPlace | null = null
  let bestMs = 0
  for (const { id, chunks } of [...sessions].reverse()) {
    for (const chunk of [...chunks].reverse()) {
      const [fromMs, toMs] = boundsOf(chunk)
      if (!(fromMs < timeMs && toMs >= bestMs)) continue
      for (let i = chunk.count - 1; i >= 0; i--) {
        const atMs = chunk.timeMsAt(i)
        if (!(atMs >= fromMs && atMs < timeMs && atMs >= bestMs) || !chunk.passes(i, filterVersion)) continue
        bestMs = atMs
        found = { session: id, seq: chunk.seqAt(i) }
      }
    }
  }
  return found
}

/** The times of a chunk; numbers that are no times count as neither. */
function boundsOf(chunk: ReadableChunk): [fromMs: number, toMs: number] {
  const { eras } = chunkExtent(chunk)
  return [eras[0]?.fromMs ?? Number.NaN, eras.at(-1)?.toMs ?? Number.NaN]
}
