/** Records that are not in a set of numbers yet, wherever in the log they came in: for what keeps a copy. */
import type { SeqRange } from '#lib/protocol/messages.ts'
import type { LogReader } from '#lib/viewer/log-reader.ts'
import type { PlacedRecord, RecordPage } from './page.ts'

export interface UnkeptRequest {
  /** What is in the copy, by session: rising, disjoint ranges. */
  kept: readonly (readonly [session: string, ranges: readonly SeqRange[]])[]
  /** Most records of the answer. */
  countMax: number
}

export function answerUnkept(reader: LogReader, { kept, countMax }: UnkeptRequest): RecordPage {
  const records: PlacedRecord[] = []
  const known = new Map(kept)
  for (const { id, chunks } of reader.sessions) {
    const ranges = known.get(id) ?? []
    let at = 0
    for (const chunk of chunks) {
      for (let i = 0; i < chunk.count; i++) {
        const seq = chunk.seqAt(i)
        while (at < ranges.length && (ranges[at] as SeqRange)[1] < seq) at++
        const range = ranges[at]
        if (range && range[0] <= seq) {
          // The rest of the chunk may lie in the same range.
          if (range[1] >= chunk.seqAt(chunk.count - 1)) break
          continue
        }
        if (records.length === countMax) return { records, hasMore: true }
        records.push({ session: id, record: chunk.record(i) })
      }
    }
  }
  return { records, hasMore: false }
}
