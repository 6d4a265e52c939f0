/** The pace of what changes faster than anyone can read. All of it changes at the same moments, so that the browser lays out once. */

/** Time between two redraws. */
const CALM_MS = 250

/** Milliseconds until what was drawn at `drawnAtMs` may be drawn again. */
export function calmWaitMs(drawnAtMs: number, nowMs: number): number {
  return Math.max(0, (Math.floor(drawnAtMs / CALM_MS) + 1) * CALM_MS - nowMs)
}
