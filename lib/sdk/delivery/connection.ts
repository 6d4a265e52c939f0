/**
 * Keeps one device connection to the relay up: dials, waits for the welcome, backs off, obeys refusals [DV7]. Knows
 * nothing of records: messages go to {@link ConnectionEvents}. A {@link Dial} makes the socket.
 */
import { Backoff } from '#lib/protocol/backoff.ts'
import type { WireError } from '#lib/protocol/error-codes.ts'
import type { DeviceHello, RelayToDevice, SeqRange, Welcome } from '#lib/protocol/messages.ts'
import { goingAway, serverFailed, unreachable } from '#lib/sdk/sdk-errors.ts'
import type { Clock } from './clock.ts'
import type { Dial, DialedSocket } from './dial.ts'

export type ConnectionState =
  | { name: 'connecting'; socket: DialedSocket; sinceMs: number; stopWaiting: () => void }
  | { name: 'live'; socket: DialedSocket }
  | { name: 'backoff'; retryAtMs: number; stopWaiting: () => void }
  /** Given up for good; {@link Connection.error} has the reason. */
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

export interface ConnectionParts {
  dial: Dial
  clock: Clock
  random: () => number
  events: ConnectionEvents
  /** How often the relay was dialed before, for this session in another thread. */
  attempts?: number | undefined
}

/** A server that accepts the connection and then stays silent counts as unreachable. */
const WELCOME_TIMEOUT_MS = 10_000
/** A dial younger than this is not abandoned when the host wakes: a page that loads wakes the SDK while it dials. */
const FRESH_DIAL_MS = 2_000

export class Connection {
  readonly #dial: Dial
  readonly #clock: Clock
  readonly #events: ConnectionEvents
  readonly #backoff: Backoff
  #state: ConnectionState = { name: 'closed' }
  #error: WireError | null = null
  #attempt: number

  constructor(parts: ConnectionParts) {
    this.#dial = parts.dial
    this.#clock = parts.clock
    this.#events = parts.events
    this.#backoff = new Backoff(parts.random)
    this.#attempt = parts.attempts ?? 0
  }

  get state(): ConnectionState['name'] {
    return this.#state.name
  }

  /** Why the connection is not live; null while it is live or has not failed yet. */
  get error(): WireError | null {
    return this.#error
  }

  /** How often it was dialed. */
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

  /**
   * Dials at once, also during a backoff: the host knows that the network is back. Abandons a dial that has had no welcome
   * for {@link FRESH_DIAL_MS}, because it may never come.
   */
  connect(): void {
    const state = this.#state
    if (state.name === 'live' || state.name === 'refused') return
    if (state.name === 'connecting' && this.#clock.nowMs() - state.sinceMs < FRESH_DIAL_MS) return
    if ('stopWaiting' in state) state.stopWaiting()
    this.#state = { name: 'closed' }
    if ('socket' in state) state.socket.close()
    let socket: DialedSocket
    try {
      socket = this.#dial(this.#events.hello(++this.#attempt))
    } catch {
      this.#retry(unreachable()) // a host without a usable WebSocket, or one that is being torn down
      return
    }
    const isCurrent = () => 'socket' in this.#state && this.#state.socket === socket
    const stopWaiting = this.#clock.after(WELCOME_TIMEOUT_MS, () => isCurrent() && this.#retry(unreachable()))
    this.#state = { name: 'connecting', socket, sinceMs: this.#clock.nowMs(), stopWaiting }
    const events = this.#events
    // Messages of an abandoned socket are ignored.
    const current =
      <A extends unknown[]>(listener: (...args: A) => void) =>
      (...args: A) => {
        if (isCurrent()) listener(...args)
      }
    socket.on(
      'welcome',
      current((welcome) => this.#welcome(welcome, socket)),
    )
    socket.on('ack', current(events.ack))
    socket.on('viewers', current(events.viewers))
    socket.on('need', current(events.need))
    socket.on('peer', current(events.peer))
    socket.on(
      'goaway',
      current((error, retryAfterMs) => {
        this.#backoff.announced(Number(retryAfterMs) || 0)
        this.#retry(readError(error) ?? goingAway())
      }),
    )
    socket.on(
      'fault',
      current((error) => this.#end(readError(error) ?? serverFailed())),
    )
    socket.onFailed(current((reason) => this.#end(readError(reason) ?? unreachable())))
    socket.onLost(current(() => this.#retry(unreachable())))
    events.changed()
  }

  /** Gives up for good: no answer of the relay could help. */
  refuse(error: WireError): void {
    this.#error = error
    this.#leave({ name: 'refused' })
  }

  /** Ends for good. Messages sent before still leave. */
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

  #end(error: WireError): void {
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
    // The state comes first, so that messages of the closing socket are ignored.
    this.#state = next
    if ('socket' in left) left.socket.close()
    if (left.name === 'live') this.#events.lost()
    this.#events.changed()
  }
}

/** Null when the other side did not send an error of ours. */
function readError(value: unknown): WireError | null {
  const { code, message, retry } = (value ?? {}) as Partial<WireError>
  if (typeof retry !== 'boolean') return null
  // A newer server may know codes that we do not; what matters is whether to retry.
  return { code: code ?? 'internal', message: String(message), retry }
}
