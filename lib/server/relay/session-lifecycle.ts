/** The life of a session: a connection takes it over, is lost, and the session ends [RL3][RL9]. Says so to everybody concerned. */
import { AppError } from '#lib/protocol/app-error.ts'
import type { Head } from '#lib/protocol/messages.ts'
import type { HubOutput } from './hub-output.ts'
import type { NeedRouter } from './need-router.ts'
import type { OwnerClaim } from './ownership.ts'
import type { RelaySession } from './session.ts'
import type { SessionTable } from './session-table.ts'
import type { Subscriptions } from './subscriptions.ts'

export class SessionLifecycle {
  readonly #table: SessionTable
  readonly #subscriptions: Subscriptions
  readonly #needs: NeedRouter
  readonly #out: HubOutput

  constructor(table: SessionTable, subscriptions: Subscriptions, needs: NeedRouter, out: HubOutput) {
    this.#table = table
    this.#subscriptions = subscriptions
    this.#needs = needs
    this.#out = out
  }

  /** A connection becomes the owner. The one it takes the session from is refused and no longer listened to. */
  adopt(session: RelaySession, connection: string, claim: OwnerClaim, head: Head): void {
    const superseded = session.adopt(connection, claim, head)
    if (superseded !== null) this.#out.refuseDevice(superseded, new AppError('session-superseded'))
    this.#subscriptions.resetPaths(session)
  }

  /** After {@link adopt}: viewers and lists learn that the session is live. */
  showOpened(session: RelaySession, nowMs: number): void {
    this.#subscriptions.turnFollowers(session.deviceId, nowMs)
    this.#out.toSession(session.id, 'state', session.state())
    // At once, not with the next tick: a viewer that waits for a short session must not miss it.
    this.#out.toTeam(session.teamId, 'team', session.teamId, [session.summary()])
  }

  /** [RL9] A device's connection closed. Nothing happens when it owns no session anymore. */
  deviceLost(connection: string, nowMs: number): void {
    const session = this.#table.ownedBy(connection)
    if (!session) return
    const wasLive = session.liveness === 'live'
    session.ownership.release(nowMs)
    session.flow.reset()
    this.#subscriptions.resetPaths(session)
    if (wasLive) {
      session.touch()
      this.#out.toSession(session.id, 'state', session.state())
    } else this.#endService(session, nowMs)
    if (session.ownerNode === null) this.#out.announce?.([session])
    this.#table.forgetIfIdle(session)
  }

  /** Nothing happens when the session has ended already. */
  end(session: RelaySession, endedAtMs: number, nowMs: number): void {
    if (!session.ownership.end(endedAtMs)) return
    session.touch()
    this.#out.toSession(session.id, 'state', session.state())
    if (session.owner === null) this.#endService(session, nowMs)
    if (session.ownerNode !== null) return
    this.#out.announce?.([session])
    this.#out.sessionEnded(session)
  }

  /** The session has ended and its device is gone: nobody can send its records again. */
  #endService(session: RelaySession, nowMs: number): void {
    this.#needs.answerEnded(session)
    this.#subscriptions.turnFollowers(session.deviceId, nowMs)
  }
}
