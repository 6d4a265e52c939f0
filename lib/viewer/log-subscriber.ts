/**
 * Subscribes a reader to a target: one session, a device, or what a share link opens. Listens to the connection, passes each
 * message to the session it concerns, and joins again after a lost connection. The work is done by
 * {@link SessionSubscriber}, and for a device by {@link DeviceFollower}.
 */
import { type BatchHeader, batchFault, HEADER } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { JoinTarget, SessionState } from '#lib/protocol/messages.ts'
import { DeviceFollower } from './device-follower.ts'
import type { LogHandlers } from './log-handlers.ts'
import { SessionSubscriber } from './session-subscriber.ts'
import { type Timing, timingOf } from './timing.ts'
import type { SubscriberConnection } from './viewer-connection.ts'

export interface LogSubscriberOptions extends Partial<Timing> {
  connection: SubscriberConnection
  /** Null: what the share link of this connection opens. */
  target: JoinTarget | null
  /** How many of the newest records to ask for at the start; 'all' asks from the first on. Default: a full ring. */
  want?: number | 'all'
  /** Hand on records and gone ranges strictly in rising seq, each hole filled or declared gone first. Default: as they arrive. */
  inOrder?: boolean
  /**
   * Others use the connection too, so a batch of an unknown session need not be this device's. One that overtakes the answer to
   * a join is then asked for again.
   */
  isOneOfMany?: boolean
  handlers: LogHandlers
}

export class LogSubscriber {
  readonly #options: LogSubscriberOptions
  readonly #timing: Timing
  readonly #unlisten: () => void
  #target: JoinTarget | null
  /** What does the work; null while the target is unknown. */
  #subscriber: SessionSubscriber | DeviceFollower | null = null
  #isClosed = false
  #isPaused = false
  #onEnd: (() => void)[] = []

  /** Joins as soon as the connection is live. */
  constructor(options: LogSubscriberOptions) {
    const { connection } = options
    this.#options = options
    this.#timing = timingOf(options)
    this.#target = options.target ?? connection.welcome?.target ?? null
    this.#unlisten = connection.listen({
      status: ({ state }) => (state === 'live' ? this.#join() : this.#subscriber?.disconnect()),
      welcome: ({ target }) => {
        if (this.#target !== null || target === null) return
        this.#target = target
        this.#start()
      },
      batch: (header, bytes) => this.#handleBatch(header, bytes),
      gone: (session, range, reason) => this.#find(session)?.handleGone(range, reason),
      skip: (session, range) => this.#find(session)?.handleSkip(range),
      path: (session) => this.#find(session)?.handlePathChange(),
      state: (state) => this.#handleState(state),
      device: (device, state) => {
        const subscriber = this.#subscriber
        if (!(subscriber instanceof DeviceFollower) || subscriber.id !== device) return
        // It crossed our leaving.
        if (this.#isPaused) connection.leave(state.session)
        else subscriber.handleBegin(state)
      },
      watchers: (session, watchers) => this.#find(session)?.handleWatchers(watchers),
    })
    this.#start()
  }

  /** Records below `seq` are no longer wanted: the reader has dropped them. */
  raiseBase(session: string, seq: number): void {
    this.#find(session)?.raiseBase(seq)
  }

  /** Leaves its target until {@link resume}. What comes meanwhile is missing then, and asked for. */
  pause(): void {
    if (this.#isPaused || this.#isClosed) return
    this.#isPaused = true
    const subscriber = this.#subscriber
    if (subscriber instanceof SessionSubscriber) subscriber.disconnect()
    subscriber?.leave()
  }

  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    if (this.#options.connection.status.state === 'live') this.#join()
  }

  /** Forgets everything and asks for it again. The reader clears its own copy first. */
  reload(): void {
    this.#subscriber?.stop()
    this.#start()
  }

  /** Resolves once the session has ended and every record of it was handed on or declared gone. */
  ended(): Promise<void> {
    return new Promise((resolve) => {
      this.#onEnd.push(resolve)
      this.#reportEnd()
    })
  }

  /** Leaves its sessions and hands on nothing more; the connection stays. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#unlisten()
    this.#subscriber?.stop()
  }

  #start(): void {
    const target = this.#target
    if (!target || this.#isClosed) return
    const { connection, handlers, inOrder = false, want = LIMITS.ringRecordsMax } = this.#options
    const shared = {
      connection,
      handlers,
      inOrder,
      timing: this.#timing,
      want: want === 'all' ? Number.POSITIVE_INFINITY : want,
      onProgress: () => this.#reportEnd(),
    }
    this.#subscriber =
      'device' in target
        ? new DeviceFollower(target.device, shared)
        : new SessionSubscriber(target.session, {
            ...shared,
            onJoined: (state) => handlers.onJoined?.(state),
            onRefused: (error) => handlers.onRefused?.(error),
          })
    if (connection.status.state === 'live') this.#join()
  }

  #join(): void {
    if (!this.#isPaused) this.#subscriber?.join()
  }

  #find(session: string): SessionSubscriber | null {
    return this.#subscriber?.find(session) ?? null
  }

  #handleState(state: SessionState): void {
    const subscriber = this.#subscriber
    if (this.#isPaused) return
    if (subscriber instanceof DeviceFollower && subscriber.handleRun(state)) return
    this.#find(state.session)?.handleState(state)
  }

  #handleBatch(header: BatchHeader, bytes: Uint8Array): void {
    // The relay checks headers, but a broken relay must not break the page.
    if (this.#isPaused || batchFault(header, bytes) !== null) return
    const session = header[HEADER.session]
    const isKnown = this.#options.isOneOfMany === true
    const found = isKnown ? this.#find(session) : this.#subscriber?.findOrExpect(session)
    found?.handleBatch(header, bytes)
  }

  #reportEnd(): void {
    if (this.#onEnd.length === 0 || !this.#subscriber?.isFinished) return
    for (const resolve of this.#onEnd.splice(0)) resolve()
  }
}
