/**
 * The relay's rules: which batch goes where, who owns a session, who waits for what. Pure: memory only, no sockets and
 * no clock; what it wants done it says through {@link HubOutput}. Rule ids are those of docs/PROTOCOL.md.
 */
import { AppError } from '../errors.ts'
import { type BatchHeader, FLAG, lastSeqOf, withFlag } from '../protocol/batch.ts'
import type { ViewerGrant } from '../protocol/grants.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { DeviceHello, GoneReason, Head, LiveSession, SeqRange, SessionState } from '../protocol/messages.ts'
import { maySeeTeam } from './access.ts'
import { batchError } from './check-batch.ts'
import { DirectPaths } from './direct-paths.ts'
import type { HubOutput } from './hub-output.ts'
import { type AnnouncedSession, type NodeWatcher, nodeLink } from './node-messages.ts'
import { tellWatchers } from './presence.ts'
import { answerEnded, forwardNeeds, takeWaiting } from './repair.ts'
import { Seating } from './seating.ts'
import { RelaySession, type SessionFacts } from './session.ts'
import { SessionTable } from './session-table.ts'

type Adoption = Parameters<RelaySession['adopt']>[1] & Pick<RelaySession, 'device' | 'tokenId'>

export class Hub {
  readonly #table = new SessionTable()
  readonly #seating: Seating
  readonly direct: DirectPaths
  readonly #unacked = new Set<RelaySession>()
  /** Somebody waits for records that the device is to send again. */
  readonly #unasked = new Set<RelaySession>()
  readonly #out: HubOutput

  constructor(out: HubOutput) {
    this.#out = out
    this.#seating = new Seating(this.#table, out)
    this.direct = new DirectPaths(this.#table, this.#seating, out)
  }

  get sessions(): ReadonlyMap<string, RelaySession> {
    return this.#table.byId
  }

  /** [RL2][RL3] A device's connection opens or takes back its session. Throws AppError when it may not. */
  openSession(
    connection: string,
    hello: DeviceHello,
    facts: SessionFacts,
    tokenId: string | null,
    nowMs: number,
  ): RelaySession {
    const known = this.sessions.get(facts.id)
    if (known && (known.teamId !== facts.teamId || known.deviceId !== facts.deviceId))
      throw new AppError('session-foreign')
    if (known?.owner && hello.attempt <= known.attempt) throw new AppError('session-superseded')
    if (!known?.owner && tokenId !== null) this.#table.assertRoom(tokenId)
    const session = known ?? new RelaySession(facts, nowMs)
    session.home = null
    this.#adopt(session, connection, { ...hello, device: facts.device, tokenId })
    this.#out.announce?.([session])
    this.#opened(session, nowMs)
    return session
  }

  /** [ND2] Another node speaks for this session: its device is connected there, or was. `isSenior`: see {@link NodeBus}. */
  sessionElsewhere(node: string, told: AnnouncedSession, nowMs: number, isSenior = false): void {
    const known = this.sessions.get(told.id)
    if (known && (known.teamId !== told.teamId || known.deviceId !== told.deviceId)) return
    if (!known && told.liveness === 'ended' && !told.hasDevice) return
    const session = known ?? new RelaySession(told, nowMs)
    const link = nodeLink(node, told.id)
    if (session.owner !== link) {
      // [RL3] holds across nodes; the other node hears of ours when it announces itself.
      if (told.attempt < session.attempt) return
      if (session.owner && (!told.hasDevice || told.attempt === session.attempt)) return
    }
    if (!isSenior || !session.isAwaitedLike(told)) session.home = node
    const isTakenOver = told.hasDevice && session.owner !== link
    if (isTakenOver) this.#adopt(session, link, told)
    else if (!told.hasDevice && session.owner === link) this.deviceLost(link, nowMs)
    session.toldClockOffsetMs = told.clockOffsetMs
    session.learn(told)
    this.#table.byId.set(session.id, session)
    if (told.liveness === 'ended') this.#end(session, told.endedAtMs ?? nowMs, nowMs)
    if (!isTakenOver) return
    this.#opened(session, nowMs)
    // The home may not have known the session when they came.
    if (session.seats.size > 0) this.#out.watching?.(session)
    this.#ask(session, nowMs)
  }

  watchedElsewhere(node: string, sessionId: string, watchers: readonly NodeWatcher[]): void {
    this.#seating.watchedElsewhere(node, sessionId, watchers)
  }

  /** What another node's viewers miss, as that node has merged it. */
  needElsewhere(node: string, sessionId: string, ranges: readonly SeqRange[], nowMs: number): void {
    const session = this.sessions.get(sessionId)
    const seat = session?.elsewhere.get(node)
    if (!session || !seat || session.home !== null) return
    // What a full house may miss; whoever still misses something asks again.
    if (seat.wants.ranges.length > LIMITS.sessionViewersMax * LIMITS.needRangesMax) seat.wants.clear()
    session.want(seat, ranges)
    if (session.owner) this.#ask(session, nowMs)
    else if (session.liveness === 'ended') answerEnded(session, this.#out)
  }

  /** [ND4] A batch from the node that owns its device; that node has counted it against credit and rate. */
  batchElsewhere(node: string, header: BatchHeader, bytes: Uint8Array): void {
    const session = this.#table.ownedBy(nodeLink(node, header[0]))
    if (session && !batchError(session.id, header, bytes)) this.#advance(session, header, bytes)
  }

  /** [ND5] A node was lost: its devices may come back anywhere, and its viewers are gone. `kept`: what it still has. */
  nodeLost(node: string, nowMs: number, kept: { sessions?: Set<string>; watches?: Set<string> } = {}): void {
    for (const session of [...this.sessions.values()]) {
      if (session.elsewhere.has(node) && !kept.watches?.has(session.id)) this.watchedElsewhere(node, session.id, [])
      if (session.home !== node || kept.sessions?.has(session.id)) continue
      session.home = null
      if (session.owner) this.deviceLost(session.owner, nowMs)
      else session.lostAtMs ??= nowMs
    }
  }

  /** After the welcome was sent: what viewers already wait for. */
  resumeNeeds(session: RelaySession, nowMs: number): void {
    this.#ask(session, nowMs)
  }

  /** [RL1][RL4][RL5] A live batch. Returns why it was refused, or null. */
  batch(connection: string, header: BatchHeader, bytes: Uint8Array, nowMs: number): AppError | null {
    const session = this.#table.ownedBy(connection)
    if (!session) return null // superseded a moment ago
    const fault = batchError(session.id, header, bytes)
    if (fault) return fault
    const costBytes = Math.max(bytes.byteLength, LIMITS.batchCostBytesMin)
    session.unackedBytes += costBytes
    // Twice the credit: one credit under way, one that our delayed acknowledgement may have released meanwhile.
    if (session.unackedBytes > LIMITS.creditBytes * 2 + LIMITS.batchBytesMax) {
      return new AppError(
        'too-many-requests',
        `The device sent ${session.unackedBytes} bytes with a credit of ${LIMITS.creditBytes}.`,
        { limit: 'creditBytes' },
      )
    }
    session.rate.charge(costBytes, nowMs)
    this.#advance(session, header, bytes)
    this.#ack(session, lastSeqOf(header))
    return null
  }

  /** [RL7] One of the ring's batches, for whoever waits for it. */
  fill(connection: string, header: BatchHeader, bytes: Uint8Array, nowMs: number): AppError | null {
    const session = this.#table.ownedBy(connection)
    if (!session) return null
    const fault = batchError(session.id, header, bytes)
    if (fault) return fault
    const range: SeqRange = [header[2], lastSeqOf(header)]
    const waiting = takeWaiting(session, ...range)
    if (waiting.length > 0) this.#out.toViewers(waiting, 'batch', withFlag(header, FLAG.fill), bytes)
    const costBytes = Math.max(bytes.byteLength, LIMITS.batchCostBytesMin)
    if (session.asking.filled(range, costBytes, nowMs)) this.#ask(session, nowMs)
    const debtMs = session.asking.debtMs(nowMs)
    if (debtMs <= LIMITS.fillDebtMsMax) return null
    const advice = `The device sent fills for ${debtMs} ms that nobody asked it for.`
    return new AppError('too-many-requests', advice, { limit: 'fillDebtMsMax' })
  }

  /** [DV3][DV5] Records that will never come. */
  gone(connection: string, range: SeqRange, reason: GoneReason): void {
    const session = this.#table.ownedBy(connection)
    if (!session) return
    if (reason === 'overrun') {
      session.forwarded = Math.max(session.forwarded, range[1])
      session.head = Math.max(session.head, range[1])
      this.#out.toSession(session.id, 'gone', session.id, range, reason)
      for (const seat of session.waiters()) seat.wants.remove(range[0], range[1])
      return
    }
    const waiting = takeWaiting(session, range[0], range[1])
    if (waiting.length > 0) this.#out.toViewers(waiting, 'gone', session.id, range, reason)
  }

  /** [DV4] Head, tail and counters. While nobody watches this is all the device sends, and it is acknowledged. */
  head(connection: string, head: Head, wallMs?: number): void {
    const session = this.#table.ownedBy(connection)
    if (!session) return
    if (head.sentAtMs !== undefined && wallMs !== undefined) session.clock.add(head.sentAtMs, wallMs)
    session.learn(head)
    if (!session.isRelayed) this.#ack(session, head.head)
  }

  /** [DV8] A clean end. The connection may stay to serve its ring. */
  bye(connection: string, head: Head, nowMs: number): void {
    const session = this.#table.ownedBy(connection)
    if (!session) return
    session.learn(head)
    this.#end(session, nowMs, nowMs)
  }

  /** [RL9] A device's connection closed. */
  deviceLost(connection: string, nowMs: number): void {
    const session = this.#table.ownedBy(connection)
    if (!session) return
    this.#table.disown(session)
    session.owner = null
    session.unackedBytes = 0
    session.lostAtMs = nowMs
    this.#seating.resetPaths(session)
    if (session.liveness === 'live') {
      session.liveness = 'reconnecting'
      session.touch()
      this.#out.toSession(session.id, 'state', session.state())
    } else if (session.liveness === 'ended') this.#over(session, nowMs)
    if (session.home === null) this.#out.announce?.([session])
    this.#table.forgetIfIdle(session)
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
    this.#table.byId.set(session.id, session)
    return session
  }

  // ── viewers: see Seating ──

  join(viewer: string, grant: ViewerGrant, session: RelaySession, nowMs: number): SessionState {
    return this.#seating.join(viewer, grant, session, nowMs)
  }

  follow(viewer: string, grant: ViewerGrant, deviceId: string, nowMs: number): SessionState | null {
    return this.#seating.follow(viewer, grant, deviceId, nowMs)
  }

  leave(viewer: string, sessionId: string): void {
    this.#seating.leave(viewer, sessionId)
  }

  viewerLost(viewer: string): void {
    this.#seating.viewerLost(viewer)
  }

  pauseViewer(viewer: string): void {
    this.#seating.pause(viewer)
  }

  resumeViewer(viewer: string): void {
    this.#seating.resume(viewer)
  }

  /** [RL7][RL11] What a viewer misses. Replaces what it asked for before. */
  need(viewer: string, sessionId: string, ranges: readonly SeqRange[], nowMs: number): void {
    const session = this.sessions.get(sessionId)
    const seat = session?.seats.get(viewer)
    if (!session || !seat) return
    if (seat.wants.isEmpty) session.asking.came(nowMs)
    seat.wants.clear()
    session.want(seat, ranges)
    if (session.owner) this.#ask(session, nowMs)
    else if (session.liveness === 'ended') answerEnded(session, this.#out)
  }

  liveSessions(teamId: string): LiveSession[] {
    return this.#table.liveOf(teamId)
  }

  watchTeam(grant: ViewerGrant, teamId: string): LiveSession[] {
    if (!maySeeTeam(grant, teamId)) throw new AppError('not-found')
    return this.liveSessions(teamId)
  }

  /**
   * Acknowledges what was handed on, unless the device is over its rate: then the credit waits until the debt is paid. Asks
   * for what could not be asked for before.
   */
  flushAcks(nowMs: number): void {
    for (const session of this.#unasked) this.#ask(session, nowMs)
    for (const session of this.#unacked) {
      if (!session.owner) {
        this.#unacked.delete(session)
        continue
      }
      const wasHeldBack = session.isHeldBack
      session.isHeldBack = session.rate.debtMs(nowMs) > 0
      if (session.isHeldBack && !wasHeldBack) this.#out.limitHit('deviceBytesPerSecond', `device session ${session.id}`)
      if (session.isHeldBack) continue
      this.#unacked.delete(session)
      session.unackedBytes = 0
      this.#out.toDevice(session.owner, 'ack', session.ackUpTo)
    }
  }

  /** Once a second or so: grace of lost devices, shown states, forgotten sessions. */
  tick(nowMs: number): void {
    const changed = new Map<string, LiveSession[]>()
    const ours: RelaySession[] = []
    for (const session of this.sessions.values()) {
      const lostAtMs = session.lostForGoodAtMs(nowMs)
      if (lostAtMs !== null) this.#end(session, lostAtMs, nowMs)
      session.measure(nowMs)
      if (session.areWatchersDirty) tellWatchers(session, this.#out)
      if (session.isStateDirty) {
        session.isStateDirty = false
        if (session.seats.size > 0) this.#out.toSession(session.id, 'state', session.state())
        const list = changed.get(session.teamId) ?? []
        list.push(session.liveState())
        changed.set(session.teamId, list)
        if (session.home === null && session.attempt > 0) ours.push(session)
      }
      this.#table.forgetIfIdle(session)
    }
    if (ours.length > 0) this.#out.announce?.(ours)
    for (const [team, sessions] of changed) this.#out.toTeam(team, 'team', team, sessions)
    this.flushAcks(nowMs)
  }

  /** A connection becomes the owner; what it takes the session from is told and no longer heard. */
  #adopt(session: RelaySession, connection: string, hello: Adoption): void {
    if (session.owner) {
      this.#table.disown(session)
      this.#out.refuseDevice(session.owner, new AppError('session-superseded'))
    }
    session.device = hello.device
    session.tokenId = hello.tokenId
    session.adopt(connection, hello)
    this.#seating.resetPaths(session)
    this.#table.own(connection, session)
  }

  #opened(session: RelaySession, nowMs: number): void {
    this.#seating.turnFollowers(session.deviceId, nowMs)
    this.#out.toSession(session.id, 'state', session.state())
    // At once, not with the next tick: whoever waits for a short session must not miss it.
    this.#out.toTeam(session.teamId, 'team', session.teamId, [session.liveState()])
  }

  /** [RL4] */
  #advance(session: RelaySession, header: BatchHeader, bytes: Uint8Array): void {
    if (header[2] <= session.forwarded) return
    const last = lastSeqOf(header)
    session.forwarded = last
    if (last > session.head) session.head = last
    if (session.isWatched) this.#forward(session, header, bytes)
    session.isStateDirty = true
  }

  #forward(session: RelaySession, header: BatchHeader, bytes: Uint8Array): void {
    if (session.isRelayed) this.#out.toSession(session.id, 'batch', header, bytes)
    // [DR4] Sent though nobody needs the relay: the device is about to stop, and its channels with it.
    else this.#out.toViewers([...session.seats.keys()], 'batch', header, bytes)
    // Who asked for what was under way has it now.
    if (this.#unasked.has(session)) takeWaiting(session, header[2], lastSeqOf(header))
    session.unsweptBytes += bytes.byteLength
    // [RL6] The timed sweep alone would let a fast device fill a slow viewer's buffer between two rounds.
    if (session.unsweptBytes >= LIMITS.viewerBufferedBytesMax) {
      session.unsweptBytes = 0
      this.#out.sweep(session.seats.keys())
    }
  }

  #ask(session: RelaySession, nowMs: number): void {
    if (forwardNeeds(session, this.#out, nowMs)) this.#unasked.add(session)
    else this.#unasked.delete(session)
  }

  #ack(session: RelaySession, upTo: number): void {
    session.ackUpTo = Math.max(session.ackUpTo, upTo)
    this.#unacked.add(session)
    this.#out.ackSoon(session.unackedBytes >= LIMITS.creditBytes / 2)
  }

  #end(session: RelaySession, endedAtMs: number, nowMs: number): void {
    if (session.liveness === 'ended') return
    session.liveness = 'ended'
    session.endedAtMs = endedAtMs
    session.touch()
    this.#out.toSession(session.id, 'state', session.state())
    if (!session.owner) this.#over(session, nowMs)
    if (session.home !== null) return
    this.#out.announce?.([session])
    this.#out.sessionEnded(session)
  }

  #over(session: RelaySession, nowMs: number): void {
    answerEnded(session, this.#out)
    this.#seating.turnFollowers(session.deviceId, nowMs)
  }
}
