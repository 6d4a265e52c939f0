/** Adds decoded records to a session, in slices, and no faster than viewers' sockets are served. */

import { type Fault, Undecodable } from '#lib/ingest/source.ts'
import type { AppError } from '#lib/protocol/app-error.ts'
import type { LogRecord } from '#lib/protocol/record.ts'
import type { SourceSession } from './source-session.ts'
import type { SourceTurns } from './source-turns.ts'

export interface Fed {
  accepted: number
  /** Could not be read. */
  rejected: number
  /** Why, each reason once. */
  faults: Set<Fault>
}

export function nothingFed(): Fed {
  return { accepted: 0, rejected: 0, faults: new Set() }
}

export interface Feeding {
  turns: SourceTurns
  /** Whose turn it is. */
  tokenId: string
  session: SourceSession
  /** Set once the session has ended; then nothing more is added. */
  ended(): AppError | null
}

/**
 * Null: no record, but the turn may end here. Counts into `fed` as it goes, so that a caller that is interrupted knows. Throws what
 * the session ended with.
 */
export async function feedRecords(
  records: Iterable<LogRecord | Undecodable | null>,
  { turns, tokenId, session, ended }: Feeding,
  fed: Fed,
): Promise<void> {
  const iterator = records[Symbol.iterator]()
  for (let isDone = false; !isDone; ) {
    await turns.slice(tokenId, (mayGoOn) => {
      do {
        const next = iterator.next()
        isDone = next.done === true
        if (next.done) break
        if (next.value === null) continue
        if (next.value instanceof Undecodable) reject(fed, next.value)
        else {
          session.add(next.value)
          fed.accepted++
        }
      } while (mayGoOn())
    })
    await session.whenRoom()
    const error = ended()
    if (error) throw error
  }
}

function reject(fed: Fed, { fault }: Undecodable): void {
  fed.rejected++
  fed.faults.add(fault)
}
