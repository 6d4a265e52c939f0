/**
 * The relay's rules: which batch goes where, who owns a session, who waits for what. Pure: memory only, no sockets and
 * no clock; what it wants done it says through {@link HubOutput}. Rule ids are those of docs/PROTOCOL.md.
 */
import { AppError } from '../errors.ts'
import { type BatchHeader, batchFault, FLAG, lastSeqOf, withFlag } from '../protocol/batch.ts'
import type { ViewerGrant } from '../protocol/grants.ts'
import { LIMITS } from '../protocol/limits.ts'
import type {
  DeviceHello,
  GoneReason,
  Head,
  LiveSession,
  SeqRange,
  SessionState,
  Watcher,
} from '../protocol/messages.ts'
import { SeqRanges } from '../protocol/seq-ranges.ts'
import { maySeeSession, maySeeTeam } from './access.ts'
import { Followers } from './followers.ts'
import type { HubOutput } from './hub-output.ts'
import { tellWatchers } from './presence.ts'
import { answerEnded, countFill, forwardNeeds, takeWaiting } from './repair.ts'
import { RelaySession, type Seat, type SessionFacts } from './session.ts'

export class Hub {
  readonly sessions = new Map<string, RelaySession>()
  readonly #byOwner = new Map<string, RelaySession>()
  readonly #followers = new Followers()
  readonly #seatsOf = new Map<string, Set<RelaySession>>()
  readonly #unacked = new Set<RelaySession>()
  readonly #out: HubOutput

  constructor(out: HubOutput) {
    this.#out = out
  }

  /** [RL2][RL3] A device's connection opens or takes back its session. Throws AppError when it may not. */
  openSession(
    connection: string,
    hello: DeviceHello,
    facts: SessionFacts,
    tokenId: string,
    nowMs: number,
  ): RelaySession {
    const known = this.sessions.get(facts.id)
    if (known && (known.teamId !== facts.teamId || known.deviceId !== facts.deviceId))
      throw new AppError('session-foreign')
    if (known?.owner && hello.attempt <= known.attempt) throw new AppError('session-superseded')
    if (!known?.owner && this.#sessionsOfToken(tokenId) >= LIMITS.tokenSessionsMax) {
      throw new AppError('too-many-sessions', `This token already has ${LIMITS.tokenSessionsMax} live sessions.`)
    }
    const session = known ?? new RelaySession(facts, nowMs)
    if (session.owner) {
      this.#byOwner.delete(session.owner)
      this.#out.refuseDevice(session.owner, new AppError('session-superseded'))
    }
    session.device = facts.device
    session.tokenId = tokenId
    session.adopt(connection, hello)
    this.sessions.set(session.id, session)
    this.#byOwner.set(connection, session)
    if (!known) this.#seatFollowers(session, nowMs)
    this.#out.toSession(session.id, 'state', session.state())
    // At once, not with the next tick: whoever waits for a short session must not miss it.
    this.#out.toTeam(session.teamId, 'team', session.teamId, [session.liveState()])
    return session
  }

  /** After the welcome was sent: what viewers already wait for. */
  resumeNeeds(session: RelaySession, nowMs: number): void {
    forwardNeeds(session, this.#out, nowMs)
  }

  /** [RL1][RL4][RL5] A live batch. Returns why it was refused, or null. */
  batch(connection: string, header: BatchHeader, bytes: Uint8Array, nowMs: number): AppError | null {
    const session = this.#byOwner.get(connection)
    if (!session) return null // superseded a moment ago
    const fault = this.#batchFault(session, header, bytes)
    if (fault) return fault
    const last = lastSeqOf(header)
    session.unackedBytes += bytes.byteLength
    // Twice the credit: one credit under way, one that our delayed acknowledgement may have released meanwhile.
    if (session.unackedBytes > LIMITS.creditBytes * 2 + LIMITS.batchBytesMax) {
      return new AppError(
        'too-many-requests',
        `The device sent ${session.unackedBytes} bytes with a credit of ${LIMITS.creditBytes}.`,
      )
    }
    session.rate.charge(bytes.byteLength, nowMs)
    if (header[2] > session.forwarded) {
      session.forwarded = last
      if (last > session.head) session.head = last
      if (session.seats.size > 0) this.#forward(session, header, bytes)
      session.isStateDirty = true
    }
    this.#ack(session, last)
    return null
  }

  /** [RL7] One of the ring's batches, for whoever waits for it. */
  fill(connection: string, header: BatchHeader, bytes: Uint8Array, nowMs: number): AppError | null {
    const session = this.#byOwner.get(connection)
    if (!session) return null
    const fault = this.#batchFault(session, header, bytes)
    if (fault) return fault
    session.rate.charge(bytes.byteLength, nowMs)
    const to = lastSeqOf(header)
    const waiting = takeWaiting(session, header[2], to)
    if (waiting.length > 0) this.#out.toViewers(waiting, 'batch', withFlag(header, FLAG.fill), bytes)
    countFill(session, bytes.byteLength, this.#out, nowMs)
    return null
  }

  /** [DV3][DV5] Records that will never come. */
  gone(connection: string, range: SeqRange, reason: GoneReason): void {
    const session = this.#byOwner.get(connection)
    if (!session) return
    if (reason === 'overrun') {
      session.forwarded = Math.max(session.forwarded, range[1])
      session.head = Math.max(session.head, range[1])
      this.#out.toSession(session.id, 'gone', session.id, range, reason)
      for (const seat of session.seats.values()) seat.wants.remove(range[0], range[1])
      return
    }
    const waiting = takeWaiting(session, range[0], range[1])
    if (waiting.length > 0) this.#out.toViewers(waiting, 'gone', session.id, range, reason)
  }

  /** [DV4] Head, tail and counters. While nobody watches this is all the device sends, and it is acknowledged. */
  head(connection: string, head: Head): void {
    const session = this.#byOwner.get(connection)
    if (!session) return
    session.learn(head)
    if (session.seats.size === 0) this.#ack(session, head.head)
  }

  /** [DV8] A clean end. The connection may stay to serve its ring. */
  bye(connection: string, head: Head, nowMs: number): void {
    const session = this.#byOwner.get(connection)
    if (!session) return
    session.learn(head)
    this.#end(session, nowMs)
  }

  /** [RL9] A device's connection closed. */
  deviceLost(connection: string, nowMs: number): void {
    const session = this.#byOwner.get(connection)
    if (!session) return
    this.#byOwner.delete(connection)
    session.owner = null
    session.unackedBytes = 0
    session.lostAtMs = nowMs
    if (session.liveness === 'live') {
      session.liveness = 'reconnecting'
      session.touch()
      this.#out.toSession(session.id, 'state', session.state())
    } else if (session.liveness === 'ended') answerEnded(session, this.#out)
    this.#forgetIfIdle(session)
  }

  sessionOfDevice(connection: string): RelaySession | undefined {
    return this.#byOwner.get(connection)
  }

  /** A session that the database knows and memory does not, for a viewer that waits for its device [RL10]. */
  remember(facts: SessionFacts, state: SessionState, nowMs: number): RelaySession {
    const known = this.sessions.get(facts.id)
    if (known) return known
    const session = new RelaySession(facts, nowMs)
    session.head = state.head
    session.tail = state.tail
    session.counters = state.counters
    session.liveness = state.liveness === 'live' ? 'reconnecting' : state.liveness
    session.endedAtMs = state.endedAtMs
    this.sessions.set(session.id, session)
    return session
  }

  /** [VW1][VW2] Seats a viewer. Throws `session-unknown` for what it may not see [AC6]. */
  join(viewer: string, grant: ViewerGrant, session: RelaySession, nowMs: number): SessionState {
    if (!maySeeSession(grant, session)) throw new AppError('session-unknown')
    if (!session.seats.has(viewer)) {
      const joined = this.#seatsOf.get(viewer) ?? new Set()
      if (joined.size >= LIMITS.viewerSessionsMax) {
        throw new AppError('limit-reached', `One connection watches at most ${LIMITS.viewerSessionsMax} sessions.`)
      }
      if (session.seats.size >= LIMITS.sessionViewersMax) {
        throw new AppError('too-many-viewers', `This session already has ${LIMITS.sessionViewersMax} viewers.`)
      }
      const watcher: Watcher = { id: viewer, name: grant.name, kind: grant.kind, sinceMs: nowMs }
      const seat: Seat = {
        viewer,
        watcher,
        seesWatchers: grant.kind !== 'link',
        wants: new SeqRanges(),
        skippedFrom: null,
      }
      session.seats.set(viewer, seat)
      this.#seatsOf.set(viewer, joined.add(session))
      session.watchersMax = Math.max(session.watchersMax, session.seats.size)
      this.#out.enterSession(viewer, session.id)
      this.#seatsChanged(session)
    }
    return session.state()
  }

  /** [VW1] Follows a device; what it runs now is joined at once, what it runs later when it starts. */
  follow(viewer: string, grant: ViewerGrant, deviceId: string, nowMs: number): SessionState | null {
    this.#followers.add(deviceId, viewer, grant)
    const newest = this.#newestOf(deviceId, grant)
    return newest ? this.join(viewer, grant, newest, nowMs) : null
  }

  leave(viewer: string, sessionId: string): void {
    const session = this.sessions.get(sessionId)
    if (!session?.seats.delete(viewer)) return
    this.#seatsOf.get(viewer)?.delete(session)
    this.#out.leaveSession(viewer, sessionId)
    this.#seatsChanged(session)
    this.#forgetIfIdle(session)
  }

  viewerLost(viewer: string): void {
    for (const session of [...(this.#seatsOf.get(viewer) ?? [])]) this.leave(viewer, session.id)
    this.#seatsOf.delete(viewer)
    this.#followers.remove(viewer)
  }

  /** [RL7][RL11] What a viewer misses. Replaces what it asked for before. */
  need(viewer: string, sessionId: string, ranges: readonly SeqRange[], nowMs: number): void {
    const session = this.sessions.get(sessionId)
    const seat = session?.seats.get(viewer)
    if (!session || !seat) return
    seat.wants.clear()
    for (const [from, to] of ranges) seat.wants.add(from, Math.min(to, Math.max(session.head, from)))
    if (session.owner) forwardNeeds(session, this.#out, nowMs)
    else if (session.liveness === 'ended') answerEnded(session, this.#out)
  }

  liveSessions(teamId: string): LiveSession[] {
    return [...this.sessions.values()]
      .filter((s) => s.teamId === teamId && s.liveness !== 'ended')
      .map((s) => s.liveState())
  }

  watchTeam(grant: ViewerGrant, teamId: string): LiveSession[] {
    if (!maySeeTeam(grant, teamId)) throw new AppError('not-found')
    return this.liveSessions(teamId)
  }

  seatsOf(viewer: string): Iterable<RelaySession> {
    return this.#seatsOf.get(viewer) ?? []
  }

  /** The viewer's socket is too full: it leaves the rooms of its sessions until {@link resumeViewer}. */
  pauseViewer(viewer: string): void {
    for (const session of this.#seatsOf.get(viewer) ?? []) {
      const seat = session.seats.get(viewer)
      if (!seat || seat.skippedFrom !== null) continue
      seat.skippedFrom = session.forwarded + 1
      this.#out.leaveSession(viewer, session.id)
    }
  }

  resumeViewer(viewer: string): void {
    for (const session of this.#seatsOf.get(viewer) ?? []) {
      const seat = session.seats.get(viewer)
      if (!seat || seat.skippedFrom === null) continue
      const from = seat.skippedFrom
      seat.skippedFrom = null
      this.#out.enterSession(viewer, session.id)
      if (session.forwarded >= from) this.#out.toViewers([viewer], 'skip', session.id, [from, session.forwarded])
      this.#out.toViewers([viewer], 'state', session.state())
    }
  }

  /** Acknowledges what was handed on, unless the device is over its rate: then the credit waits until the debt is paid. */
  flushAcks(nowMs: number): void {
    for (const session of this.#unacked) {
      if (!session.owner) {
        this.#unacked.delete(session)
        continue
      }
      if (session.rate.debtMs(nowMs) > 0) continue
      this.#unacked.delete(session)
      session.unackedBytes = 0
      this.#out.toDevice(session.owner, 'ack', session.ackUpTo)
    }
  }

  /** Once a second or so: grace of lost devices, shown states, forgotten sessions. */
  tick(nowMs: number): void {
    const changed = new Map<string, LiveSession[]>()
    for (const session of this.sessions.values()) {
      if (
        session.liveness === 'reconnecting' &&
        session.lostAtMs !== null &&
        nowMs - session.lostAtMs >= LIMITS.sessionGraceMs
      ) {
        this.#end(session, session.lostAtMs)
      }
      session.measure(nowMs)
      if (session.areWatchersDirty) tellWatchers(session, this.#out)
      if (session.isStateDirty) {
        session.isStateDirty = false
        if (session.seats.size > 0) this.#out.toSession(session.id, 'state', session.state())
        const list = changed.get(session.teamId) ?? []
        list.push(session.liveState())
        changed.set(session.teamId, list)
      }
      this.#forgetIfIdle(session)
    }
    for (const [team, sessions] of changed) this.#out.toTeam(team, 'team', team, sessions)
    this.flushAcks(nowMs)
  }

  #batchFault(session: RelaySession, header: BatchHeader, bytes: Uint8Array): AppError | null {
    const fault = batchFault(header, bytes)
    if (fault)
      return new AppError(bytes?.byteLength > LIMITS.batchBytesMax ? 'batch-too-large' : 'batch-malformed', fault)
    return header[0] === session.id
      ? null
      : new AppError('batch-malformed', 'batch header: not the session of this connection')
  }

  #forward(session: RelaySession, header: BatchHeader, bytes: Uint8Array): void {
    this.#out.toSession(session.id, 'batch', header, bytes)
    session.unsweptBytes += bytes.byteLength
    // [RL6] The timed sweep alone would let a fast device fill a slow viewer's buffer between two rounds.
    if (session.unsweptBytes >= LIMITS.viewerBufferedBytesMax) {
      session.unsweptBytes = 0
      this.#out.sweep(session.seats.keys())
    }
  }

  #ack(session: RelaySession, upTo: number): void {
    session.ackUpTo = Math.max(session.ackUpTo, upTo)
    this.#unacked.add(session)
    this.#out.ackSoon(session.unackedBytes >= LIMITS.creditBytes / 4)
  }

  #end(session: RelaySession, endedAtMs: number): void {
    if (session.liveness === 'ended') return
    session.liveness = 'ended'
    session.endedAtMs = endedAtMs
    session.touch()
    this.#out.toSession(session.id, 'state', session.state())
    if (!session.owner) answerEnded(session, this.#out)
    this.#out.sessionEnded(session)
  }

  #seatsChanged(session: RelaySession): void {
    session.areWatchersDirty = true
    session.touch()
    if (session.owner) this.#out.toDevice(session.owner, 'viewers', session.seats.size)
  }

  #newestOf(deviceId: string, grant: ViewerGrant): RelaySession | null {
    let newest: RelaySession | null = null
    for (const session of this.sessions.values()) {
      if (session.deviceId !== deviceId || !maySeeSession(grant, session)) continue
      if (session.liveness === 'ended' && !session.owner) continue
      if (!newest || session.startedAtMs >= newest.startedAtMs) newest = session
    }
    return newest
  }

  #seatFollowers(session: RelaySession, nowMs: number): void {
    for (const [viewer, grant] of this.#followers.of(session.deviceId)) {
      try {
        const state = this.join(viewer, grant, session, nowMs)
        this.#out.toViewers([viewer], 'device', session.deviceId, state)
      } catch (error) {
        // Full or out of scope: the follower stays with what it has.
        if (!(error instanceof AppError)) throw error
      }
    }
  }

  #sessionsOfToken(tokenId: string): number {
    let count = 0
    for (const session of this.#byOwner.values()) if (session.tokenId === tokenId) count++
    return count
  }

  /** Ended and unwatched sessions leave memory; so do those that only a departed viewer waited for. */
  #forgetIfIdle(session: RelaySession): void {
    if (session.owner || session.seats.size > 0) return
    if (session.liveness === 'ended' && !session.isUnsaved && !session.isStateDirty) this.sessions.delete(session.id)
  }
}
