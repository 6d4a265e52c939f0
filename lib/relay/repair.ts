/** [RL7][RL11] How what viewers miss is asked of the device once, and who gets the answer. Works on one session's state. */
import { LIMITS } from '../protocol/limits.ts'
import type { HubOutput } from './hub-output.ts'
import type { RelaySession } from './session.ts'

/** Viewers that wait for some of `from … to`; those numbers leave their wants. */
export function takeWaiting(session: RelaySession, from: number, to: number): string[] {
  const waiting: string[] = []
  for (const seat of session.waiters()) {
    if (!seat.wants.ranges.some(([a, b]) => a <= to && b >= from)) continue
    // A viewer that cannot drain keeps its wants: it asks again when it can.
    if (seat.skippedFrom !== null) continue
    seat.wants.remove(from, to)
    waiting.push(seat.viewer)
  }
  return waiting
}

/** Asks the device for what nobody asked it for just now. */
export function forwardNeeds(session: RelaySession, out: HubOutput, nowMs: number): void {
  if (!session.owner) return
  const ranges = session.openNeeds(nowMs)
  if (ranges.length === 0) return
  for (const [from, to] of ranges) session.asked.add(from, to)
  session.askedAtMs = nowMs
  session.filledBytes = 0
  out.toDevice(session.owner, 'need', ranges, LIMITS.needBudgetBytes)
}

/** The device has spent its budget: it is asked for the rest at once, not when a viewer's patience ends. */
export function countFill(session: RelaySession, bytes: number, out: HubOutput, nowMs: number): void {
  session.filledBytes += bytes
  if (session.filledBytes < LIMITS.needBudgetBytes) return
  session.asked.clear()
  forwardNeeds(session, out, nowMs)
}

/** Nobody holds these records any more: whoever waits is told so. */
export function answerEnded(session: RelaySession, out: HubOutput): void {
  for (const seat of session.waiters()) {
    for (const range of seat.wants.ranges) out.toViewers([seat.viewer], 'gone', session.id, range, 'session-ended')
    seat.wants.clear()
  }
}
