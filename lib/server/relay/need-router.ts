/**
 * [RL7][RL11] Routes what viewers miss: asks each session's device for it once, however many viewers wait, and finds who gets
 * the answer. When to ask is up to {@link NeedScheduler}.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { HubOutput } from './hub-output.ts'
import type { RelaySession } from './session.ts'

export class NeedRouter {
  readonly #out: HubOutput
  /** Sessions in which somebody waits for records that may not be asked for yet. */
  readonly #due = new Set<RelaySession>()

  constructor(out: HubOutput) {
    this.#out = out
  }

  /** Somebody waits for more than before. */
  route(session: RelaySession, nowMs: number): void {
    if (session.owner !== null) this.ask(session, nowMs)
    else if (session.liveness === 'ended') this.answerEnded(session)
  }

  /** Asks the device for what nobody asked it for just now. What may not be asked for yet becomes due. */
  ask(session: RelaySession, nowMs: number): void {
    if (this.#ask(session, nowMs)) this.#due.add(session)
    else this.#due.delete(session)
  }

  /** Asks for what has become due. */
  sendDue(nowMs: number): void {
    for (const session of this.#due) this.ask(session, nowMs)
  }

  /** Somebody waits for records that the device was asked for or will be. */
  isAwaited(session: RelaySession): boolean {
    return this.#due.has(session)
  }

  /** Viewers that wait for some of `from … to`; those numbers leave their wants. */
  takeWaiting(session: RelaySession, from: number, to: number): string[] {
    const waiting: string[] = []
    for (const waiter of session.audience.waiters()) {
      if (!waiter.wants.ranges.some(([a, b]) => a <= to && b >= from)) continue
      // A viewer that cannot drain keeps its wants: it asks again when it can.
      if (waiter.skippedFrom !== null) continue
      waiter.wants.remove(from, to)
      waiting.push(waiter.viewer)
    }
    return waiting
  }

  /** Nobody holds these records anymore: answers every viewer that waits for them. */
  answerEnded(session: RelaySession): void {
    for (const { viewer, wants } of session.audience.waiters()) {
      for (const range of wants.ranges) this.#out.toViewers([viewer], 'gone', session.id, range, 'session-ended')
      wants.clear()
    }
  }

  /** True while somebody waits for something. */
  #ask(session: RelaySession, nowMs: number): boolean {
    const { owner, needs } = session
    if (owner === null) return false
    const wanted = session.wanted()
    if (wanted.isEmpty) return false
    const ranges = needs.mayAsk(nowMs) ? needs.unasked(wanted, nowMs) : []
    if (ranges.length === 0) return true
    needs.noteAsk(ranges, nowMs)
    this.#out.toDevice(owner, 'need', ranges, LIMITS.needBudgetBytes)
    return true
  }
}
