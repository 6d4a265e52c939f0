/**
 * The viewer side of the relay: who watches which session here and on other nodes, who follows which device, whose socket is
 * too full, and what each viewer misses. Tells devices how many watch.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import type { ViewerGrant } from '#lib/protocol/grants.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { Path, SeqRange, SessionState } from '#lib/protocol/messages.ts'
import { maySeeSession } from './access.ts'
import { type Follower, Followers } from './followers.ts'
import type { HubOutput } from './hub-output.ts'
import type { NeedRouter } from './need-router.ts'
import type { NodeWatcher } from './node-messages.ts'
import type { RelaySession } from './session.ts'
import type { SessionTable } from './session-table.ts'
import { Subscription } from './subscription.ts'

export class Subscriptions {
  readonly #followers = new Followers()
  /** Viewer → the sessions it watches. */
  readonly #sessionsOf = new Map<string, Set<RelaySession>>()
  readonly #table: SessionTable
  readonly #needs: NeedRouter
  readonly #out: HubOutput

  constructor(table: SessionTable, needs: NeedRouter, out: HubOutput) {
    this.#table = table
    this.#needs = needs
    this.#out = out
  }

  /**
   * [VW1][VW2] Subscribes a viewer to a session; a second time changes nothing. Throws `session-unknown` for what it may not
   * see [AC6], `limit-reached` and `too-many-viewers` at the limits.
   */
  join(viewer: string, grant: ViewerGrant, session: RelaySession, nowMs: number): SessionState {
    if (!maySeeSession(grant, session)) throw new AppError('session-unknown')
    if (!session.audience.viewers.has(viewer)) this.#subscribe(viewer, grant, session, nowMs)
    return session.state()
  }

  /**
   * [VW1] Follows a device: joins what it runs now, and what it runs later when that starts. Returns null while it runs
   * nothing. Throws as {@link join} does, and `limit-reached` for too many devices.
   */
  follow(viewer: string, grant: ViewerGrant, deviceId: string, nowMs: number): SessionState | null {
    if (!this.#followers.follows(deviceId, viewer) && this.#followers.countOf(viewer) >= LIMITS.viewerDevicesMax) {
      const advice = `One connection can follow at most ${LIMITS.viewerDevicesMax} devices.`
      throw new AppError('limit-reached', advice, { limit: 'viewerDevicesMax' })
    }
    const follower = this.#followers.add(deviceId, viewer, grant)
    const newest = this.#table.newestOf(deviceId, grant)
    if (!newest) return null
    const state = this.join(viewer, grant, newest, nowMs)
    follower.at = newest.id
    this.#joinRuns(follower, deviceId, nowMs)
    return state
  }

  /** [VW7] Leaves a session, or follows a device no longer: its sessions are left one by one. */
  leave(viewer: string, sessionId: string): void {
    this.#followers.leave(sessionId, viewer)
    const session = this.#table.byId.get(sessionId)
    const subscription = session?.audience.viewers.get(viewer)
    if (!session || !subscription) return
    this.endPeer(session, subscription)
    session.audience.remove(viewer)
    this.#sessionsOf.get(viewer)?.delete(session)
    this.#out.leaveSession(viewer, sessionId)
    this.#viewersChanged(session)
    this.#table.forgetIfIdle(session)
  }

  /** A viewer's connection closed. */
  viewerLost(viewer: string): void {
    for (const session of [...(this.#sessionsOf.get(viewer) ?? [])]) this.leave(viewer, session.id)
    this.#sessionsOf.delete(viewer)
    this.#followers.remove(viewer)
  }

  /** [RL7][RL11] What a viewer misses. Replaces what it asked for before. */
  need(viewer: string, sessionId: string, ranges: readonly SeqRange[], nowMs: number): void {
    const session = this.#table.byId.get(sessionId)
    const subscription = session?.audience.viewers.get(viewer)
    if (!session || !subscription) return
    if (subscription.wants.isEmpty) session.needs.noteRequest(nowMs)
    subscription.wants.clear()
    session.want(subscription, ranges)
    this.#needs.route(session, nowMs)
  }

  /** [ND3] Who watches on another node now. With nobody there it needs no more batches. */
  replaceNode(node: string, sessionId: string, watchers: readonly NodeWatcher[]): void {
    const session = this.#table.byId.get(sessionId)
    if (!session) return
    for (const viewer of session.audience.replaceNode(node, watchers))
      if (session.owner !== null) this.#out.toDevice(session.owner, 'peer', viewer, null)
    this.#countChanged(session)
    this.#table.forgetIfIdle(session)
  }

  /** [RL6] The viewer's socket is too full: it leaves the rooms of its sessions until {@link resume}. */
  pause(viewer: string): void {
    for (const session of this.#sessionsOf.get(viewer) ?? []) {
      const subscription = session.audience.viewers.get(viewer)
      if (subscription?.pause(session.progress.forwarded + 1)) this.#out.leaveSession(viewer, session.id)
    }
  }

  /** [RL6] It has drained: it enters the rooms again and learns what it was not sent. */
  resume(viewer: string): void {
    for (const session of this.#sessionsOf.get(viewer) ?? []) {
      const subscription = session.audience.viewers.get(viewer)
      const from = subscription?.resume() ?? null
      if (!subscription || from === null) continue
      this.#out.enterSession(viewer, session.id, subscription.watcher.path)
      const { forwarded } = session.progress
      if (forwarded >= from) this.#out.toViewers([viewer], 'skip', session.id, [from, forwarded])
      this.#out.toViewers([viewer], 'state', session.state())
    }
  }

  /** [DR3][DR4] How batches come to this viewer from now on. */
  switchPath(session: RelaySession, subscription: Subscription, path: Path): void {
    if (!subscription.switchTo(path)) return
    const { viewer, watcher, skippedFrom } = subscription
    // A paused viewer enters when it has drained.
    if (skippedFrom === null) this.#out.enterSession(viewer, session.id, watcher.path)
    this.#viewersChanged(session)
    // It shows what the viewer has to ask for now, if the path died on it.
    if (path === 'relay') this.#out.toViewers([viewer], 'state', session.state())
  }

  /** [DR9] The viewer may not have a direct path anymore: its device closes it. */
  endPeer(session: RelaySession, subscription: Subscription): void {
    if (!subscription.closePeer() || session.owner === null) return
    this.#out.toDevice(session.owner, 'peer', subscription.viewer, null)
  }

  /** [DR9] Another connection of the device, or none: its direct paths ended with the one before. */
  resetPaths(session: RelaySession): void {
    session.audience.clearRemotePaths()
    for (const subscription of session.audience.viewers.values()) {
      subscription.closePeer()
      this.switchPath(session, subscription, 'relay')
    }
  }

  /** [VW1] A session of the device has begun, come back, or is over: its followers turn to the newest one that runs. */
  turnFollowers(deviceId: string, nowMs: number): void {
    for (const follower of this.#followers.of(deviceId)) {
      const { viewer, grant, at } = follower
      const newest = this.#table.newestOf(deviceId, grant)
      if (newest && newest.owner !== null && newest.id !== at) {
        this.#tryJoin(follower, newest, nowMs, (state) => {
          follower.at = newest.id
          this.#out.toViewers([viewer], 'device', deviceId, state)
        })
      }
      this.#joinRuns(follower, deviceId, nowMs)
    }
  }

  /** [VW1] A follower gets every run of the device, not the newest alone; a `state` announces each of the others. */
  #joinRuns(follower: Follower, deviceId: string, nowMs: number): void {
    for (const run of this.#table.runsOf(deviceId, follower.grant)) {
      if (run.audience.viewers.has(follower.viewer)) continue
      if ((this.#sessionsOf.get(follower.viewer)?.size ?? 0) >= LIMITS.viewerSessionsMax) {
        // Said once, not for each of the runs that are left over: a fleet may share one device.
        this.#out.limitHit('viewerSessionsMax', `a follower of device ${deviceId}`)
        return
      }
      this.#tryJoin(follower, run, nowMs, (state) => this.#out.toViewers([follower.viewer], 'state', state))
    }
  }

  /** Where the session is full or out of scope, the follower stays with what it has. */
  #tryJoin(follower: Follower, session: RelaySession, nowMs: number, tell: (state: SessionState) => void): void {
    try {
      tell(this.join(follower.viewer, follower.grant, session, nowMs))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.limit) this.#out.limitHit(error.limit, `a follower of device ${session.deviceId}`)
    }
  }

  #subscribe(viewer: string, grant: ViewerGrant, session: RelaySession, nowMs: number): void {
    const joined = this.#sessionsOf.get(viewer) ?? new Set()
    if (joined.size >= LIMITS.viewerSessionsMax) {
      const advice = `One connection can watch at most ${LIMITS.viewerSessionsMax} sessions.`
      throw new AppError('limit-reached', advice, { limit: 'viewerSessionsMax' })
    }
    if (session.audience.viewers.size >= LIMITS.sessionViewersMax) {
      const advice = `This session already has ${LIMITS.sessionViewersMax} viewers.`
      throw new AppError('too-many-viewers', advice, { limit: 'sessionViewersMax' })
    }
    const linkId = grant.kind === 'link' ? grant.id : null
    session.audience.add(new Subscription({ id: viewer, name: grant.name, kind: grant.kind, sinceMs: nowMs, linkId }))
    this.#sessionsOf.set(viewer, joined.add(session))
    this.#out.enterSession(viewer, session.id)
    this.#viewersChanged(session)
  }

  /** Viewers here came, left or switched their path. */
  #viewersChanged(session: RelaySession): void {
    this.#out.watching?.(session)
    this.#countChanged(session)
  }

  #countChanged(session: RelaySession): void {
    session.pending.markWatchers()
    session.touch()
    const { owner, audience } = session
    if (owner !== null) this.#out.toDevice(owner, 'viewers', audience.count, audience.relayedCount)
  }
}
