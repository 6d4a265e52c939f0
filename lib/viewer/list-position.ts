/**
 * Where a list is scrolled to: its first row in sight and how much of that row is above the edge. Works without the heights of
 * all rows, so that a million rows of unknown heights cost nothing.
 */

export interface ListPosition {
  row: number
  /** Pixels of the row above the upper edge. */
  px: number
}

/** The position `byPx` further down, through rows of the heights that `heightOf` tells. Never leaves the list. */
export function movedBy(
  { row, px }: ListPosition,
  byPx: number,
  rowCount: number,
  heightOf: (row: number) => number,
): ListPosition {
  if (rowCount === 0) return { row: 0, px: 0 }
  let at = Math.min(row, rowCount - 1)
  let rest = px + byPx
  while (rest < 0 && at > 0) rest += heightOf(--at)
  while (at < rowCount - 1 && rest >= heightOf(at)) rest -= heightOf(at++)
  return { row: at, px: Math.max(0, Math.min(rest, heightOf(at))) }
}

/** The position at which the last row ends at the lower edge; the start when all rows fit. */
export function endPosition(rowCount: number, viewPx: number, heightOf: (row: number) => number): ListPosition {
  let row = rowCount
  let rest = viewPx
  while (row > 0 && rest > 0) rest -= heightOf(--row)
  return { row, px: rest < 0 ? -rest : 0 }
}

/** Whether `one` lies further down than `other`. */
export function isBelow(one: ListPosition, other: ListPosition): boolean {
  return one.row > other.row || (one.row === other.row && one.px > other.px)
}
