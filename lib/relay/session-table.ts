/** The sessions a relay knows, by id and by the connection that owns them. Looks things up and counts; decides nothing else. */
import { AppError } from '../errors.ts'
import type { ViewerGrant } from '../protocol/grants.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { LiveSession } from '../protocol/messages.ts'
import { maySeeSession } from './access.ts'
import type { RelaySession } from './session.ts'

export class SessionTable {
  readonly byId = new Map<string, RelaySession>()
  readonly #byOwner = new Map<string, RelaySession>()

  ownedBy(connection: string): RelaySession | undefined {
    return this.#byOwner.get(connection)
  }

  /** Call before `session.owner` changes. */
  disown(session: RelaySession): void {
    if (session.owner !== null) this.#byOwner.delete(session.owner)
  }

  own(connection: string, session: RelaySession): void {
    this.byId.set(session.id, session)
    this.#byOwner.set(connection, session)
  }

  /** Throws `too-many-sessions` when as many sessions of the device token are connected as may be. */
  assertRoom(tokenId: string): void {
    let count = 0
    for (const session of this.#byOwner.values()) if (session.tokenId === tokenId) count++
    if (count < LIMITS.tokenSessionsMax) return
    const advice = `This token already has ${LIMITS.tokenSessionsMax} live sessions.`
    throw new AppError('too-many-sessions', advice, { limit: 'tokenSessionsMax' })
  }

  /** What a device runs now, or ran last and still serves. */
  newestOf(deviceId: string, grant: ViewerGrant): RelaySession | null {
    let newest: RelaySession | null = null
    for (const session of this.byId.values()) {
      if (session.deviceId !== deviceId || !maySeeSession(grant, session)) continue
      if (session.liveness === 'ended' && !session.owner) continue
      // Known from the database alone, because somebody watches it: what the device runs now may be newer.
      if (session.attempt === 0) continue
      if (!newest || session.startedAtMs >= newest.startedAtMs) newest = session
    }
    return newest
  }

  liveOf(teamId: string): LiveSession[] {
    return [...this.byId.values()]
      .filter((s) => s.teamId === teamId && s.liveness !== 'ended')
      .map((s) => s.liveState())
  }

  /** Ended and unwatched sessions leave memory; so do those that only a departed viewer waited for. */
  forgetIfIdle(session: RelaySession): void {
    if (session.owner || session.isWatched) return
    if (session.liveness === 'ended' && !session.isUnsaved && !session.isStateDirty) this.byId.delete(session.id)
  }
}
