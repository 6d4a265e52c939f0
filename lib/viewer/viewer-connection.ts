/**
 * The socket of somebody who watches: dials `/viewer`, comes back by itself [DV7], honours `goaway`, stops for good when
 * refused or cut. Carries messages only; what they mean is decided by {@link SessionFeed} and {@link TeamFeed}.
 * One connection serves any number of feeds. Works in pages, workers and Node.
 */
import { io, type Socket } from 'socket.io-client'
import * as parser from 'socket.io-msgpack-parser'
import { Backoff } from '#lib/protocol/backoff.ts'
import { ERROR_CODES, isErrorCode, type WireError, wireError } from '#lib/protocol/error-codes.ts'
import type {
  DirectAnswer,
  JoinAnswer,
  JoinTarget,
  Path,
  RelayToViewer,
  SeqRange,
  ViewerHello,
  ViewerToRelay,
} from '#lib/protocol/messages.ts'
import { fromWire } from '#lib/protocol/wire-bytes.ts'

export type ConnectionState =
  /** The first try is under way. */
  | 'connecting'
  | 'live'
  /** Lost, or the server cannot be reached: the next try comes by itself. */
  | 'reconnecting'
  /** The server will not have us; `error` says why. Final. */
  | 'refused'
  /** Access has ended while connected (revoked, expired, signed out), or `close()` was called. Final. */
  | 'ended'

export interface ConnectionStatus {
  state: ConnectionState
  /** The reason of `refused` and `ended`, and of the last failed try while reconnecting. */
  error: WireError | null
  /** Epoch milliseconds of the next try; null while trying or when there will be none. */
  retryAtMs: number | null
}

/** What a listener may want to hear: every message of the relay, and changes of the connection. */
export type ViewerListener = Partial<RelayToViewer> & {
  status?: (status: ConnectionStatus) => void
  /** How batches of a session come from now on; what was asked for before may have gone lost. */
  path?: (session: string, path: Path) => void
}

export interface ViewerConnectionOptions {
  /** Origin of the server, `https://logs.example.com`. */
  server: string
  /** Asked before each try: tickets open one socket. What it throws with a final `code` of the protocol's table ends trying. */
  hello: () => Promise<ViewerHello>
  now?: () => number
  /** 0 ≤ x < 1; spreads reconnects. */
  random?: () => number
}

export type ViewerWelcome = Parameters<RelayToViewer['welcome']>[0]
type ViewerSocket = Socket<RelayToViewer, ViewerToRelay>
export type TeamAnswer = Parameters<Parameters<ViewerToRelay['watchTeam']>[1]>[0]

/** A server that takes longer than this to answer a join is as good as gone. */
const ANSWER_MS = 15_000
const DIAL_MS = 10_000
const MESSAGES = [
  'gone',
  'skip',
  'state',
  'watchers',
  'device',
  'team',
  'teamChanged',
  'signal',
] as const satisfies (keyof RelayToViewer)[]

export class ViewerConnection {
  readonly #options: ViewerConnectionOptions
  readonly #now: () => number
  readonly #backoff: Backoff
  readonly #listeners = new Set<ViewerListener>()
  readonly #socket: ViewerSocket
  #welcome: ViewerWelcome | null = null
  #status: ConnectionStatus = { state: 'connecting', error: null, retryAtMs: null }
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  #isDialling = false

  /** Starts dialling at once. */
  constructor(options: ViewerConnectionOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#backoff = new Backoff(options.random ?? Math.random)
    this.#socket = io(`${options.server}/viewer`, {
      autoConnect: false,
      forceNew: true,
      parser,
      reconnection: false,
      timeout: DIAL_MS,
      transports: ['websocket'],
    })
    this.#listenToSocket()
    void this.#dial()
  }

  get status(): ConnectionStatus {
    return this.#status
  }

  /** What the relay said when it let us in, the last time. */
  get welcome(): ViewerWelcome | null {
    return this.#welcome
  }

  /** Adds a listener; the answer removes it. Listeners are called in the order they came. */
  listen(listener: ViewerListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** [VW1] Resolves with a `server-unreachable` refusal when the connection is lost meanwhile. */
  join(target: JoinTarget): Promise<JoinAnswer> {
    return this.#asked(this.#socket.timeout(ANSWER_MS).emitWithAck('join', target))
  }

  leave(session: string): void {
    if (this.#socket.connected) this.#socket.emit('leave', session)
  }

  /** [VW3] Lost silently when not connected: the next join asks again. */
  need(session: string, ranges: SeqRange[]): void {
    if (this.#socket.connected) this.#socket.emit('need', session, ranges)
  }

  /** [DR1] */
  askDirect(session: string): Promise<DirectAnswer> {
    return this.#asked(this.#socket.timeout(ANSWER_MS).emitWithAck('direct', session))
  }

  /** To the device, about a direct path. */
  signal(session: string, text: string): void {
    if (this.#socket.connected) this.#socket.emit('signal', session, text)
  }

  path(session: string, path: Path): void {
    if (this.#socket.connected) this.#socket.emit('path', session, path)
  }

  watchTeam(team: string): Promise<TeamAnswer> {
    return this.#asked(this.#socket.timeout(ANSWER_MS).emitWithAck('watchTeam', team))
  }

  unwatchTeam(team: string): void {
    if (this.#socket.connected) this.#socket.emit('unwatchTeam', team)
  }

  /** Tries again now instead of when the wait is over: the network is back, or the person pressed the button. */
  retryNow(): void {
    if (this.#status.state !== 'reconnecting' || this.#isDialling) return
    clearTimeout(this.#retryTimer)
    void this.#dial()
  }

  close(): void {
    if (this.#isFinal) return
    this.#end('ended', null)
  }

  get #isFinal(): boolean {
    return this.#status.state === 'refused' || this.#status.state === 'ended'
  }

  #listenToSocket(): void {
    const socket = this.#socket
    socket.on('welcome', (welcome) => {
      this.#welcome = welcome
      this.#tell('welcome', [welcome])
    })
    socket.on('batch', (header, bytes) => this.#tell('batch', [header, fromWire(bytes)]))
    for (const name of MESSAGES) socket.on(name, ((...args: unknown[]) => this.#tell(name, args)) as never)
    socket.on('connect', () => {
      this.#isDialling = false
      this.#backoff.connected(this.#now())
      this.#become({ state: 'live', error: null, retryAtMs: null })
    })
    socket.on('goaway', (error, retryAfterMs) => {
      this.#backoff.announced(retryAfterMs)
      this.#tell('goaway', [error, retryAfterMs])
      this.#lost(error)
    })
    socket.on('fault', (error) => {
      this.#tell('fault', [error])
      if (error.retry) this.#lost(error)
      else this.#end('ended', error)
    })
    socket.on('connect_error', (error) => this.#failed((error as { data?: unknown }).data, 'refused'))
    socket.on('disconnect', () => this.#lost(wireError('server-unreachable')))
  }

  async #dial(): Promise<void> {
    this.#isDialling = true
    if (this.#status.retryAtMs !== null) this.#become({ ...this.#status, retryAtMs: null })
    try {
      const hello = await this.#options.hello()
      if (this.#isFinal) return
      this.#socket.auth = hello
      this.#socket.connect()
    } catch (error) {
      this.#failed(error, 'refused')
    }
  }

  /** A try came to nothing. Codes that say "do not come back" are final. */
  #failed(reason: unknown, finalState: 'refused'): void {
    if (this.#isFinal) return
    const code = (reason as { code?: unknown } | null | undefined)?.code
    const known = isErrorCode(code) ? code : 'server-unreachable'
    const message = (reason as { message?: unknown } | null | undefined)?.message
    const error = wireError(known, known === code && typeof message === 'string' ? message : undefined)
    if (ERROR_CODES[known].retry) this.#lost(error)
    else this.#end(finalState, error)
  }

  #lost(error: WireError): void {
    if (this.#isFinal || this.#status.retryAtMs !== null) return
    this.#isDialling = false
    const delayMs = this.#backoff.nextDelayMs(this.#now())
    clearTimeout(this.#retryTimer)
    this.#retryTimer = setTimeout(() => void this.#dial(), delayMs)
    this.#become({ state: 'reconnecting', error, retryAtMs: this.#now() + delayMs })
    this.#socket.disconnect()
  }

  #end(state: 'refused' | 'ended', error: WireError | null): void {
    clearTimeout(this.#retryTimer)
    this.#become({ state, error, retryAtMs: null })
    this.#socket.disconnect()
  }

  #become(status: ConnectionStatus): void {
    this.#status = status
    this.#tell('status', [status])
  }

  #tell(name: keyof ViewerListener, args: readonly unknown[]): void {
    for (const listener of this.#listeners) {
      const handler = listener[name] as ((...args: readonly unknown[]) => void) | undefined
      handler?.(...args)
    }
  }

  async #asked<A>(answer: Promise<A>): Promise<A | { ok: false; error: WireError }> {
    try {
      return await answer
    } catch {
      // No answer in time, or the connection went: the next status tells what becomes of it.
      return { ok: false, error: wireError('server-unreachable') }
    }
  }
}
