/** The host's side of the rows: which ones the page needs next, without those that it has already. */
import type { LogPlace, LogRow, LogSource, LogView, RecordRow } from '#lib/viewer/log-source.ts'
import { type Look, type RowWindow, TAIL_ROWS } from './messages.ts'

/** A log that knows where a place is. */
export type PlacedLog = LogSource & { rowOf(place: LogPlace): number | null }

/** Rows on each side of a selection out of sight, so that the arrow keys find the next one at once. */
const AROUND_SELECTION = 8
/** Screens of rows to bring when following ends: the reader scrolls up. */
const PAUSE_SCREENS = 3

export class RowWindows {
  readonly #log: PlacedLog
  #count = TAIL_ROWS
  /** The same while following. */
  #tail = TAIL_ROWS
  /** First row of the window, by its place where it has one. */
  #from = 0
  #place: LogPlace | null = null
  #wasFollowing = true
  /** Index of each record row of the last frame, by what it shows. */
  #sent = new Map<string, number>()

  constructor(log: PlacedLog) {
    this.#log = log
  }

  look({ from, count, tail, known }: Look): void {
    const row = known && this.#log.rowOf(known.place)
    this.#tail = Math.max(this.#tail, tail)
    this.#count = count
    this.#startAt(known && row !== null ? from + row - known.row : from)
  }

  /** The rows of the next frame. */
  next(view: LogView): RowWindow[] {
    if (!view.isFollowing && this.#wasFollowing) {
      this.#count = PAUSE_SCREENS * this.#tail
      this.#startAt(view.rowCount - this.#count)
    }
    this.#wasFollowing = view.isFollowing
    const count = view.isFollowing ? this.#tail : this.#count
    const start = view.isFollowing ? Math.max(0, view.rowCount - count) : this.#start(view.rowCount)
    const ranges = [[start, Math.min(view.rowCount, start + count)]]
    const { selectedRow } = view
    if (selectedRow !== null && (selectedRow <= start || selectedRow >= start + count - 1))
      ranges.push([
        Math.max(0, selectedRow - AROUND_SELECTION),
        Math.min(view.rowCount, selectedRow + AROUND_SELECTION),
      ])
    const sent = new Map<string, number>()
    let index = 0
    const windows = ranges.map(([from = 0, to = 0]) => {
      const rows: (LogRow | number)[] = []
      for (let i = from; i < to; i++) {
        const row = this.#log.row(i)
        if (!row) break
        if (row.kind !== 'record') rows.push(row)
        else {
          const shown = shownAs(row)
          rows.push(this.#sent.get(shown) ?? row)
          sent.set(shown, index)
        }
        index++
      }
      return { start: from, rows }
    })
    this.#sent = sent
    return windows
  }

  #start(rowCount: number): number {
    const from = (this.#place && this.#log.rowOf(this.#place)) ?? this.#from
    return Math.max(0, Math.min(from, rowCount - 1))
  }

  #startAt(row: number): void {
    this.#from = Math.max(0, row)
    const at = this.#log.row(this.#from)
    this.#place = at?.kind === 'record' ? { session: at.session, seq: at.seq } : null
  }
}

/** A row of a record never changes, but one of several similar ones grows. */
function shownAs({ key, similar }: RecordRow): string {
  return similar ? `${key} ${similar.count} ${similar.lastSeq}` : key
}
