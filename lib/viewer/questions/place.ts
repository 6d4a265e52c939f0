/** Whether the record that a link names is held, and whether the filter shows it. */
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { LogReader } from '#lib/viewer/log-reader.ts'

export interface PlaceRequest {
  /** Null: the first session of the list. */
  session: string | null
  seq: number
}

export interface HeldPlace {
  /** Null: no such session is held. */
  session: string | null
  record: NumberedRecord | null
  isShown: boolean
  /** Whether a later record of the session is held: this one is not simply still to come. */
  isPassed: boolean
}

export function answerPlace(reader: LogReader, { session, seq }: PlaceRequest): HeldPlace {
  const found = session === null ? reader.sessions[0] : reader.sessions.find(({ id }) => id === session)
  if (!found) return { session: null, record: null, isShown: false, isPassed: false }
  for (const chunk of found.chunks) {
    if (chunk.count === 0 || chunk.seqAt(chunk.count - 1) < seq) continue
    let low = 0
    let high = chunk.count
    while (low < high) {
      const middle = (low + high) >> 1
      if (chunk.seqAt(middle) < seq) low = middle + 1
      else high = middle
    }
    if (chunk.seqAt(low) !== seq) return { session: found.id, record: null, isShown: false, isPassed: true }
    const record = chunk.record(low)
    return { session: found.id, record, isShown: chunk.passes(low, reader.filterVersion), isPassed: true }
  }
  return { session: found.id, record: null, isShown: false, isPassed: false }
}
