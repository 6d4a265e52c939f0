/**
 * The device side of the relay's rules: what happens when a device opens a session, sends, or goes away, and what happens with
 * time. Viewers are in {@link Subscriptions}, other nodes in {@link RemoteSessions}. Pure: memory only, no sockets and no
 * clock; it acts through {@link HubOutput}. Rule ids are those of docs/PROTOCOL.md.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { type BatchHeader, FLAG, firstSeqOf, lastSeqOf, withFlag } from '#lib/protocol/batch.ts'
import type { ViewerGrant } from '#lib/protocol/grants.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { DeviceHello, GoneReason, Head, SeqRange, SessionState, SessionSummary } from '#lib/protocol/messages.ts'
import { maySeeTeam } from './access.ts'
import { BatchForwarder } from './batch-forwarder.ts'
import { batchError } from './check-batch.ts'
import { DirectPaths } from './direct-paths.ts'
import type { HubOutput } from './hub-output.ts'
import { NeedRouter } from './need-router.ts'
import { Participants } from './participants.ts'
import { sendWatchers } from './presence.ts'
import { RemoteSessions } from './remote-sessions.ts'
import type { RelaySession } from './session.ts'
import type { SessionFacts } from './session-facts.ts'
import { SessionLifecycle } from './session-lifecycle.ts'
import { SessionTable } from './session-table.ts'
import { Subscriptions } from './subscriptions.ts'

export class Hub {
  readonly subscriptions: Subscriptions
  readonly direct: DirectPaths
  readonly participants: Participants
  readonly remote: RemoteSessions
  readonly #table = new SessionTable()
  readonly #needs: NeedRouter
  readonly #batches: BatchForwarder
  readonly #lifecycle: SessionLifecycle
  /** Sessions whose device waits for an acknowledgment. */
  readonly #unacked = new Set<RelaySession>()
  readonly #out: HubOutput

  constructor(out: HubOutput) {
    const table = this.#table
    const needs = new NeedRouter(out)
    const batches = new BatchForwarder(out, needs)
    const subscriptions = new Subscriptions(table, needs, out)
    const lifecycle = new SessionLifecycle(table, subscriptions, needs, out)
    this.#out = out
    this.#needs = needs
    this.#batches = batches
    this.#lifecycle = lifecycle
    this.subscriptions = subscriptions
    this.direct = new DirectPaths(table, subscriptions, out)
    this.participants = new Participants(table, out)
    this.remote = new RemoteSessions({ table, subscriptions, lifecycle, needs, batches, out })
  }

  get sessions(): ReadonlyMap<string, RelaySession> {
    return this.#table.byId
  }

  /**
   * [RL2][RL3] A device's connection opens or takes back its session. `tokenId`: null for a device without a token. Throws
   * `session-foreign`, `session-superseded` or `too-many-sessions`.
   */
  openSession(
    connection: string,
    hello: DeviceHello,
    facts: SessionFacts,
    tokenId: string | null,
    nowMs: number,
  ): RelaySession {
    const known = this.#table.byId.get(facts.id)
    if (known && (known.teamId !== facts.teamId || known.deviceId !== facts.deviceId))
      throw new AppError('session-foreign')
    const isOwned = known !== undefined && known.owner !== null
    if (isOwned && hello.attempt <= known.ownership.connectionEpoch) throw new AppError('session-superseded')
    if (!isOwned && tokenId !== null) this.#table.assertRoom(tokenId)
    const session = known ?? this.#table.add(facts, nowMs)
    session.ownership.assignNode(null)
    const { attempt: connectionEpoch, direct: isDirectOffered = false } = hello
    const claim = { connectionEpoch, device: facts.device, tokenId, isDirectOffered }
    this.#lifecycle.adopt(session, connection, claim, hello)
    this.#out.announce?.([session])
    this.#lifecycle.showOpened(session, nowMs)
    return session
  }

  /** After the welcome was sent: asks the device for what viewers already wait for. */
  resumeNeeds(session: RelaySession, nowMs: number): void {
    this.#needs.ask(session, nowMs)
  }

  /** [RL1][RL4][RL5] A live batch. Returns why it was refused, or null. */
  batch(connection: string, header: BatchHeader, bytes: Uint8Array, nowMs: number): AppError | null {
    const session = this.#table.ownedBy(connection)
    if (!session) return null // superseded a moment ago
    const fault = batchError(session.id, header, bytes)
    if (fault) return fault
    if (!session.flow.charge(Math.max(bytes.byteLength, LIMITS.batchCostBytesMin), nowMs)) {
      return new AppError(
        'too-many-requests',
        `The device sent ${session.flow.unackedBytes} bytes; its credit is ${LIMITS.creditBytes} bytes.`,
        { limit: 'creditBytes' },
      )
    }
    this.#batches.forward(session, header, bytes)
    this.#acknowledge(session, lastSeqOf(header))
    return null
  }

  /** [RL7] One of the ring's batches, for the viewers that wait for it. Returns why it was refused, or null. */
  fill(connection: string, header: BatchHeader, bytes: Uint8Array, nowMs: number): AppError | null {
    const session = this.#table.ownedBy(connection)
    if (!session) return null
    const fault = batchError(session.id, header, bytes)
    if (fault) return fault
    const range: SeqRange = [firstSeqOf(header), lastSeqOf(header)]
    const waiting = this.#needs.takeWaiting(session, ...range)
    if (waiting.length > 0) this.#out.toViewers(waiting, 'batch', withFlag(header, FLAG.fill), bytes)
    const costBytes = Math.max(bytes.byteLength, LIMITS.batchCostBytesMin)
    if (session.needs.noteFill(range, costBytes, nowMs)) this.#needs.ask(session, nowMs)
    const debtMs = session.needs.debtMs(nowMs)
    if (debtMs <= LIMITS.fillDebtMsMax) return null
    const advice = `The device spent ${debtMs} ms sending fills that nobody asked for.`
    return new AppError('too-many-requests', advice, { limit: 'fillDebtMsMax' })
  }

  /** [DV3][DV5] Records that will never come. */
  gone(connection: string, range: SeqRange, reason: GoneReason): void {
    const session = this.#table.ownedBy(connection)
    if (!session) return
    if (reason === 'overrun') {
      session.progress.skipTo(range[1])
      this.#out.toSession(session.id, 'gone', session.id, range, reason)
      for (const { wants } of session.audience.waiters()) wants.remove(range[0], range[1])
      return
    }
    const waiting = this.#needs.takeWaiting(session, range[0], range[1])
    if (waiting.length > 0) this.#out.toViewers(waiting, 'gone', session.id, range, reason)
  }

  /** [DV4] Head, tail and counters. While nobody watches this is all the device sends, and it is acknowledged. */
  head(connection: string, head: Head, wallMs?: number): void {
    const session = this.#table.ownedBy(connection)
    if (!session) return
    if (head.sentAtMs !== undefined && wallMs !== undefined) session.progress.compareClocks(head.sentAtMs, wallMs)
    session.learn(head)
    if (!session.audience.isRelayed) this.#acknowledge(session, head.head)
  }

  /** [DV8] A clean end. The connection may stay to serve its ring. */
  bye(connection: string, head: Head, nowMs: number): void {
    const session = this.#table.ownedBy(connection)
    if (!session) return
    session.learn(head)
    this.#lifecycle.end(session, nowMs, nowMs)
  }

  /** [RL9] A device's connection closed. */
  deviceLost(connection: string, nowMs: number): void {
    this.#lifecycle.deviceLost(connection, nowMs)
  }

  /** [RL10] Adds a session that the database knows and memory does not, for a viewer that waits for its device. */
  remember(facts: SessionFacts, state: SessionState, nowMs: number): RelaySession {
    const known = this.#table.byId.get(facts.id)
    if (known) return known
    const session = this.#table.add(facts, nowMs)
    session.progress.learn(state)
    if (state.liveness === 'ended') session.ownership.end(state.endedAtMs ?? nowMs)
    return session
  }

  /** Live and reconnecting sessions of a team. */
  liveSessions(teamId: string): SessionSummary[] {
    return this.#table.liveOf(teamId)
  }

  /** [VW2] The live sessions of a team that a viewer starts to watch. Throws `not-found` when it may not. */
  watchTeam(grant: ViewerGrant, teamId: string): SessionSummary[] {
    if (!maySeeTeam(grant, teamId)) throw new AppError('not-found')
    return this.liveSessions(teamId)
  }

  /**
   * [RL5] Acknowledges what was handed on, which gives devices their credit back. The credit of a device over its rate waits
   * until its debt is paid. Call it soon after `HubOutput.ackSoon`, and every 50 ms or so for credit that waits.
   */
  releaseCredit(nowMs: number): void {
    for (const session of this.#unacked) {
      const { owner, flow } = session
      if (owner === null) {
        this.#unacked.delete(session)
        continue
      }
      const wasHeldBack = flow.isHeldBack
      const upTo = flow.release(nowMs)
      if (upTo !== null) {
        this.#unacked.delete(session)
        this.#out.toDevice(owner, 'ack', upTo)
      } else if (!wasHeldBack) this.#out.limitHit('deviceBytesPerSecond', `device session ${session.id}`)
    }
  }

  /** [RL7] Asks devices for what could not be asked for before. Call it every 50 ms or so. */
  sendDueNeeds(nowMs: number): void {
    this.#needs.sendDue(nowMs)
  }

  /** Ends sessions whose grace is over, sends changed states, forgets idle sessions. Call it once or twice a second. */
  tick(nowMs: number): void {
    const changed = new Map<string, SessionSummary[]>()
    const ours: RelaySession[] = []
    for (const session of this.#table.byId.values()) {
      const lostAtMs = session.lostForGoodAtMs(nowMs)
      if (lostAtMs !== null) this.#lifecycle.end(session, lostAtMs, nowMs)
      session.progress.measure(nowMs)
      if (session.pending.takeWatchers()) sendWatchers(session, this.#out)
      if (session.pending.takeState()) {
        if (session.audience.viewers.size > 0) this.#out.toSession(session.id, 'state', session.state())
        const list = changed.get(session.teamId) ?? []
        list.push(session.summary())
        changed.set(session.teamId, list)
        if (session.ownerNode === null && session.ownership.connectionEpoch > 0) ours.push(session)
      }
      this.#table.forgetIfIdle(session)
    }
    if (ours.length > 0) this.#out.announce?.(ours)
    for (const [team, sessions] of changed) this.#out.toTeam(team, 'team', team, sessions)
  }

  #acknowledge(session: RelaySession, upTo: number): void {
    session.flow.allowAck(upTo)
    this.#unacked.add(session)
    this.#out.ackSoon(session.flow.isAckUrgent)
  }
}
