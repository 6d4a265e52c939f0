/** Records in the order of the list, a page at a time: for files and copies, which may be larger than memory allows at once. */
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { LogReader } from '#lib/viewer/log-reader.ts'

export interface PageRequest {
  /** Those that pass the filter, or all. */
  which: 'shown' | 'all'
  /** Start after this record; null: at the oldest. */
  after: { session: string; seq: number } | null
  /** Most records of the page. */
  countMax: number
}

export interface PlacedRecord {
  session: string
  record: NumberedRecord
}

export interface RecordPage {
  records: PlacedRecord[]
  /** Whether records follow. */
  hasMore: boolean
}

export function answerPage(reader: LogReader, { which, after, countMax }: PageRequest): RecordPage {
  const records: PlacedRecord[] = []
  // A session that is no longer held lies before everything that is.
  let isBehind = after === null || !reader.sessions.some(({ id }) => id === after.session)
  for (const { id, chunks } of reader.sessions) {
    const isStart = !isBehind && id === after?.session
    if (!isBehind && !isStart) continue
    isBehind = true
    for (const chunk of chunks) {
      if (isStart && after && chunk.seqAt(chunk.count - 1) <= after.seq) continue
      for (let i = 0; i < chunk.count; i++) {
        if (isStart && after && chunk.seqAt(i) <= after.seq) continue
        if (which === 'shown' && !chunk.passes(i, reader.filterVersion)) continue
        if (records.length === countMax) return { records, hasMore: true }
        records.push({ session: id, record: chunk.record(i) })
      }
    }
  }
  return { records, hasMore: false }
}
