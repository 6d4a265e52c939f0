/**
 * How many records of each level were written when: the bars above the list. Each chunk's share is kept until the chunk, the filter
 * or the width of the bars changes, so that an answer over a million records costs little more than their newest chunk.
 */
import { LEVELS } from '#lib/protocol/levels.ts'
import { chunkExtent, ERA_MS, type TimeSpan, timeSpan } from '#lib/viewer/chunk-extent.ts'
import type { LogReader, ReadableChunk } from '#lib/viewer/log-reader.ts'
import { Slices } from '#lib/viewer/slices.ts'
import { timeStep } from '#lib/viewer/time-steps.ts'

/** Most bars of one answer. */
export const BARS_MAX = 200

export interface TimelineRequest {
  /** Most bars; at most {@link BARS_MAX}. */
  barCountMax: number
}

export interface Timeline {
  /** Epoch milliseconds by the device's clock, where the first bar begins. */
  fromMs: number
  /** Width of a bar, milliseconds. */
  stepMs: number
  barCount: number
  /** Records of each level in each bar, as `bar * LEVELS.length + level`. */
  all: Uint32Array
  /** Those that pass the filter. */
  shown: Uint32Array
  /** How many records have no time, or one far from that of the others. */
  outlierCount: number
}

interface ChunkBars {
  version: number
  filterVersion: number
  stepMs: number
  eras: readonly [number, number]
  /** The first bar, counted from the epoch. */
  first: number
  all: Uint32Array
  shown: Uint32Array
}

const LEVEL_COUNT = LEVELS.length
const kept = new WeakMap<ReadableChunk, ChunkBars>()

/** Null while no record has a time. */
export async function answerTimeline(reader: LogReader, { barCountMax }: TimelineRequest): Promise<Timeline | null> {
  const slices = new Slices()
  const chunks = reader.sessions.flatMap((session) => [...session.chunks])
  for (const chunk of chunks) {
    if (slices.isOver) await slices.next()
    chunkExtent(chunk)
  }
  const planned = timeSpan(chunks)
  if (!planned) return null
  const countMax = Math.max(1, Math.min(BARS_MAX, barCountMax))
  const plannedStepMs = timeStep(planned.fromMs, planned.toMs, countMax)
  for (const chunk of chunks) {
    if (slices.isOver) await slices.next()
    chunkBars(chunk, reader.filterVersion, plannedStepMs, planned.eras)
  }
  return sum(reader, countMax)
}

/** Adds up what the chunks keep; counts again only what has changed meanwhile. */
function sum(reader: LogReader, countMax: number): Timeline | null {
  const chunks = reader.sessions.flatMap((session) => session.chunks)
  const span = timeSpan(chunks)
  if (!span) return null
  const stepMs = timeStep(span.fromMs, span.toMs, countMax)
  const first = Math.floor(span.fromMs / stepMs)
  const barCount = Math.floor(span.toMs / stepMs) - first + 1
  const all = new Uint32Array(barCount * LEVEL_COUNT)
  const shown = new Uint32Array(barCount * LEVEL_COUNT)
  let total = 0
  for (const chunk of chunks) {
    total += chunk.count
    const bars = chunkBars(chunk, reader.filterVersion, stepMs, span.eras)
    const from = (bars.first - first) * LEVEL_COUNT
    for (let i = 0; i < bars.all.length; i++) {
      all[from + i] = (all[from + i] as number) + (bars.all[i] as number)
      shown[from + i] = (shown[from + i] as number) + (bars.shown[i] as number)
    }
  }
  return { fromMs: first * stepMs, stepMs, barCount, all, shown, outlierCount: total - span.count }
}

function chunkBars(chunk: ReadableChunk, filterVersion: number, stepMs: number, eras: TimeSpan['eras']): ChunkBars {
  const known = kept.get(chunk)
  if (
    known?.version === chunk.version &&
    known.filterVersion === filterVersion &&
    known.stepMs === stepMs &&
    known.eras[0] === eras[0] &&
    known.eras[1] === eras[1]
  )
    return known
  const bars = countBars(chunk, filterVersion, stepMs, eras)
  // The other records of an untested chunk may pass yet.
  if (chunk.isTested(filterVersion)) kept.set(chunk, bars)
  return bars
}

function countBars(chunk: ReadableChunk, filterVersion: number, stepMs: number, eras: TimeSpan['eras']): ChunkBars {
  const { version } = chunk
  const within = chunkExtent(chunk).eras.filter(({ era }) => era >= eras[0] && era <= eras[1])
  const last = within.at(-1)
  const first = Math.floor((within[0]?.fromMs ?? 0) / stepMs)
  const length = last ? (Math.floor(last.toMs / stepMs) - first + 1) * LEVEL_COUNT : 0
  const all = new Uint32Array(length)
  const shown = new Uint32Array(length)
  const [fromMs, toMs] = [eras[0] * ERA_MS, (eras[1] + 1) * ERA_MS]
  for (let i = 0; length > 0 && i < chunk.count; i++) {
    const timeMs = chunk.timeMsAt(i)
    if (!(timeMs > 0 && timeMs >= fromMs && timeMs < toMs)) continue
    const at = (Math.floor(timeMs / stepMs) - first) * LEVEL_COUNT + chunk.levelAt(i)
    all[at] = (all[at] as number) + 1
    if (chunk.passes(i, filterVersion)) shown[at] = (shown[at] as number) + 1
  }
  return { version, filterVersion, stepMs, eras, first, all, shown }
}
