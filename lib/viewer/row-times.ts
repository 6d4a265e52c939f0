/**
 * The times of a session's records such that none lies before an earlier one: a running maximum over its chunks, and within a
 * chunk when it is asked for.
 */
import type { LogChunk } from './log-chunk.ts'

/** The highest time up to each record of a chunk, for one version of it. */
interface ChunkTimes {
  version: number
  highestMs: Float64Array
}

const timesOf = new WeakMap<LogChunk, ChunkTimes>()
/** The highest time of each chunk, for one version of it. */
const highestOf = new WeakMap<LogChunk, { version: number; highestMs: number }>()

export class RowTimes {
  #chunks: readonly LogChunk[] = []
  /** The highest time before each chunk, and of all. */
  #before: number[] = [Number.NEGATIVE_INFINITY]

  layOut(chunks: readonly LogChunk[]): void {
    this.#chunks = chunks
    let highestMs = Number.NEGATIVE_INFINITY
    this.#before = [highestMs]
    for (const chunk of chunks) {
      highestMs = Math.max(highestMs, highest(chunk))
      this.#before.push(highestMs)
    }
  }

  /** The time of a record by its chunk and its position there. */
  timeMs(chunk: number, position: number): number {
    const it = this.#chunks[chunk] as LogChunk
    return Math.max(this.#before[chunk] as number, within(it)[position] as number)
  }

  /** The highest time of the first chunks up to and with this one. */
  throughMs(chunk: number): number {
    return this.#before[chunk + 1] ?? (this.#before.at(-1) as number)
  }
}

/** The highest time of a chunk. */
export function highest(chunk: LogChunk): number {
  const known = highestOf.get(chunk)
  if (known?.version === chunk.version) return known.highestMs
  let highestMs = Number.NEGATIVE_INFINITY
  for (let i = 0; i < chunk.count; i++) highestMs = Math.max(highestMs, chunk.timeMsAt(i))
  highestOf.set(chunk, { version: chunk.version, highestMs })
  return highestMs
}

function within(chunk: LogChunk): Float64Array {
  const known = timesOf.get(chunk)
  if (known?.version === chunk.version) return known.highestMs
  const highestMs = new Float64Array(chunk.count)
  let highestSoFar = Number.NEGATIVE_INFINITY
  for (let i = 0; i < chunk.count; i++) {
    highestSoFar = Math.max(highestSoFar, chunk.timeMsAt(i))
    highestMs[i] = highestSoFar
  }
  timesOf.set(chunk, { version: chunk.version, highestMs })
  return highestMs
}
