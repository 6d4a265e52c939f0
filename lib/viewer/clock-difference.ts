/** Decides whether a device's clock is far enough from the server's to tell people, and how to correct its times. */
import type { SessionState } from '#lib/protocol/messages.ts'

/** Smallest difference worth reporting, milliseconds: nobody is misled by less. */
const REPORT_MS = 1_000
/** Rounding of the shift, milliseconds: the estimate changes a little with every `head`, but times on the page should not. */
const STEP_MS = 100

export interface ClockDifference {
  isDeviceBehind: boolean
  spanMs: number
  /** Milliseconds to add to the device's times. */
  shiftMs: number
}

/** Null: too small to report, or unknown. */
export function clockDifference(
  session: Pick<SessionState, 'clockOffsetMs' | 'clockUncertaintyMs'> | null,
): ClockDifference | null {
  const offsetMs = session?.clockOffsetMs ?? 0
  // The error of the estimate counts on top, so that a slow network alone does not make a clock look wrong.
  if (!(Math.abs(offsetMs) > REPORT_MS + (session?.clockUncertaintyMs ?? 0))) return null
  const shiftMs = Math.round(offsetMs / STEP_MS) * STEP_MS
  return { isDeviceBehind: shiftMs > 0, spanMs: Math.abs(shiftMs), shiftMs }
}
