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

/** Asks the device for what nobody asked it for just now. True while somebody waits for something: call again soon. */
export function forwardNeeds(session: RelaySession, out: HubOutput, nowMs: number): boolean {
  if (!session.owner) return false
  const wanted = session.wanted()
  if (wanted.isEmpty) return false
  const ranges = session.asking.mayAsk(nowMs) ? session.asking.open(wanted, nowMs) : []
  if (ranges.length === 0) return true
  session.asking.asked(ranges, nowMs)
  out.toDevice(session.owner, 'need', ranges, LIMITS.needBudgetBytes)
  return true
}

/** Nobody holds these records any more: whoever waits is told so. */
export function answerEnded(session: RelaySession, out: HubOutput): void {
  for (const seat of session.waiters()) {
    for (const range of seat.wants.ranges) out.toViewers([seat.viewer], 'gone', session.id, range, 'session-ended')
    seat.wants.clear()
  }
}
