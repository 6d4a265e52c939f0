/**
 * Keeps the database's view of sessions near the relay's: a start at once, progress every few seconds and only where
 * something changed, the end at once. The database may be away for a while without any effect on a stream.
 */
import type { RelaySession } from './session.ts'
import type { SessionRows } from './session-rows.ts'

const SAVE_EVERY_MS = 5_000

export class SessionStore {
  readonly rows: SessionRows
  readonly #log: (line: string) => void
  readonly #teamChanged: (teamId: string) => void
  #savedAtMs = 0

  constructor(rows: SessionRows, log: (line: string) => void, teamChanged: (teamId: string) => void) {
    this.rows = rows
    this.#log = log
    this.#teamChanged = teamChanged
  }

  /** Saves what changed, at most every {@link SAVE_EVERY_MS}. */
  saveSome(sessions: Iterable<RelaySession>, nowMs: number): void {
    if (nowMs - this.#savedAtMs < SAVE_EVERY_MS) return
    this.#savedAtMs = nowMs
    void this.saveAll(sessions, nowMs)
  }

  async saveAll(sessions: Iterable<RelaySession>, nowMs: number = Date.now()): Promise<void> {
    for (const session of sessions) {
      if (!session.pending.isUnsaved) continue
      // What changed after the end (a late watcher, a failed write): unsaved, it would stay in memory for ever.
      if (session.liveness === 'ended') {
        await this.#writeEnd(session)
        continue
      }
      const lastSeenAtMs = session.ownership.lostAtMs ?? nowMs
      await this.#write(session, () => this.rows.saveSessionProgress({ ...progressOf(session), lastSeenAtMs }))
    }
  }

  /** The team's lists show a new row. */
  sessionStarted(session: RelaySession): void {
    this.#teamChanged(session.teamId)
  }

  async saveEnd(session: RelaySession): Promise<void> {
    await this.#writeEnd(session)
    this.#teamChanged(session.teamId)
  }

  async #writeEnd(session: RelaySession): Promise<void> {
    const endedAtMs = session.ownership.endedAtMs ?? Date.now()
    await this.#write(session, () => this.rows.endSession({ ...progressOf(session), endedAtMs }))
  }

  /** A database that is away costs metadata, never a stream: logs the failure, and the next save tries again. */
  async #write(session: RelaySession, save: () => Promise<void>): Promise<void> {
    session.pending.takeUnsaved()
    try {
      await save()
    } catch (error) {
      session.pending.markUnsaved()
      this.#log(
        `saving session ${session.id} failed: ${error instanceof Error ? error.message.split('\n').at(-1) : 'unknown error'}`,
      )
    }
  }
}

function progressOf({ id, progress, audience }: RelaySession) {
  return { id, counters: progress.counters, watchersMax: audience.max }
}
