/**
 * Follows one device from session to session [VW1]: one {@link SessionSubscriber} for each session it has run. The current
 * session is the newest that runs; another one is kept until it has ended and nothing of it is missing, so that runs side by
 * side are all there. After a lost connection the device's answer decides which session is current [VW6].
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import type { SessionState } from '#lib/protocol/messages.ts'
import { RetryingJoin } from './retrying-join.ts'
import { SessionSubscriber, type SessionSubscriberOptions } from './session-subscriber.ts'

/** Sessions that are remembered, so that one that comes back goes on where it was. A device may begin thousands. */
const REMEMBERED_MAX = 8 * LIMITS.viewerSessionsMax

export type DeviceFollowerOptions = Omit<SessionSubscriberOptions, 'onJoined' | 'onRefused'>

export class DeviceFollower {
  readonly id: string
  readonly #options: DeviceFollowerOptions
  readonly #join: RetryingJoin
  readonly #sessions = new Map<string, SessionSubscriber>()
  /** Sessions beside the current one: older runs. */
  readonly #earlier = new Set<SessionSubscriber>()
  /** The session in view; null until the device has run one. */
  #current: SessionSubscriber | null = null

  constructor(id: string, options: DeviceFollowerOptions) {
    const { connection, timing, handlers } = options
    this.id = id
    this.#options = options
    this.#join = new RetryingJoin(
      { device: id },
      {
        connection,
        timing,
        onJoined: (state) => this.#handleJoin(state),
        onRefused: (error) => handlers.onRefused?.(error),
      },
    )
  }

  get isFinished(): boolean {
    const current = this.#current
    // Nothing comes anymore of another session that the relay no longer knows.
    const isFinished = (session: SessionSubscriber) =>
      session.isFinished || (session !== current && session.joinState === 'refused')
    return current !== null && [...this.#sessions.values()].every(isFinished)
  }

  find(id: string): SessionSubscriber | null {
    return this.#sessions.get(id) ?? null
  }

  /** The same for a batch, which may overtake the answer to the join: adds a session that is not known yet, up to `viewerSessionsMax`. */
  findOrExpect(id: string): SessionSubscriber | null {
    const isFull = this.#sessions.size >= LIMITS.viewerSessionsMax
    return this.find(id) ?? (isFull ? null : this.#add(id, this.#options.want))
  }

  join(): void {
    void this.#join.start()
  }

  disconnect(): void {
    this.#join.reset()
    for (const session of this.#sessions.values()) session.disconnect()
  }

  /** [VW7] Leaves the device and its sessions; {@link join} takes them up again where they were. */
  leave(): void {
    this.disconnect()
    this.#options.connection.leave(this.id)
    for (const session of this.#sessions.values()) session.leave()
  }

  /** Leaves every session for good and hands on nothing more. */
  stop(): void {
    this.#join.leave()
    for (const session of this.#sessions.values()) session.stop()
  }

  /** The device has begun a session, or come back to one, and the relay has joined us. */
  handleBegin(state: SessionState): void {
    // It began while we were here: all of it is new.
    const session = this.find(state.session) ?? this.#add(state.session, Number.POSITIVE_INFINITY)
    const wasLeft = session.joinState === 'left'
    this.#turnTo(session)
    session.handleJoin(state)
    // The relay may have handled our leaving after it joined us.
    if (wasLeft) session.join()
  }

  /** The relay sends another run of the device, which is not the newest. False: the session is another device's. */
  handleRun(state: SessionState): boolean {
    if (state.device.id !== this.id || this.find(state.session)) return false
    // Those that ran before we came are announced ahead of the answer to our join. A later one is new, although it started earlier.
    const isNew = this.#join.state === 'joined'
    const session = this.#add(state.session, isNew ? Number.POSITIVE_INFINITY : this.#options.want)
    this.#earlier.add(session)
    session.handleJoin(state)
    return true
  }

  #handleJoin(state: SessionState | null): void {
    if (state) {
      const session = this.find(state.session) ?? this.#add(state.session, this.#options.want)
      this.#turnTo(session)
      session.handleJoin(state)
    } else if (this.#current) {
      // The device is away. Its last session may have ended, and the relay may still know what is missing of it.
      this.#current.join()
    } else this.#options.handlers.onJoined?.(null)
    for (const session of this.#sessions.values()) {
      if (session !== this.#current && !session.isOver) session.join()
    }
  }

  #add(id: string, want: number): SessionSubscriber {
    const session: SessionSubscriber = new SessionSubscriber(id, {
      ...this.#options,
      want,
      onJoined: (state) => {
        if (session === this.#current) this.#options.handlers.onJoined?.(state)
      },
      onRefused: () => {
        if (session === this.#current) this.#options.handlers.onJoined?.(null)
      },
      onProgress: () => {
        this.#leaveIfOver(session)
        this.#options.onProgress()
      },
    })
    this.#sessions.set(id, session)
    this.#forgetOldest()
    return session
  }

  /** Forgets the first session that is over and left, when there are too many. */
  #forgetOldest(): void {
    if (this.#sessions.size <= REMEMBERED_MAX) return
    for (const [id, session] of this.#sessions) {
      if (!session.isOver || session.joinState !== 'left') continue
      this.#sessions.delete(id)
      this.#earlier.delete(session)
      return
    }
  }

  #turnTo(session: SessionSubscriber): void {
    const before = this.#current
    this.#current = session
    this.#earlier.delete(session)
    if (!before || before === session) return
    this.#earlier.add(before)
    this.#leaveIfOver(before)
  }

  /** Leaves an earlier session once it is over, but not before its join was confirmed; joins it again when more of it becomes known. */
  #leaveIfOver(session: SessionSubscriber): void {
    if (!this.#earlier.has(session)) return
    if (session.isOver && session.joinState === 'joined') session.leave()
    else if (!session.isOver && session.joinState === 'left') session.join()
  }
}
