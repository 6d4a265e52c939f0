/**
 * Subscribes to one session: joins it, opens its batches, asks for what is missing, and hands on records and the fate of
 * the missing ones. Keeps no record itself. Messages are passed in by {@link LogSubscriber}, which owns the connection;
 * the rules of repair are in gap-tracker.ts.
 */
import { type BatchHeader, HEADER, lastSeqOf } from '#lib/protocol/batch.ts'
import type { WireError } from '#lib/protocol/error-codes.ts'
import type { GoneReason, SeqRange, SessionState, Watcher } from '#lib/protocol/messages.ts'
import { GapTracker, type Hole, type RepairAct } from './gap-tracker.ts'
import type { LogItem } from './in-order.ts'
import type { LogHandlers } from './log-handlers.ts'
import { openBatch } from './open-batch.ts'
import { RecordPipeline } from './record-pipeline.ts'
import { RepairDriver } from './repair-driver.ts'
import { type JoinState, RetryingJoin } from './retrying-join.ts'
import type { Timing } from './timing.ts'
import type { SubscriberConnection } from './viewer-connection.ts'

export interface SessionSubscriberOptions {
  connection: SubscriberConnection
  timing: Timing
  /** How many of the newest records to ask for at the start; Infinity: all. */
  want: number
  /** Deliver in rising seq; otherwise in the order of arrival. */
  inOrder: boolean
  handlers: LogHandlers
  /** The relay answered the join; called before any handler learns of the state. */
  onJoined: (state: SessionState | null) => void
  /** The relay refused the join for good. */
  onRefused: (error: WireError) => void
  /** Something arrived, was declared gone or became known to be missing. */
  onProgress: () => void
}

export class SessionSubscriber {
  readonly id: string
  readonly #options: SessionSubscriberOptions
  readonly #tracker: GapTracker
  readonly #join: RetryingJoin
  readonly #pipeline: RecordPipeline
  readonly #repair: RepairDriver
  #shownHoles: readonly Hole[] = []

  constructor(id: string, options: SessionSubscriberOptions) {
    const { connection, timing, want, inOrder, onJoined, onRefused, onProgress } = options
    this.id = id
    this.#options = options
    this.#tracker = new GapTracker(want, timing.random)
    this.#repair = new RepairDriver(this.#tracker, timing, (act) => this.#act(act))
    this.#pipeline = new RecordPipeline({ inOrder, deliver: (item) => this.#deliver(item), onIdle: onProgress })
    this.#join = new RetryingJoin(
      { session: id },
      { connection, timing, onRefused, onJoined: (state) => (state ? this.handleJoin(state) : onJoined(null)) },
    )
  }

  get joinState(): JoinState {
    return this.#join.state
  }

  /** The session has ended, and every number up to its head is here or known to be gone. */
  get isOver(): boolean {
    return this.#tracker.liveness === 'ended' && this.#tracker.isComplete
  }

  /** The session has ended, and everything of it was delivered. */
  get isFinished(): boolean {
    return this.isOver && this.#pipeline.hasDelivered(this.#tracker.head)
  }

  /** Itself or null: a target that is a single session answers like a {@link DeviceFollower}. */
  find(id: string): SessionSubscriber | null {
    return id === this.id ? this : null
  }

  findOrExpect(id: string): SessionSubscriber | null {
    return this.find(id)
  }

  join(): void {
    void this.#join.start()
  }

  /** The connection is lost: nothing that was requested will be answered. */
  disconnect(): void {
    this.#join.reset()
    this.#tracker.handleDisconnect(this.#options.timing.now())
    this.#repair.schedule()
  }

  /** Ends delivery from the relay; {@link join} brings it back. */
  leave(): void {
    this.#join.leave()
    this.#options.connection.leave(this.id)
  }

  /** Leaves for good and hands on nothing more. */
  stop(): void {
    this.disconnect()
    this.#pipeline.stop()
    this.leave()
  }

  /** Records below `seq` are no longer wanted: the reader has dropped them. */
  raiseBase(seq: number): void {
    this.#tracker.raiseBase(seq)
    this.#pipeline.startAt(this.#tracker.base ?? seq)
    this.#update()
  }

  /** The relay sends this session, because it was asked to or because a followed device began it. */
  handleJoin(state: SessionState): void {
    const { onJoined, handlers, timing } = this.#options
    this.#join.confirm()
    onJoined(state)
    this.#tracker.handleJoin(state, timing.now())
    this.#startDelivery()
    handlers.onState?.(state)
    this.#update()
  }

  handleState(state: SessionState): void {
    this.#tracker.handleState(state, this.#options.timing.now())
    this.#startDelivery()
    this.#options.handlers.onState?.(state)
    this.#update()
  }

  handleBatch(header: BatchHeader, bytes: Uint8Array): void {
    const fresh = this.#tracker.handleRecords(header[HEADER.first], lastSeqOf(header), this.#options.timing.now())
    if (fresh.length > 0) this.#pipeline.open(() => openBatch(header, bytes), header, fresh)
    this.#update()
  }

  handleGone(range: SeqRange, reason: GoneReason): void {
    for (const fresh of this.#tracker.handleGone(range, reason, this.#options.timing.now()))
      this.#pipeline.lose(fresh, reason)
    this.#update()
  }

  handleSkip(range: SeqRange): void {
    this.#tracker.handleSkip(range, this.#options.timing.now())
    this.#update()
  }

  handlePathChange(): void {
    this.#tracker.handlePathChange(this.#options.timing.now())
    this.#update()
  }

  handleWatchers(watchers: Watcher[]): void {
    this.#options.handlers.onWatchers?.(this.id, watchers)
  }

  /** In rising order, delivery waits until it is known where to begin: a number that was passed is never delivered. */
  #startDelivery(): void {
    const { base, isBaseProvisional, liveness } = this.#tracker
    // An ended session may come back and hold more than was known; where nothing was delivered yet, begin again.
    if (base === null || !this.#pipeline.startsAbove(base)) return
    if (isBaseProvisional && liveness !== 'ended') return
    this.#pipeline.startAt(base)
  }

  #act(act: RepairAct): void {
    if ('need' in act) this.#options.connection.need(this.id, act.need)
    else for (const range of act.gone) this.#pipeline.lose(range, act.reason)
    this.#showHoles()
    this.#options.onProgress()
  }

  #deliver(item: LogItem): void {
    const { handlers } = this.#options
    if (item.kind === 'records') handlers.onRecords(this.id, item.records, item.textBytes)
    else handlers.onGone(this.id, item.range, item.reason)
  }

  #update(): void {
    this.#showHoles()
    this.#options.onProgress()
    this.#repair.schedule()
  }

  #showHoles(): void {
    const { handlers } = this.#options
    if (!handlers.onHoles) return
    const holes = this.#tracker.holes()
    if (isSame(holes, this.#shownHoles)) return
    this.#shownHoles = holes
    handlers.onHoles(this.id, holes)
  }
}

function isSame(a: readonly Hole[], b: readonly Hole[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      (hole, i) => hole.kind === b[i]?.kind && hole.range[0] === b[i]?.range[0] && hole.range[1] === b[i]?.range[1],
    )
  )
}
