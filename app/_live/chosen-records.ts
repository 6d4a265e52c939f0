'use client'

/** Several chosen records, from one row to another or all that are shown: asked of the log, because the page holds few of them. */
import type { LogPlace, LogSource, RecordRow } from '#lib/viewer/log-source.ts'
import type { PlacedRecord } from '#lib/viewer/questions/page.ts'

export interface ChosenRecords {
  /** In the order of the list. */
  records: readonly PlacedRecord[]
  /** The keys of their rows. */
  keys: ReadonlySet<string>
  /** Whether there were more than the bound. */
  isCut: boolean
}

/** Most records to choose: more belong into a file, not on a clipboard. */
export const CHOSEN_MAX = 10_000

export function keyOf({ session, seq }: LogPlace): string {
  return `${session}:${seq}`
}

/** From one shown row to another; `first` is above `last`, at most `rows` rows away. */
export async function chooseRange(
  log: LogSource,
  first: RecordRow,
  last: RecordRow,
  rows: number,
): Promise<ChosenRecords> {
  const start: PlacedRecord = { session: first.session, record: first.record }
  if (first.key === last.key) return chosen([start], false)
  const { records } = await log.ask('page', {
    which: 'shown',
    after: { session: first.session, seq: first.seq },
    countMax: Math.min(CHOSEN_MAX - 1, Math.max(1, rows)),
  })
  const end = records.findIndex(({ session, record }) => session === last.session && record.seq === last.seq)
  return chosen([start, ...(end < 0 ? records : records.slice(0, end + 1))], end < 0)
}

export async function chooseAll(log: LogSource): Promise<ChosenRecords> {
  const { records, hasMore } = await log.ask('page', { which: 'shown', after: null, countMax: CHOSEN_MAX })
  return chosen(records, hasMore)
}

function chosen(records: readonly PlacedRecord[], isCut: boolean): ChosenRecords {
  const keys = new Set(records.map(({ session, record }) => keyOf({ session, seq: record.seq })))
  return { records, keys, isCut }
}
