/**
 * Where in the list the errors are, for the marks beside its scrollbar: the shown records in equal parts, and the first error of
 * each. The caller may name places of its own, such as hits of a search, and learns their parts.
 */
import { levelIndex } from '#lib/protocol/levels.ts'
import type { LogReader, ReadableChunk } from '#lib/viewer/log-reader.ts'
import type { LogPlace } from '#lib/viewer/log-terms.ts'
import { Slices } from '#lib/viewer/slices.ts'

/** Most parts of one answer, and most places of one request. */
export const SLOTS_MAX = 200
export const PLACES_MAX = 1_000

export interface TicksRequest {
  /** At most {@link SLOTS_MAX}. */
  slotCount: number
  /** Places to find; those after the first {@link PLACES_MAX} are left out. */
  places: readonly LogPlace[]
}

export interface Tick extends LogPlace {
  slot: number
}

export interface Ticks {
  slotCount: number
  /** The first shown record of the level in each part that has one. */
  errors: Tick[]
  fatals: Tick[]
  /** The wanted places, each in the part where it is or would be. */
  places: Tick[]
}

/** What a chunk keeps: its errors and fatal errors, each by position in the chunk and by number among its shown records. */
interface ChunkErrors {
  version: number
  filterVersion: number
  shownCount: number
  positions: Uint32Array
  numbers: Uint32Array
  /** The first error and the first fatal error, as indexes of both. */
  firsts: number[]
}

const ERROR = levelIndex('error')
const FATAL = levelIndex('fatal')
const kept = new WeakMap<ReadableChunk, ChunkErrors>()

export async function answerTicks(reader: LogReader, { slotCount, places }: TicksRequest): Promise<Ticks> {
  const slices = new Slices()
  for (const chunk of reader.sessions.flatMap((session) => [...session.chunks])) {
    if (slices.isOver) await slices.next()
    chunkErrors(chunk, reader.filterVersion)
  }
  return place(reader, Math.max(1, Math.min(SLOTS_MAX, slotCount)), places.slice(0, PLACES_MAX))
}

function place(reader: LogReader, slotCount: number, places: readonly LogPlace[]): Ticks {
  let shownCount = 0
  for (const { chunks } of reader.sessions)
    for (const chunk of chunks) shownCount += chunkErrors(chunk, reader.filterVersion).shownCount
  const slotOf = (shown: number) => Math.min(slotCount - 1, Math.floor((shown * slotCount) / Math.max(1, shownCount)))
  const ticks: Ticks = { slotCount, errors: [], fatals: [], places: [] }
  let before = 0
  for (const { id, chunks } of reader.sessions) {
    const wanted = places.filter(({ session }) => session === id).sort((a, b) => a.seq - b.seq)
    let next = 0
    for (const chunk of chunks) {
      const { positions, numbers, firsts, shownCount: inChunk } = chunkErrors(chunk, reader.filterVersion)
      const isInOneSlot = slotOf(before) === slotOf(before + inChunk - 1)
      for (const i of isInOneSlot ? firsts : numbers.keys()) {
        const position = positions[i] as number
        const found = chunk.levelAt(position) === FATAL ? ticks.fatals : ticks.errors
        const slot = slotOf(before + (numbers[i] as number))
        if (found.at(-1)?.slot !== slot) found.push({ slot, session: id, seq: chunk.seqAt(position) })
      }
      const lastSeq = chunk.seqAt(chunk.count - 1)
      for (; next < wanted.length; next++) {
        const { seq } = wanted[next] as LogPlace
        if (seq > lastSeq) break
        ticks.places.push({ slot: slotOf(before + shownBefore(chunk, seq, reader.filterVersion)), session: id, seq })
      }
      before += inChunk
    }
  }
  return ticks
}

function shownBefore(chunk: ReadableChunk, seq: number, filterVersion: number): number {
  let count = 0
  for (let i = 0; i < chunk.count && chunk.seqAt(i) < seq; i++) if (chunk.passes(i, filterVersion)) count++
  return count
}

function chunkErrors(chunk: ReadableChunk, filterVersion: number): ChunkErrors {
  const known = kept.get(chunk)
  if (known?.version === chunk.version && known.filterVersion === filterVersion) return known
  const positions: number[] = []
  const numbers: number[] = []
  let shownCount = 0
  for (let i = 0; i < chunk.count; i++) {
    if (!chunk.passes(i, filterVersion)) continue
    const level = chunk.levelAt(i)
    if (level === ERROR || level === FATAL) {
      positions.push(i)
      numbers.push(shownCount)
    }
    shownCount++
  }
  const firstOf = (level: number) => positions.findIndex((position) => chunk.levelAt(position) === level)
  const found: ChunkErrors = {
    version: chunk.version,
    filterVersion,
    shownCount,
    positions: Uint32Array.from(positions),
    numbers: Uint32Array.from(numbers),
    firsts: [firstOf(ERROR), firstOf(FATAL)].filter((i) => i >= 0),
  }
  // The other records of an untested chunk may pass yet.
  if (chunk.isTested(filterVersion)) kept.set(chunk, found)
  return found
}
