/**
 * Keeps one device connection to the relay up: dials, waits for the welcome, backs off, obeys refusals [DV7]. Knows
 * nothing of records; what it hears goes to its {@link ConnectionEvents}. The socket itself is made by a {@link Dial}.
 */

import { Backoff } from '../protocol/backoff.ts'
import type { WireError } from '../protocol/error-codes.ts'
import type { DeviceHello, RelayToDevice, SeqRange, Welcome } from '../protocol/messages.ts'
import type { Clock } from './clock.ts'
import type { Dial, DialedSocket } from './dial.ts'
import { goingAway, serverFailed, unreachable } from './own-errors.ts'

export type ConnectionState =
  | { name: 'connecting'; socket: DialedSocket; stopWaiting: () => void }
  | { name: 'live'; socket: DialedSocket }
  | { name: 'backoff'; retryAtMs: number; stopWaiting: () => void }
  /** Given up on, and why. */
  | { name: 'refused' }
  | { name: 'closed' }

export interface ConnectionEvents {
  hello(attempt: number): DeviceHello
  welcome(welcome: Welcome): void
  ack(upTo: number): void
  viewers: RelayToDevice['viewers']
  need(ranges: SeqRange[], budgetBytes: number): void
  peer: RelayToDevice['peer']
  /** A live connection was lost. */
  lost(): void
  /** State or error changed. */
  changed(): void
}

/** A server that takes the connection and then says nothing is as good as none. */
const WELCOME_TIMEOUT_MS = 10_000

export class Connection {
  readonly #dial: Dial
  readonly #clock: Clock
  readonly #events: ConnectionEvents
  readonly #backoff: Backoff
  #state: ConnectionState = { name: 'closed' }
  #error: WireError | null = null
  #attempt = 0

  constructor(parts: { dial: Dial; clock: Clock; random: () => number; events: ConnectionEvents }) {
    this.#dial = parts.dial
    this.#clock = parts.clock
    this.#events = parts.events
    this.#backoff = new Backoff(parts.random)
  }

  get state(): ConnectionState['name'] {
    return this.#state.name
  }

  /** Why the connection is not live; null when it is, or was never in trouble. */
  get error(): WireError | null {
    return this.#error
  }

  get attempts(): number {
    return this.#attempt
  }

  get retryInMs(): number | null {
    return this.#state.name === 'backoff' ? Math.max(0, this.#state.retryAtMs - this.#clock.nowMs()) : null
  }

  /** The socket to send on; null while not live. */
  get socket(): DialedSocket | null {
    return this.#state.name === 'live' ? this.#state.socket : null
  }

  /** Dials at once; also out of a backoff, when the host knows that the network is back. */
  connect(): void {
    if (this.#state.name === 'backoff') this.#state.stopWaiting()
    else if (this.#state.name !== 'closed') return
    let socket: DialedSocket
    try {
      socket = this.#dial(this.#events.hello(++this.#attempt))
    } catch {
      this.#retry(unreachable()) // a host without a usable WebSocket, or one that is being torn down
      return
    }
    const isCurrent = () => 'socket' in this.#state && this.#state.socket === socket
    const stopWaiting = this.#clock.after(WELCOME_TIMEOUT_MS, () => isCurrent() && this.#retry(unreachable()))
    this.#state = { name: 'connecting', socket, stopWaiting }
    // What an abandoned socket still says is not heard.
    const heard =
      <A extends unknown[]>(hear: (...args: A) => void) =>
      (...args: A) => {
        if (isCurrent()) hear(...args)
      }
    const events = this.#events
    const welcomed = heard((welcome: Welcome) => this.#welcome(welcome, socket))
    const acked = heard((upTo: number) => events.ack(upTo))
    const needed = heard((ranges: SeqRange[], budgetBytes: number) => events.need(ranges, budgetBytes))
    const sentAway = heard((error: WireError, retryAfterMs: number) => {
      this.#backoff.announced(Number(retryAfterMs) || 0)
      this.#retry(readError(error) ?? goingAway())
    })
    const faulted = heard((error: WireError) => this.#ended(readError(error) ?? serverFailed()))
    socket.on('welcome', welcomed)
    socket.on('ack', acked)
    socket.on('viewers', heard(events.viewers))
    socket.on('need', needed)
    socket.on('peer', heard(events.peer))
    socket.on('goaway', sentAway)
    socket.on('fault', faulted)
    socket.onFailed(heard((said) => this.#ended(readError(said) ?? unreachable())))
    socket.onLost(heard(() => this.#retry(unreachable())))
    events.changed()
  }

  /** Gives up by itself: nothing the relay could answer would help. */
  refuse(error: WireError): void {
    this.#error = error
    this.#leave({ name: 'refused' })
  }

  /** Ends for good. What was sent before still leaves. */
  close(): void {
    if (this.#state.name !== 'closed') this.#leave({ name: 'closed' })
  }

  #welcome(welcome: Welcome, socket: DialedSocket): void {
    if (this.#state.name !== 'connecting') return
    this.#state.stopWaiting()
    this.#backoff.connected(this.#clock.nowMs())
    this.#error = null
    this.#state = { name: 'live', socket }
    this.#events.welcome(welcome)
    this.#events.changed()
  }

  #ended(error: WireError): void {
    if (error.retry) this.#retry(error)
    else this.refuse(error)
  }

  #retry(error: WireError): void {
    this.#error = error
    const delayMs = this.#backoff.nextDelayMs(this.#clock.nowMs())
    const stopWaiting = this.#clock.after(delayMs, () => this.connect())
    this.#leave({ name: 'backoff', retryAtMs: this.#clock.nowMs() + delayMs, stopWaiting })
  }

  #leave(next: ConnectionState): void {
    const left = this.#state
    if ('stopWaiting' in left) left.stopWaiting()
    // First the state: what the socket says while it closes is not heard any more.
    this.#state = next
    if ('socket' in left) left.socket.close()
    if (left.name === 'live') this.#events.lost()
    this.#events.changed()
  }
}

/** Null when the other side did not say why in our words. */
function readError(value: unknown): WireError | null {
  const { code, message, retry } = (value ?? {}) as Partial<WireError>
  if (typeof retry !== 'boolean') return null
  // A newer server may know codes that we do not; whether to come back is what matters.
  return { code: code ?? 'internal', message: String(message), retry }
}
