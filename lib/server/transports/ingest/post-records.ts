/** What OTLP and Loki have in common: a whole body with the records of some sources, all taken or none. */

import { type SourceRecords, type Steps, Undecodable } from '#lib/ingest/source.ts'
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { limitOf } from './decode-limits.ts'
import { type Fed, feedRecords, nothingFed } from './feed-records.ts'
import type { SourceCall } from './source-endpoint.ts'
import type { SourceSession } from './source-session.ts'

export type Decode = (body: Buffer, receivedAtMs: number) => Steps<SourceRecords[]>

/** A source is over its rate; its client may try again after this long. */
export interface HeldBack {
  waitMs: number
}

/** Throws AppError for a body that cannot be read. Nothing was taken when it returns {@link HeldBack}. */
export async function postRecords(call: SourceCall, decode: Decode): Promise<Fed | HeldBack> {
  const { right, sessions, turns } = call
  const { body, release } = await call.whole()
  const leave: (() => void)[] = []
  try {
    const groups = await decoded(call, decode(body, Date.now()))
    const opened: { session: SourceSession; group: SourceRecords }[] = []
    let ended: AppError | null = null
    for (const group of groups) {
      if (group.count === 0) continue
      const session = await sessions.of(right, group.source)
      leave.push(
        session.use((error) => {
          ended = error
        }),
      )
      opened.push({ session, group })
    }
    const waitMs = Math.max(0, ...opened.map(({ session }) => session.debtMs()))
    if (waitMs > 0) return { waitMs }
    const fed = nothingFed()
    for (const { session, group } of opened)
      await feedRecords(group.records(), { turns, tokenId: right.tokenId, session, ended: () => ended }, fed)
    for (const fault of fed.faults) call.rejected(fault)
    return fed
  } finally {
    for (const done of leave) done()
    release()
  }
}

async function decoded({ turns, right }: SourceCall, steps: Steps<SourceRecords[]>): Promise<SourceRecords[]> {
  try {
    return await turns.finish(right.tokenId, steps)
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error
    throw undecodable(error)
  }
}

/** As an error, for the client whose body cannot be read. */
export function undecodable({ fault, message }: Undecodable): AppError {
  const code = fault === 'too-large' || fault === 'too-many' ? 'body-too-large' : 'invalid-input'
  return new AppError(code, `The body is ${message}.`, { limit: limitOf(fault) })
}

/** As an error, for clients that get 429. */
export function heldBackError(): AppError {
  return new AppError(
    'too-many-requests',
    `A source sends at most ${LIMITS.sourceRecordsPerSecond} records and ${LIMITS.sourceBytesPerSecond} bytes a second.`,
  )
}
