/**
 * Follows one session, or one device from session to session, over a connection: joins, rejoins, repairs what is missing,
 * opens batches, and hands on records and what became of the missing ones. Keeps no record itself. The rules of repair
 * are in session-repair.ts, the socket in viewer-connection.ts.
 */
import { type BatchHeader, batchFault, HEADER, lastSeqOf } from '#lib/protocol/batch.ts'
import type { WireError } from '#lib/protocol/error-codes.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { GoneReason, JoinAnswer, JoinTarget, SeqRange, SessionState, Watcher } from '#lib/protocol/messages.ts'
import { decodeRecords, type NumberedRecord } from '#lib/protocol/record.ts'
import { FeedSession } from './feed-session.ts'
import { openBatch } from './open-batch.ts'
import type { Hole } from './session-repair.ts'
import type { ViewerConnection } from './viewer-connection.ts'

/** Why records will never be shown. `unreadable`: they came, and could not be opened. */
export type LostReason = GoneReason | 'unreadable'

/** All of it is plain data, so that a worker can post it. Each call concerns one session. */
export interface SessionFeedHandlers {
  /** Records not given before, rising within one call. `textBytes` is what they took as NDJSON. */
  onRecords(session: string, records: NumberedRecord[], textBytes: number): void
  /** Records that will not come. */
  onGone(session: string, range: SeqRange, reason: LostReason): void
  onState?(state: SessionState): void
  /** What is missing right now; replaces what was told before. */
  onHoles?(session: string, holes: readonly Hole[]): void
  onWatchers?(session: string, watchers: Watcher[]): void
  /** The join was answered, or a followed device began a new session; null while a device is waited for. */
  onJoined?(state: SessionState | null): void
  /** The join was refused for good. */
  onRefused?(error: WireError): void
}

/** What a feed needs of {@link ViewerConnection}. */
export type FeedConnection = Pick<ViewerConnection, 'listen' | 'status' | 'welcome' | 'join' | 'leave' | 'need'>

export interface SessionFeedOptions {
  connection: FeedConnection
  /** Null: what the link opens that the connection came in by. */
  target: JoinTarget | null
  /** How many of the newest records to ask for at the start; 'all' asks from the first on. Default: a whole ring. */
  want?: number | 'all'
  /** Give records and gone ranges strictly in rising seq, waiting until each hole is filled or declared gone. Default false: as they come. */
  inOrder?: boolean
  handlers: SessionFeedHandlers
  /** Milliseconds that never go back: a corrected clock must not put repair off. */
  now?: () => number
  /** Calls once, after so many milliseconds. Returns how to take it back. */
  after?: (delayMs: number, work: () => void) => () => void
  /** 0 ≤ x < 1; spreads needs. */
  random?: () => number
}

/** A join that the relay refused for now is tried again after this, plus as much at random. */
const REJOIN_MS = 3_000

export class SessionFeed {
  readonly #options: SessionFeedOptions
  readonly #now: () => number
  readonly #after: (delayMs: number, work: () => void) => () => void
  readonly #random: () => number
  readonly #sessions = new Map<string, FeedSession>()
  #current: FeedSession | null = null
  #target: JoinTarget | null
  #unlisten: () => void
  #stopTimer = () => {}
  #stopRejoin = () => {}
  #isClosed = false
  /** Raised at each loss of the connection, so that late answers to old joins are told apart. */
  #era = 0
  #whenEnded: (() => void)[] = []

  /** Joins as soon as the connection is live. */
  constructor(options: SessionFeedOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
    this.#after = options.after ?? afterTimeout
    this.#random = options.random ?? Math.random
    this.#target = options.target ?? options.connection.welcome?.target ?? null
    this.#unlisten = options.connection.listen({
      status: ({ state }) => (state === 'live' ? this.#rejoin() : this.#disconnected()),
      welcome: ({ target }) => {
        if (this.#target !== null || target === null) return
        this.#target = target
        this.#rejoin()
      },
      batch: (header, bytes) => this.#batch(header, bytes),
      gone: (session, range, reason) => this.#of(session, (s) => s.gone(range, reason, this.#now())),
      skip: (session, range) => this.#of(session, (s) => s.repair.skipped(range, this.#now())),
      path: (session) => this.#of(session, (s) => s.repair.pathChanged(this.#now())),
      state: (state) => this.#stated(state),
      device: (device, state) => {
        if (this.#target && 'device' in this.#target && this.#target.device === device) this.#began(state)
      },
      watchers: (session, watchers) => {
        if (this.#sessions.has(session)) options.handlers.onWatchers?.(session, watchers)
      },
    })
    if (options.connection.status.state === 'live') this.#rejoin()
  }

  /** Records below `seq` are no longer wanted: the reader has dropped them. */
  raiseBase(session: string, seq: number): void {
    this.#of(session, (s) => s.raiseBase(seq))
  }

  /** Forgets what came and asks for it again. The reader clears its own copy first. */
  reload(): void {
    for (const id of this.#sessions.keys()) this.#options.connection.leave(id)
    this.#sessions.clear()
    this.#current = null
    this.#disconnected()
    if (this.#options.connection.status.state === 'live') this.#rejoin()
  }

  /** Resolves once the session has ended and every record of it was given or declared gone. */
  ended(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenEnded.push(resolve)
      this.#tellEnd()
    })
  }

  /** Leaves its sessions; the connection stays. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#unlisten()
    this.#disconnected()
    for (const id of this.#sessions.keys()) this.#options.connection.leave(id)
  }

  #disconnected(): void {
    this.#era++
    this.#stopTimer()
    this.#stopRejoin()
    for (const session of this.#sessions.values()) {
      session.repair.disconnected()
      session.seat = 'none'
    }
  }

  /** [VW6] */
  #rejoin(): void {
    const target = this.#target
    if (!target || this.#isClosed) return
    const { onJoined, onRefused } = this.#options.handlers
    const enter = (state: SessionState | null) => {
      if (state) this.#turnTo(this.#session(state.session))
      onJoined?.(state)
      if (state) this.#joined(state)
    }
    void this.#join(
      target,
      (state) => {
        const last = this.#current
        if (state || !last) enter(state)
        else {
          // The device is not back yet: what it ran last may have ended, and somebody may still tell what is missing of it.
          const isLast = () => this.#current === last
          const answered = (again: SessionState | null) => (isLast() ? enter(again) : again && this.#joined(again))
          void this.#join({ session: last.id }, answered, () => isLast() && enter(null))
        }
        // Earlier sessions of the device that still have holes.
        for (const [id, session] of this.#sessions) {
          if (session === this.#current || session.repair.isComplete) continue
          this.#joinEarlier(id)
        }
      },
      (error) => onRefused?.(error),
    )
  }

  #joinEarlier(session: string): void {
    void this.#join({ session }, (state) => state && this.#joined(state))
  }

  async #join(
    target: JoinTarget,
    onJoined: (state: SessionState | null) => void,
    onRefused: (error: WireError) => void = () => {},
  ): Promise<void> {
    const era = this.#era
    const answer: JoinAnswer = await this.#options.connection.join(target)
    if (era !== this.#era || this.#isClosed) return
    if (answer.ok) onJoined(answer.state)
    else if (answer.error.retry) {
      this.#stopRejoin()
      this.#stopRejoin = this.#after(REJOIN_MS * (1 + this.#random()), () => this.#rejoin())
    } else onRefused(answer.error)
  }

  #joined(state: SessionState): void {
    const session = this.#session(state.session)
    session.seat = 'taken'
    session.joined(state, this.#now())
    this.#options.handlers.onState?.(state)
    this.#settle(session)
  }

  /** The followed device has begun a new session, which the socket has joined already. */
  #began(state: SessionState): void {
    // It began while we were here: all of it is new.
    const session = this.#session(state.session, 'all')
    const wasLeft = session.seat === 'left'
    this.#turnTo(session)
    this.#options.handlers.onJoined?.(state)
    this.#joined(state)
    // An earlier one has come back, and our leaving it may have crossed that on the way.
    if (wasLeft) this.#joinEarlier(session.id)
  }

  #turnTo(session: FeedSession): void {
    const earlier = this.#current
    this.#current = session
    session.isEarlier = false
    if (!earlier || earlier === session) return
    earlier.isEarlier = true
    this.#settle(earlier)
  }

  #stated(state: SessionState): void {
    this.#of(state.session, (session) => {
      session.stated(state, this.#now())
      this.#options.handlers.onState?.(state)
    })
  }

  #batch(header: BatchHeader, bytes: Uint8Array): void {
    // The relay checks headers; a broken relay must not break the page.
    if (batchFault(header, bytes) !== null) return
    const session = this.#sessions.get(header[HEADER.session]) ?? this.#expected(header[HEADER.session])
    if (!session) return
    const fresh = session.repair.received(header[HEADER.first], lastSeqOf(header), this.#now())
    if (fresh.length > 0) session.open(() => openBatch(header, bytes), header, fresh)
    this.#settle(session)
  }

  /** A batch may overtake the answer to its join. */
  #expected(id: string): FeedSession | null {
    const isExpected = this.#target !== null && ('device' in this.#target || this.#target.session === id)
    return isExpected && this.#sessions.size < LIMITS.viewerSessionsMax ? this.#session(id) : null
  }

  #session(id: string, want = this.#options.want ?? LIMITS.ringRecordsMax): FeedSession {
    const known = this.#sessions.get(id)
    if (known) return known
    const { inOrder = false, handlers } = this.#options
    const session = new FeedSession(id, {
      want: want === 'all' ? Number.POSITIVE_INFINITY : want,
      inOrder,
      handlers,
      decode: decodeRecords,
      random: this.#random,
      onSettled: () => this.#tellEnd(),
    })
    this.#sessions.set(id, session)
    return session
  }

  #of(id: string, act: (session: FeedSession) => void): void {
    const session = this.#sessions.get(id)
    if (!session) return
    act(session)
    this.#settle(session)
  }

  #settle(session: FeedSession): void {
    session.tellHoles()
    // Of an earlier session nothing more will come. One that was not joined yet is none of those: its seat may be on its way.
    if (session.isEarlier && session.repair.isComplete && session.seat === 'taken') {
      session.seat = 'left'
      this.#options.connection.leave(session.id)
    } else if (session.isEarlier && !session.repair.isComplete && session.seat === 'left') {
      // What was under way when we left it tells of more.
      session.seat = 'none'
      this.#joinEarlier(session.id)
    }
    this.#tellEnd()
    this.#wake()
  }

  /** One timer for all sessions: their repairs say when they want to be asked. */
  #wake(): void {
    this.#stopTimer()
    if (this.#isClosed) return
    let atMs = Number.POSITIVE_INFINITY
    for (const { repair } of this.#sessions.values()) atMs = Math.min(atMs, repair.wakeAtMs ?? Number.POSITIVE_INFINITY)
    if (atMs === Number.POSITIVE_INFINITY) return
    const delayMs = atMs - this.#now()
    if (delayMs <= 0) this.#repair()
    else this.#stopTimer = this.#after(delayMs, () => this.#repair())
  }

  #repair(): void {
    for (const session of this.#sessions.values()) {
      const act = session.repair.due(this.#now())
      if (!act) continue
      if ('need' in act) this.#options.connection.need(session.id, act.need)
      else for (const range of act.gone) session.lost(range, act.reason)
      session.tellHoles()
    }
    this.#tellEnd()
    this.#wake()
  }

  #tellEnd(): void {
    if (this.#whenEnded.length === 0 || !this.#current?.isFinished) return
    for (const resolve of this.#whenEnded.splice(0)) resolve()
  }
}

function afterTimeout(delayMs: number, work: () => void): () => void {
  const timer = setTimeout(work, delayMs)
  return () => clearTimeout(timer)
}
