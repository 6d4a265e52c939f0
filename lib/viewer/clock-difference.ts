/** Whether a device's clock is so far from the server's that a person should know, and what to add to its times then. */
import type { SessionState } from '#lib/protocol/messages.ts'

/** Below this nobody is misled. */
const TELL_MS = 1_000
/** The estimate moves by milliseconds with every head; times on the page should stand still. */
const STEP_MS = 100

export interface ClockDifference {
  isDeviceBehind: boolean
  spanMs: number
  /** To be added to the device's times. */
  shiftMs: number
}

/** Null: nothing worth telling, or not known. */
export function clockDifference(
  session: Pick<SessionState, 'clockOffsetMs' | 'clockUncertaintyMs'> | null,
): ClockDifference | null {
  const offsetMs = session?.clockOffsetMs ?? 0
  // More than it may be off: a slow network alone must not make a clock look wrong.
  if (!(Math.abs(offsetMs) > TELL_MS + (session?.clockUncertaintyMs ?? 0))) return null
  const shiftMs = Math.round(offsetMs / STEP_MS) * STEP_MS
  return { isDeviceBehind: shiftMs > 0, spanMs: Math.abs(shiftMs), shiftMs }
}
