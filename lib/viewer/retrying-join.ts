/**
 * One join and its state: asks the relay, drops answers that arrive too late, and asks again after a refusal that may
 * pass. When to ask first, and what an answer means, is up to the caller.
 */
import type { WireError } from '#lib/protocol/error-codes.ts'
import type { JoinTarget, SessionState } from '#lib/protocol/messages.ts'
import type { Timing } from './timing.ts'
import type { SubscriberConnection } from './viewer-connection.ts'

export type JoinState =
  /** Not requested on this connection. */
  | 'idle'
  /** Requested; the answer is on its way. */
  | 'pending'
  /** Refused for now; requested again after a delay. */
  | 'postponed'
  | 'joined'
  /** Refused for good. */
  | 'refused'
  /** The viewer has left. */
  | 'left'

export interface RetryingJoinOptions {
  connection: Pick<SubscriberConnection, 'join'>
  timing: Timing
  /** The relay accepted. Null: the device is away. */
  onJoined: (state: SessionState | null) => void
  /** The relay refused for good. */
  onRefused: (error: WireError) => void
}

/** Delay before a join is requested again; a random share of up to as much is added. */
const RETRY_MS = 3_000

export class RetryingJoin {
  readonly #target: JoinTarget
  readonly #options: RetryingJoinOptions
  #state: JoinState = 'idle'
  /** Number of the last request; tells late answers apart. */
  #request = 0
  #stopRetry = () => {}

  constructor(target: JoinTarget, options: RetryingJoinOptions) {
    this.#target = target
    this.#options = options
  }

  get state(): JoinState {
    return this.#state
  }

  /** Requests the join now. Answers to earlier requests no longer count. */
  async start(): Promise<void> {
    this.#become('pending')
    const request = this.#request
    const { connection, timing, onJoined, onRefused } = this.#options
    const answer = await connection.join(this.#target)
    if (request !== this.#request) return
    if (answer.ok) {
      this.#become('joined')
      onJoined(answer.state)
    } else if (answer.error.retry) {
      this.#become('postponed')
      this.#stopRetry = timing.after(RETRY_MS * (1 + timing.random()), () => void this.start())
    } else {
      this.#become('refused')
      onRefused(answer.error)
    }
  }

  /** The relay joined us without a request of ours. A pending one stays pending: its answer may know more. */
  confirm(): void {
    if (this.#state !== 'pending') this.#become('joined')
  }

  /** The connection is lost. */
  reset(): void {
    this.#become('idle')
  }

  /** We have left. */
  leave(): void {
    this.#become('left')
  }

  #become(state: JoinState): void {
    this.#stopRetry()
    this.#state = state
    this.#request++
  }
}
