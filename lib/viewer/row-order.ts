/** The order of all rows: session after session, each below a divider. The other order is time-order.ts. */
import type { SeqRange } from '#lib/protocol/messages.ts'
import { lowerBound } from './log-chunk.ts'
import type { LogPlace, LogRow } from './log-source.ts'
import type { SessionLog } from './session-log.ts'

export interface RowOrder {
  /** To be called after the sessions have laid out their rows. */
  layOut(sessions: readonly SessionLog[]): void
  readonly rowCount: number
  row(index: number): LogRow | undefined
  /** The row of a place, or the next one after it; null when its session is not here. */
  rowOf(place: LogPlace): number | null
  /** The session whose oldest chunk is to be dropped first; null when nothing may be dropped. */
  oldest(sessions: readonly SessionLog[]): SessionLog | null
}

export class SessionOrder implements RowOrder {
  #sessions: readonly SessionLog[] = []
  /** Row of each session's first row, and where all end. */
  #starts: number[] = [0]

  layOut(sessions: readonly SessionLog[]): void {
    this.#sessions = sessions
    let row = 0
    this.#starts = sessions.map((log, i) => {
      const start = i > 0 ? row + 1 : row
      row = start + log.rowCount
      return start
    })
    this.#starts.push(row)
  }

  get rowCount(): number {
    return this.#starts.at(-1) ?? 0
  }

  row(index: number): LogRow | undefined {
    if (index < 0 || index >= this.rowCount) return undefined
    const at = lowerBound(this.#sessions.length, (i) => (this.#starts[i] as number) <= index) - 1
    const log = this.#sessions[at] as SessionLog
    const row = index - (this.#starts[at] as number)
    const next = this.#sessions[at + 1]
    return row === log.rowCount && next ? sessionRow(next) : log.row(row)
  }

  rowOf({ session, seq }: LogPlace): number | null {
    const at = this.#sessions.findIndex(({ id }) => id === session)
    return at === -1 ? null : (this.#starts[at] as number) + (this.#sessions[at] as SessionLog).rowOf(seq)
  }

  oldest(sessions: readonly SessionLog[]): SessionLog | null {
    const log = sessions.find(({ chunks }) => chunks.length > 0)
    return !log || (log.chunks.length === 1 && log === sessions.at(-1)) ? null : log
  }
}

function sessionRow(log: SessionLog): LogRow {
  return { kind: 'session', key: `${log.id}:begin`, session: log.id, seq: 0, startedAtMs: log.startedAtMs }
}

/** Stands above everything for the records that were dropped. */
export function trimmedRow(session: string, count: number): LogRow {
  const range: SeqRange = [0, 0]
  return { kind: 'marker', key: 'trimmed', session, seq: 0, marker: 'trimmed', reason: null, range, count }
}
