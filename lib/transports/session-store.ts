/**
 * Keeps the database's view of sessions near the relay's: a start at once, progress every few seconds and only where
 * something moved, the end at once. Metadata and counts; the database may be away for a while without a stream noticing.
 */
import type { DeviceDescription, SessionCounters, SessionState } from '../protocol/messages.ts'
import type { RelaySession } from '../relay/session.ts'

export interface SessionRows {
  recordSessionStart(start: {
    id: string
    teamId: string
    /** Null: a person claimed the device without giving it a token's rights. */
    tokenId: string | null
    /** Who claimed the device, where it came without a key. */
    claimedById?: string | null
    /** By the server's clock, as far as the device's age tells. */
    startedAtMs: number
    device: DeviceDescription
  }): Promise<StartedSession>
  saveSessionProgress(progress: SessionProgress): Promise<void>
  endSession(end: Omit<SessionProgress, 'lastSeenAtMs'> & { endedAtMs: number }): Promise<void>
  findSessionState(id: string): Promise<(SessionState & { teamId: string; deviceId: string }) | null>
  findDeviceTeam(deviceId: string): Promise<string | null>
}

export interface StartedSession {
  deviceId: string
  deviceName: string
  /** As the first start of it said: on all nodes and after every restart the same, so that sessions have an order. */
  startedAtMs: number
}

interface SessionProgress {
  id: string
  lastSeenAtMs: number
  counters: SessionCounters
  watchersMax: number
}

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

  /** Saves what moved, at most every {@link SAVE_EVERY_MS}. */
  saveSome(sessions: Iterable<RelaySession>, nowMs: number): void {
    if (nowMs - this.#savedAtMs < SAVE_EVERY_MS) return
    this.#savedAtMs = nowMs
    void this.saveAll(sessions, nowMs)
  }

  async saveAll(sessions: Iterable<RelaySession>, nowMs: number = Date.now()): Promise<void> {
    for (const session of sessions) {
      if (!session.isUnsaved) continue
      // What changed after the end (a late watcher, a failed write): unsaved, it would stay in memory for ever.
      if (session.liveness === 'ended') {
        await this.#writeEnd(session)
        continue
      }
      session.isUnsaved = false
      await this.#guard(session, () =>
        this.rows.saveSessionProgress({ ...progressOf(session), lastSeenAtMs: session.lostAtMs ?? nowMs }),
      )
    }
  }

  /** Lists of the team show a new row. */
  sessionStarted(session: RelaySession): void {
    this.#teamChanged(session.teamId)
  }

  async saveEnd(session: RelaySession): Promise<void> {
    await this.#writeEnd(session)
    this.#teamChanged(session.teamId)
  }

  async #writeEnd(session: RelaySession): Promise<void> {
    session.isUnsaved = false
    const endedAtMs = session.endedAtMs ?? Date.now()
    await this.#guard(session, () => this.rows.endSession({ ...progressOf(session), endedAtMs }))
  }

  /** A database that is away costs metadata, never a stream: it is said once here and tried again with the next change. */
  async #guard(session: RelaySession, save: () => Promise<void>): Promise<void> {
    try {
      await save()
    } catch (error) {
      session.isUnsaved = true
      this.#log(
        `saving session ${session.id} failed: ${error instanceof Error ? error.message.split('\n').at(-1) : 'unknown error'}`,
      )
    }
  }
}

function progressOf(session: RelaySession) {
  return { id: session.id, counters: session.counters, watchersMax: session.watchersMax }
}
