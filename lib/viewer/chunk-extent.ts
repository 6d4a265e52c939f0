/**
 * The time that a log spans. A clock that was not set yet, or a number that is no time, would stretch it by decades: records are
 * gathered by eras, eras that lie near each other belong together, and the span is that of the group with the most records.
 * The others are outliers.
 */
import type { ReadableChunk } from './log-reader.ts'

/** Length of an era, milliseconds: 100 days. */
export const ERA_MS = 100 * 86_400_000
/** Most eras between two with records that still belong together: a log over years, with quiet months, is one. */
const QUIET_ERAS_MAX = 4
/** Times from here on are no times: the year 2100. */
const TIME_MAX_MS = 4_102_444_800_000

export interface EraExtent {
  /** The time divided by the length of an era. */
  era: number
  count: number
  fromMs: number
  toMs: number
}

interface ChunkExtent {
  version: number
  /** In rising order; bounded by the year 2100. */
  eras: EraExtent[]
}

export interface TimeSpan {
  /** Times of the first and of the last record. */
  fromMs: number
  toMs: number
  /** Eras of the span, both included. */
  eras: readonly [number, number]
  /** How many records lie within. */
  count: number
}

const extents = new WeakMap<ReadableChunk, ChunkExtent>()

/** When the records of a chunk were written, by era; kept until the chunk changes. */
export function chunkExtent(chunk: ReadableChunk): ChunkExtent {
  const kept = extents.get(chunk)
  if (kept && kept.version === chunk.version) return kept
  const extent = { version: chunk.version, eras: erasOf(chunk) }
  extents.set(chunk, extent)
  return extent
}

function erasOf(chunk: ReadableChunk): EraExtent[] {
  const eras: EraExtent[] = []
  let current: EraExtent | undefined
  for (let i = 0; i < chunk.count; i++) {
    const timeMs = chunk.timeMsAt(i)
    if (!(timeMs > 0 && timeMs < TIME_MAX_MS)) continue
    const era = Math.floor(timeMs / ERA_MS)
    if (current?.era !== era) {
      current = eras.find((one) => one.era === era)
      if (!current) {
        current = { era, count: 0, fromMs: timeMs, toMs: timeMs }
        eras.push(current)
      }
    }
    current.count++
    if (timeMs < current.fromMs) current.fromMs = timeMs
    if (timeMs > current.toMs) current.toMs = timeMs
  }
  return eras.sort((a, b) => a.era - b.era)
}

/** The span of the chunks together; null when no record has a time. */
export function timeSpan(chunks: Iterable<ReadableChunk>): TimeSpan | null {
  const merged = new Map<number, EraExtent>()
  for (const chunk of chunks) {
    for (const extent of chunkExtent(chunk).eras) {
      const known = merged.get(extent.era)
      if (!known) merged.set(extent.era, { ...extent })
      else {
        known.count += extent.count
        known.fromMs = Math.min(known.fromMs, extent.fromMs)
        known.toMs = Math.max(known.toMs, extent.toMs)
      }
    }
  }
  let largest: TimeSpan | null = null
  let group: TimeSpan | null = null
  for (const { era, count, fromMs, toMs } of [...merged.values()].sort((a, b) => a.era - b.era)) {
    group =
      group && era - group.eras[1] <= QUIET_ERAS_MAX
        ? { fromMs: group.fromMs, toMs, eras: [group.eras[0], era], count: group.count + count }
        : { fromMs, toMs, eras: [era, era], count }
    // Of two that are as large, the later one is the one in sight.
    if (!largest || group.count >= largest.count) largest = group
  }
  return largest
}
