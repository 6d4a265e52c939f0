/**
 * The rows of all sessions in one time line. A row's time never lies before that of the row above it in its own session, so that
 * a clock that jumps back moves nothing; at the same time, sessions stand in their order. Nothing is sorted or stored: the
 * sessions are sorted already, and a binary search in each finds where any row of one stands among those of the others.
 */
import { type LogChunk, lowerBound } from './log-chunk.ts'
import type { LogPlace, LogRow } from './log-source.ts'
import type { RowOrder } from './row-order.ts'
import { highest } from './row-times.ts'
import type { SessionLog } from './session-log.ts'

/** Rows to step over rather than to search anew. */
const STEPS_MAX = 1_000

export class TimeOrder implements RowOrder {
  readonly #shiftsMs: ReadonlyMap<string, number>
  #sessions: readonly SessionLog[] = []
  #rowCount = 0
  /** The row that {@link row} has found last, as the next row of each session from there on. */
  #cursor: { index: number; next: number[] } | null = null

  /** What to add to the times of a session, by its id: its clock is wrong by as much. */
  constructor(shiftsMs: ReadonlyMap<string, number>) {
    this.#shiftsMs = shiftsMs
  }

  layOut(sessions: readonly SessionLog[]): void {
    this.#sessions = sessions
    this.#rowCount = sessions.reduce((sum, log) => sum + log.rowCount, 0)
    this.#cursor = null
  }

  get rowCount(): number {
    return this.#rowCount
  }

  row(index: number): LogRow | undefined {
    if (index < 0 || index >= this.#rowCount) return undefined
    const isNear = this.#cursor && index >= this.#cursor.index && index - this.#cursor.index <= STEPS_MAX
    const cursor = isNear && this.#cursor ? this.#cursor : { index, next: this.#split(index) }
    this.#cursor = cursor
    while (cursor.index < index) {
      const first = this.#first(cursor.next)
      cursor.next[first] = (cursor.next[first] as number) + 1
      cursor.index++
    }
    const first = this.#first(cursor.next)
    return this.#sessions[first]?.row(cursor.next[first] as number)
  }

  rowOf({ session, seq }: LogPlace): number | null {
    const at = this.#sessions.findIndex(({ id }) => id === session)
    const log = this.#sessions[at]
    if (!log) return null
    return this.#rank(at, log.rowOf(seq))
  }

  oldest(sessions: readonly SessionLog[]): SessionLog | null {
    const filled = sessions.filter(({ chunks }) => chunks.length > 0)
    if (filled.reduce((sum, { chunks }) => sum + chunks.length, 0) < 2) return null
    const endMs = (log: SessionLog) => highest(log.chunks[0] as LogChunk) + this.#shiftMs(log)
    return filled.reduce((oldest, log) => (endMs(log) < endMs(oldest) ? log : oldest))
  }

  #shiftMs({ id }: SessionLog): number {
    return this.#shiftsMs.get(id) ?? 0
  }

  #timeMs(log: SessionLog, row: number): number {
    return log.rowTimeMs(row) + this.#shiftMs(log)
  }

  /** How many rows of a session stand before a row of another one. */
  #before(session: number, of: number, timeMs: number): number {
    const log = this.#sessions[session] as SessionLog
    return lowerBound(log.rowCount, (row) => {
      const its = this.#timeMs(log, row)
      return its < timeMs || (its === timeMs && session < of)
    })
  }

  /** The index of a session's row among all rows; for the row behind its last, that of the next row of anyone. */
  #rank(session: number, row: number): number {
    const log = this.#sessions[session] as SessionLog
    const timeMs = row < log.rowCount ? this.#timeMs(log, row) : log.lastTimeMs + this.#shiftMs(log)
    return this.#sessions.reduce((sum, _, i) => sum + (i === session ? row : this.#before(i, session, timeMs)), 0)
  }

  /** How many rows of each session stand before the row at this index. */
  #split(index: number): number[] {
    return this.#sessions.map((log, session) => lowerBound(log.rowCount, (row) => this.#rank(session, row) < index))
  }

  /** The session of which the next row comes first. */
  #first(next: readonly number[]): number {
    let [first, firstMs] = [-1, 0]
    for (const [i, log] of this.#sessions.entries()) {
      const row = next[i] as number
      if (row >= log.rowCount) continue
      const timeMs = this.#timeMs(log, row)
      if (first === -1 || timeMs < firstMs) [first, firstMs] = [i, timeMs]
    }
    return first
  }
}
