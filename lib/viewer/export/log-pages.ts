/** Reads the log page by page for files: a page at a time is in memory, and the page stays responsive in between. */
import type { LogPlace, LogSource } from '#lib/viewer/log-source.ts'
import type { PlacedRecord } from '#lib/viewer/questions/page.ts'

/** Records of one page: a few milliseconds of writing. */
const PAGE_RECORDS = 500

/** `onProgress` gets the number of records so far. Throws the reason of the signal once it is aborted. */
export async function* logPages(
  log: Pick<LogSource, 'ask'>,
  which: 'shown' | 'all',
  signal: AbortSignal,
  onProgress: (count: number) => void = () => {},
): AsyncGenerator<PlacedRecord[]> {
  let after: LogPlace | null = null
  let count = 0
  for (;;) {
    signal.throwIfAborted()
    const { records, hasMore }: { records: PlacedRecord[]; hasMore: boolean } = await log.ask('page', {
      which,
      after,
      countMax: PAGE_RECORDS,
    })
    const last = records.at(-1)
    if (!last) return
    yield records
    count += records.length
    onProgress(count)
    if (!hasMore) return
    after = { session: last.session, seq: last.record.seq }
  }
}
