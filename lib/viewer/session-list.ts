/** The sessions of a log in the order they began, and those that have left it because nothing of them is held. */
import { LIMITS } from '#lib/protocol/limits.ts'
import { SessionLog } from './session-log.ts'

/** Sessions out of the list that are remembered: as many as a device can run for one viewer. */
const ASIDE_MAX = LIMITS.viewerSessionsMax

export class SessionList {
  readonly #shown: SessionLog[] = []
  readonly #aside = new Map<string, SessionLog>()
  /** How many sessions have been here. */
  #colors = 0
  #isCollapsed = false

  get shown(): readonly SessionLog[] {
    return this.#shown
  }

  get isCollapsed(): boolean {
    return this.#isCollapsed
  }

  find(id: string): SessionLog | undefined {
    return this.#shown.find((log) => log.id === id)
  }

  isAside(id: string): boolean {
    return this.#aside.has(id)
  }

  /** The session in the list; adds it at its place in time when it is not there. */
  take(id: string, startedAtMs = 0): SessionLog {
    const known = this.find(id)
    if (known && (startedAtMs === 0 || known.startedAtMs !== 0)) return known
    // A batch may have come before its session was announced.
    if (known) this.#shown.splice(this.#shown.indexOf(known), 1)
    const log = known ?? this.#aside.get(id) ?? this.#made(id, startedAtMs)
    this.#aside.delete(id)
    log.startedAtMs ||= startedAtMs
    const isLater = (other: SessionLog) => other.startedAtMs > log.startedAtMs
    const later = log.startedAtMs === 0 ? -1 : this.#shown.findIndex(isLater)
    this.#shown.splice(later === -1 ? this.#shown.length : later, 0, log)
    return log
  }

  /** Whether the session left the list, and everything up to `seq` was dropped before. */
  isForgotten(session: string, seq: number): boolean {
    const log = this.#aside.get(session)
    return log !== undefined && seq < log.floor
  }

  /** Takes the first sessions out of the list. One that still runs comes back to its place with its next record. */
  setAside(count: number): void {
    for (const log of this.#shown.splice(0, count)) this.#aside.set(log.id, log)
    for (const id of this.#aside.keys()) {
      if (this.#aside.size <= ASIDE_MAX) return
      this.#aside.delete(id)
    }
  }

  /** Whether similar records in a row share one row, in each session. */
  setCollapsed(isCollapsed: boolean): void {
    this.#isCollapsed = isCollapsed
    for (const log of [...this.#shown, ...this.#aside.values()]) log.setCollapsed(isCollapsed)
  }

  reset(): void {
    this.#shown.length = 0
    this.#aside.clear()
    this.#colors = 0
  }

  #made(id: string, startedAtMs: number): SessionLog {
    const log = new SessionLog(id, startedAtMs, this.#colors++)
    log.setCollapsed(this.#isCollapsed)
    return log
  }
}
