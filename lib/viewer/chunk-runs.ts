/**
 * Runs of similar records among those of a chunk that pass the filter: same level, same logger, and the same words where numbers,
 * times, ids and quoted texts do not count. Found once and kept until the chunk or the filter changes.
 */
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { SeqRanges } from '#lib/protocol/seq-ranges.ts'
import { searchableText } from './ansi.ts'
import { rowError, rowText } from './display-body.ts'
import type { LogChunk } from './log-chunk.ts'
import { maskedWords } from './patterns/masked-words.ts'

export interface ChunkRuns {
  /** The first record of each run, as its number among the matching ones, in rising order. Empty when none matches. */
  starts: Uint16Array
  /** What the first and the last matching record say. Null: nothing is similar to it. */
  first: string | null
  last: string | null
}

/** What a run consists of besides its first record. */
export interface ExpandedRecords {
  /** Records that stand alone, because the reader wants to see each. */
  seqs: SeqRanges
  /** Rises with each change of `seqs`. */
  version: number
}

interface Kept {
  version: number
  filterVersion: number
  expandedVersion: number
  runs: ChunkRuns
}

const keptRuns = new WeakMap<LogChunk, Kept>()

/** The chunk was tested with the filter of the moment. */
export function chunkRuns(chunk: LogChunk, expanded: ExpandedRecords): ChunkRuns {
  const kept = keptRuns.get(chunk)
  const isKept =
    kept?.version === chunk.version &&
    kept.filterVersion === chunk.filterVersion &&
    kept.expandedVersion === expanded.version
  if (isKept) return kept.runs
  const runs = findRuns(chunk, expanded.seqs)
  keptRuns.set(chunk, {
    version: chunk.version,
    filterVersion: chunk.filterVersion,
    expandedVersion: expanded.version,
    runs,
  })
  return runs
}

function findRuns(chunk: LogChunk, alone: SeqRanges): ChunkRuns {
  const count = chunk.matchCount
  const starts: number[] = []
  let first: string | null = null
  let last: string | null = null
  for (let match = 0; match < count; match++) {
    const says = alone.has(chunk.matchSeqAt(match) as number) ? null : shapeOf(chunk.matchAt(match) as NumberedRecord)
    if (match === 0) first = says
    if (match === 0 || !isSimilar(last, says)) starts.push(match)
    last = says
  }
  return { starts: Uint16Array.from(starts), first, last }
}

/** Whether two records that follow each other are of one run. */
export function isSimilar(before: string | null, after: string | null): boolean {
  return before !== null && before === after
}

/** What similar records have in common. */
export function shapeOf(record: NumberedRecord): string {
  const { text } = rowText(record)
  const error = rowError(record, text)
  const words = (said: string) => maskedWords(searchableText(said)).join(' ')
  return [record.level, record.scope ?? '', words(text), error ? words(`${error.name}: ${error.message}`) : ''].join(
    '\0',
  )
}
