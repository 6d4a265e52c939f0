/** The sessions a relay knows, by id, by device and by the connection that owns them. Looks things up and counts; decides nothing else. */
import { AppError } from '#lib/protocol/app-error.ts'
import type { ViewerGrant } from '#lib/protocol/grants.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { SessionSummary } from '#lib/protocol/messages.ts'
import { maySeeSession } from './access.ts'
import { RelaySession } from './session.ts'
import type { SessionFacts } from './session-facts.ts'

export class SessionTable {
  readonly #byId = new Map<string, RelaySession>()
  readonly #byDevice = new Map<string, Set<RelaySession>>()
  /** Kept by each session's Ownership. */
  readonly #byConnection = new Map<string, RelaySession>()

  get byId(): ReadonlyMap<string, RelaySession> {
    return this.#byId
  }

  ownedBy(connection: string): RelaySession | undefined {
    return this.#byConnection.get(connection)
  }

  /** A new session, whose device is awaited. */
  add(facts: SessionFacts, nowMs: number): RelaySession {
    const session = new RelaySession(facts, this.#byConnection, nowMs)
    this.keep(session)
    return session
  }

  keep(session: RelaySession): void {
    this.#byId.set(session.id, session)
    const sessions = this.#byDevice.get(session.deviceId) ?? new Set()
    this.#byDevice.set(session.deviceId, sessions.add(session))
  }

  /** Throws `too-many-sessions` when as many sessions of the device token are connected as may be. */
  assertRoom(tokenId: string): void {
    let count = 0
    for (const session of this.#byConnection.values()) if (session.tokenId === tokenId) count++
    if (count < LIMITS.tokenSessionsMax) return
    const advice = `This token already has ${LIMITS.tokenSessionsMax} live sessions.`
    throw new AppError('too-many-sessions', advice, { limit: 'tokenSessionsMax' })
  }

  /** What a device runs now, or ran last and still serves; null: nothing that the grant opens. */
  newestOf(deviceId: string, grant: ViewerGrant): RelaySession | null {
    let newest: RelaySession | null = null
    for (const session of this.#byDevice.get(deviceId) ?? []) {
      if (!maySeeSession(grant, session)) continue
      if (session.liveness === 'ended' && session.owner === null) continue
      // Known from the database alone, because somebody watches it: what the device runs now may be newer.
      if (session.ownership.connectionEpoch === 0) continue
      if (!newest || session.startedAtMs >= newest.startedAtMs) newest = session
    }
    return newest
  }

  /** What a device runs now, newest first: several tabs or processes run side by side. What has ended and is still served is not. */
  runsOf(deviceId: string, grant: ViewerGrant): RelaySession[] {
    return [...(this.#byDevice.get(deviceId) ?? [])]
      .filter((session) => session.liveness === 'live' && maySeeSession(grant, session))
      .sort((a, b) => b.startedAtMs - a.startedAtMs)
  }

  /** Live and reconnecting sessions of a team. */
  liveOf(teamId: string): SessionSummary[] {
    return [...this.#byId.values()]
      .filter((session) => session.teamId === teamId && session.liveness !== 'ended')
      .map((session) => session.summary())
  }

  /** Ended sessions without owner and viewers leave memory once their last change was sent and saved. */
  forgetIfIdle(session: RelaySession): void {
    if (session.liveness !== 'ended' || session.owner !== null || session.isWatched) return
    if (session.pending.isUnsaved || session.pending.isStateUnsent) return
    this.#byId.delete(session.id)
    const sessions = this.#byDevice.get(session.deviceId)
    sessions?.delete(session)
    if (sessions?.size === 0) this.#byDevice.delete(session.deviceId)
  }
}
