/** What the reader of the list has in sight, for the status line. */

export interface Sight {
  /**
   * Time of the first record in sight by its device's clock, or of one before it in the same quarter of an hour as the list shows
   * it: that is of the same day, in every zone. Null: there is no record.
   */
  timeMs: number | null
  /** Whether the list is redrawn a few times a second only. */
  isCalm: boolean
}

/** Days, and the offsets of zones, begin and end at a quarter of an hour. */
const QUARTER_MS = 15 * 60_000

/** Whether the status line says the same of both. The whole page is rendered for another one. `shiftMs` is added to the times. */
export function isSameSight(one: Sight, other: Sight, shiftMs: number): boolean {
  return one.isCalm === other.isCalm && quarterOf(one.timeMs, shiftMs) === quarterOf(other.timeMs, shiftMs)
}

function quarterOf(timeMs: number | null, shiftMs: number): number | null {
  return timeMs === null ? null : Math.floor((timeMs + shiftMs) / QUARTER_MS)
}
