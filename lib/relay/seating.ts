/**
 * Who watches what: the seats of this node's viewers and of other nodes, who follows which device, and whose socket is
 * too full. Tells devices how many watch. What viewers get is the hub's business.
 */
import { AppError } from '../errors.ts'
import type { ViewerGrant } from '../protocol/grants.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { Path, SessionState } from '../protocol/messages.ts'
import { SeqRanges } from '../protocol/seq-ranges.ts'
import { maySeeSession } from './access.ts'
import { Followers } from './followers.ts'
import type { HubOutput } from './hub-output.ts'
import { type NodeWatcher, nodeSeat } from './node-messages.ts'
import type { RelaySession, Seat } from './session.ts'
import type { SessionTable } from './session-table.ts'

export class Seating {
  readonly #followers = new Followers()
  readonly #seatsOf = new Map<string, Set<RelaySession>>()
  readonly #table: SessionTable
  readonly #out: HubOutput

  constructor(table: SessionTable, out: HubOutput) {
    this.#table = table
    this.#out = out
  }

  /** [VW1][VW2] Seats a viewer. Throws `session-unknown` for what it may not see [AC6]. */
  join(viewer: string, grant: ViewerGrant, session: RelaySession, nowMs: number): SessionState {
    if (!maySeeSession(grant, session)) throw new AppError('session-unknown')
    if (!session.seats.has(viewer)) {
      const joined = this.#seatsOf.get(viewer) ?? new Set()
      if (joined.size >= LIMITS.viewerSessionsMax) {
        const advice = `One connection watches at most ${LIMITS.viewerSessionsMax} sessions.`
        throw new AppError('limit-reached', advice, { limit: 'viewerSessionsMax' })
      }
      if (session.seats.size >= LIMITS.sessionViewersMax) {
        const advice = `This session already has ${LIMITS.sessionViewersMax} viewers.`
        throw new AppError('too-many-viewers', advice, { limit: 'sessionViewersMax' })
      }
      const linkId = grant.kind === 'link' ? grant.id : null
      const watcher: NodeWatcher = { id: viewer, name: grant.name, kind: grant.kind, sinceMs: nowMs, linkId }
      const seat: Seat = {
        viewer,
        watcher,
        peer: null,
        seesWatchers: grant.kind !== 'link',
        wants: new SeqRanges(),
        skippedFrom: null,
      }
      session.seats.set(viewer, seat)
      this.#seatsOf.set(viewer, joined.add(session))
      this.#out.enterSession(viewer, session.id)
      this.#seatsChanged(session)
    }
    return session.state()
  }

  /** [VW1] Follows a device; what it runs now is joined at once, what it runs later when it starts. */
  follow(viewer: string, grant: ViewerGrant, deviceId: string, nowMs: number): SessionState | null {
    if (!this.#followers.follows(deviceId, viewer) && this.#followers.countOf(viewer) >= LIMITS.viewerDevicesMax) {
      const advice = `One connection follows at most ${LIMITS.viewerDevicesMax} devices.`
      throw new AppError('limit-reached', advice, { limit: 'viewerDevicesMax' })
    }
    const follower = this.#followers.add(deviceId, viewer, grant)
    const newest = this.#table.newestOf(deviceId, grant)
    if (!newest) return null
    const state = this.join(viewer, grant, newest, nowMs)
    follower.at = newest.id
    return state
  }

  leave(viewer: string, sessionId: string): void {
    const session = this.#table.byId.get(sessionId)
    const seat = session?.seats.get(viewer)
    if (!session || !seat) return
    this.endPeer(session, seat)
    session.seats.delete(viewer)
    this.#seatsOf.get(viewer)?.delete(session)
    this.#out.leaveSession(viewer, sessionId)
    this.#seatsChanged(session)
    this.#table.forgetIfIdle(session)
  }

  viewerLost(viewer: string): void {
    for (const session of [...(this.#seatsOf.get(viewer) ?? [])]) this.leave(viewer, session.id)
    this.#seatsOf.delete(viewer)
    this.#followers.remove(viewer)
  }

  /** [ND3] Who watches on another node now; nobody: it needs no more batches. */
  watchedElsewhere(node: string, sessionId: string, watchers: readonly NodeWatcher[]): void {
    const session = this.#table.byId.get(sessionId)
    if (!session) return
    const seat = session.elsewhere.get(node)
    if (watchers.length === 0) session.elsewhere.delete(node)
    else if (seat) seat.watchers = watchers
    else session.elsewhere.set(node, { viewer: nodeSeat(node), watchers, wants: new SeqRanges(), skippedFrom: null })
    for (const [viewer, at] of session.peersElsewhere) {
      if (at !== node || watchers.some(({ id }) => id === viewer)) continue
      session.peersElsewhere.delete(viewer)
      if (session.owner) this.#out.toDevice(session.owner, 'peer', viewer, null)
    }
    this.#viewersChanged(session)
    this.#table.forgetIfIdle(session)
  }

  /** The viewer's socket is too full: it leaves the rooms of its sessions until {@link resume}. */
  pause(viewer: string): void {
    for (const session of this.#seatsOf.get(viewer) ?? []) {
      const seat = session.seats.get(viewer)
      if (!seat || seat.skippedFrom !== null) continue
      seat.skippedFrom = session.forwarded + 1
      this.#out.leaveSession(viewer, session.id)
    }
  }

  resume(viewer: string): void {
    for (const session of this.#seatsOf.get(viewer) ?? []) {
      const seat = session.seats.get(viewer)
      if (!seat || seat.skippedFrom === null) continue
      const from = seat.skippedFrom
      seat.skippedFrom = null
      this.#out.enterSession(viewer, session.id, seat.watcher.path)
      if (session.forwarded >= from) this.#out.toViewers([viewer], 'skip', session.id, [from, session.forwarded])
      this.#out.toViewers([viewer], 'state', session.state())
    }
  }

  /** [DR3][DR4] How batches come to this viewer from now on. */
  takePath(session: RelaySession, seat: Seat, path: Path): void {
    const isDirect = path === 'direct'
    if (isDirect === (seat.watcher.path === 'direct')) return
    const { path: _, ...watcher } = seat.watcher
    seat.watcher = isDirect ? { ...watcher, path } : watcher
    // A paused one enters when it has drained.
    if (seat.skippedFrom === null) this.#out.enterSession(seat.viewer, session.id, seat.watcher.path)
    this.#seatsChanged(session)
    // What it has to ask for now, if the path died on it.
    if (!isDirect) this.#out.toViewers([seat.viewer], 'state', session.state())
  }

  /** [DR9] The viewer may not have a direct path, or has none any more: its device lets go of it. */
  endPeer(session: RelaySession, seat: Seat): void {
    if (!seat.peer) return
    seat.peer = null
    if (session.owner) this.#out.toDevice(session.owner, 'peer', seat.viewer, null)
  }

  /** [DR9] Another connection of the device, or none: its direct paths ended with the one before. */
  resetPaths(session: RelaySession): void {
    session.peersElsewhere.clear()
    for (const seat of session.elsewhere.values())
      seat.watchers = seat.watchers.map(({ path: _, ...watcher }) => watcher)
    for (const seat of session.seats.values()) {
      seat.peer = null
      this.takePath(session, seat, 'relay')
    }
  }

  /** [VW1] A session of the device has begun, come back, or is over: its followers go to the newest one that runs. */
  turnFollowers(deviceId: string, nowMs: number): void {
    for (const follower of this.#followers.of(deviceId)) {
      const { viewer, grant, at } = follower
      const newest = this.#table.newestOf(deviceId, grant)
      if (!newest?.owner || newest.id === at) continue
      try {
        const state = this.join(viewer, grant, newest, nowMs)
        follower.at = newest.id
        this.#out.toViewers([viewer], 'device', deviceId, state)
      } catch (error) {
        // Full or out of scope: the follower stays with what it has.
        if (!(error instanceof AppError)) throw error
        if (error.limit) this.#out.limitHit(error.limit, `a follower of device ${deviceId}`)
      }
    }
  }

  #seatsChanged(session: RelaySession): void {
    this.#out.watching?.(session)
    this.#viewersChanged(session)
  }

  #viewersChanged(session: RelaySession): void {
    session.watchersMax = Math.max(session.watchersMax, session.viewerCount)
    session.areWatchersDirty = true
    session.touch()
    if (session.owner) this.#out.toDevice(session.owner, 'viewers', session.viewerCount, session.relayedCount)
  }
}
