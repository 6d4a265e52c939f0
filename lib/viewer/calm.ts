/**
 * The pace of what changes faster than anyone can read. What holds the records sets it, at the same moments for all workers of the
 * page, and what the page draws follows it, so that the browser lays out once for all parts.
 */

/** Time between two redraws. */
const CALM_MS = 250
/** How much earlier or later than that the page redraws: a frame of its worker comes when it comes. */
const SLACK_MS = 75

/** Milliseconds until the page may be sent what is newer than at `sentAtMs`. All times are by the clock, not by a start. */
export function calmWaitMs(sentAtMs: number, nowMs: number): number {
  return Math.max(0, (Math.floor(sentAtMs / CALM_MS) + 1) * CALM_MS - nowMs)
}

/**
 * Milliseconds until a part of the page that was drawn at `drawnAtMs` draws what has changed: 0 when its time has come, and otherwise
 * long enough for the next frame to come first. `pauseMs`: for what is drawn even less often.
 */
export function redrawWaitMs(drawnAtMs: number, nowMs: number, pauseMs = CALM_MS): number {
  const waitMs = drawnAtMs + pauseMs - nowMs
  return waitMs <= SLACK_MS ? 0 : waitMs + SLACK_MS
}
