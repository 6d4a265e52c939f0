/**
 * Makes the immutable bytes of a batch from its lines [BT1][BT3]. The seam for compression and encryption: a seal that
 * needs a promise is awaited, and batches still come out in the order in which they went in.
 */
import { type Batch, FLAG } from '../protocol/batch.ts'
import { encodeUtf8 } from './utf8.ts'

/** A closed run of records that has no bytes yet. */
export interface Draft {
  first: number
  lines: string[]
  /** Of the lines joined by `\n`, in UTF-8. */
  byteLength: number
  hasTruncated: boolean
}

export type Seal = (session: string, draft: Draft) => Batch | Promise<Batch>

export function sealPlain(session: string, draft: Draft): Batch {
  const bytes = encodeUtf8(draft.lines.join('\n'))
  const flags = draft.hasTruncated ? FLAG.truncated : 0
  return { header: [session, flags, draft.first, draft.lines.length, bytes.byteLength], bytes }
}

/** Hands each draft's batch to `done` in the order of the calls: in the call itself while every seal is synchronous. */
export function sealInOrder(session: string, seal: Seal, done: (batch: Batch) => void): (draft: Draft) => void {
  let pending: Promise<void> | null = null
  return (draft) => {
    const sealed = seal(session, draft)
    if (pending === null && !isPromise(sealed)) return done(sealed)
    const turn: Promise<void> = Promise.all([sealed, pending]).then(([batch]) => {
      if (pending === turn) pending = null
      done(batch)
    })
    pending = turn
  }
}

function isPromise(value: Batch | Promise<Batch>): value is Promise<Batch> {
  return 'then' in value
}
