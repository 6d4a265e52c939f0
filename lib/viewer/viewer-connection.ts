/**
 * The socket of a viewer: dials `/viewer`, reconnects by itself [DV7], honors `goaway`, and stops for good when it is
 * refused or cut off. It only carries messages; {@link LogSubscriber} and {@link TeamChannel} know what they mean.
 * One connection serves any number of them. Works in pages, workers and Node.
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
import type { SharingAnswers, SharingCall } from './sharing-messages.ts'

export type ConnectionState =
  /** The first try is under way. */
  | 'connecting'
  | 'live'
  /** The connection is lost or the server cannot be reached; the next try follows by itself. */
  | 'reconnecting'
  /** The server has refused access; `error` says why. Final. */
  | 'refused'
  /** Access ended while connected (revoked, expired, signed out), or `close()` was called. Final. */
  | 'ended'

export interface ConnectionStatus {
  state: ConnectionState
  /** Why it was refused or has ended, or why the last try failed. */
  error: WireError | null
  /** Epoch milliseconds of the next try; null while trying or when there will be none. */
  retryAtMs: number | null
}

/** Handlers for every message of the relay and for changes of the connection. */
export type ViewerListener = Partial<RelayToViewer> & {
  status?: (status: ConnectionStatus) => void
  /** Batches of a session take another path from now on; a pending need may be lost. */
  path?: (session: string, path: Path) => void
}

export interface ViewerConnectionOptions {
  /** Origin of the server, `https://logs.example.com`. */
  server: string
  /**
   * Called before each try, because a ticket opens only one socket. If it throws an error with a final `code` of the
   * protocol's table, the connection is refused. `signal` is aborted when the try is abandoned; a hello that ignores it
   * is abandoned all the same.
   */
  hello: (signal: AbortSignal) => Promise<ViewerHello>
  now?: () => number
  /** 0 ≤ x < 1; spreads reconnects. */
  random?: () => number
}

export type ViewerWelcome = Parameters<RelayToViewer['welcome']>[0]
/** What a subscription needs of {@link ViewerConnection}. */
export type SubscriberConnection = Pick<ViewerConnection, 'listen' | 'status' | 'welcome' | 'join' | 'leave' | 'need'>
type ViewerSocket = Socket<RelayToViewer, ViewerToRelay>
export type TeamAnswer = Parameters<Parameters<ViewerToRelay['watchTeam']>[1]>[0]

/** Longest time for an answer, milliseconds: a slower server is as good as gone. */
const ANSWER_MS = 15_000
/** Longest time for the transport to open, milliseconds. */
const DIAL_MS = 10_000
/** Longest time for a hello, milliseconds: on a path that died silently, its request would never be answered. */
export const HELLO_MS = 10_000
/** A try younger than this may still succeed, milliseconds: `retryNow` does not abandon it. */
export const TRY_YOUNG_MS = 1_000
const MESSAGES = [
  'gone',
  'skip',
  'state',
  'watchers',
  'device',
  'team',
  'teamChanged',
  'signal',
  'participants',
  'annotations',
  'told',
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
  /** The current try; aborted when it is abandoned. */
  #attempt: { abort: AbortController; startedAtMs: number } | null = null

  /** Starts to dial at once. */
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

  /** The last welcome of the relay; null before the first. */
  get welcome(): ViewerWelcome | null {
    return this.#welcome
  }

  /** Adds a listener and returns a function that removes it. Listeners are called in the order they were added. */
  listen(listener: ViewerListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** [VW1] Resolves with a `server-unreachable` refusal if the connection is lost before the answer. */
  join(target: JoinTarget): Promise<JoinAnswer> {
    return this.#answerOrRefusal(this.#socket.timeout(ANSWER_MS).emitWithAck('join', target))
  }

  leave(session: string): void {
    if (this.#socket.connected) this.#socket.emit('leave', session)
  }

  /** [VW3] Does nothing without a connection: the next join asks again. */
  need(session: string, ranges: SeqRange[]): void {
    if (this.#socket.connected) this.#socket.emit('need', session, ranges)
  }

  /** [DR1] Asks for permission to open a direct path. */
  askDirect(session: string): Promise<DirectAnswer> {
    return this.#answerOrRefusal(this.#socket.timeout(ANSWER_MS).emitWithAck('direct', session))
  }

  /** Sends a signal about a direct path to the device. */
  signal(session: string, text: string): void {
    if (this.#socket.connected) this.#socket.emit('signal', session, text)
  }

  /** Reports which path batches of a session take. */
  path(session: string, path: Path): void {
    if (this.#socket.connected) this.#socket.emit('path', session, path)
  }

  /** [CO1] Takes part in what the session's viewers share; only where `welcome` says so. */
  async share(session: string, call: SharingCall): Promise<SharingAnswers[SharingCall[0]]> {
    const [name, ...args] = call
    if (name === 'tell') {
      if (this.#socket.connected) this.#socket.emit('tell', session, call[1], call[2])
      return null
    }
    const socket = this.#socket.timeout(ANSWER_MS) as unknown as {
      emitWithAck(...args: unknown[]): Promise<SharingAnswers[typeof name]>
    }
    return this.#answerOrRefusal(socket.emitWithAck(name, session, ...args))
  }

  watchTeam(team: string): Promise<TeamAnswer> {
    return this.#answerOrRefusal(this.#socket.timeout(ANSWER_MS).emitWithAck('watchTeam', team))
  }

  unwatchTeam(team: string): void {
    if (this.#socket.connected) this.#socket.emit('unwatchTeam', team)
  }

  /** Tries now instead of at the end of the delay, and abandons a try that hangs: the network is back, or the person asked for it. */
  retryNow(): void {
    if (this.#status.state !== 'reconnecting') return
    // Absolute, so that a clock that was set back does not make a try look young.
    const ageMs = this.#attempt ? Math.abs(this.#now() - this.#attempt.startedAtMs) : TRY_YOUNG_MS
    if (ageMs < TRY_YOUNG_MS) return
    clearTimeout(this.#retryTimer)
    this.#abandon()
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
      this.#emit('welcome', [welcome])
    })
    socket.on('batch', (header, bytes) => this.#emit('batch', [header, fromWire(bytes)]))
    for (const name of MESSAGES) socket.on(name, ((...args: unknown[]) => this.#emit(name, args)) as never)
    socket.on('connect', () => {
      this.#attempt = null
      this.#backoff.connected(this.#now())
      this.#setStatus({ state: 'live', error: null, retryAtMs: null })
    })
    socket.on('goaway', (error, retryAfterMs) => {
      this.#backoff.announced(retryAfterMs)
      this.#emit('goaway', [error, retryAfterMs])
      this.#reconnect(error)
    })
    socket.on('fault', (error) => {
      this.#emit('fault', [error])
      if (error.retry) this.#reconnect(error)
      else this.#end('ended', error)
    })
    socket.on('connect_error', (error) => this.#fail((error as { data?: unknown }).data))
    socket.on('disconnect', () => this.#reconnect(wireError('server-unreachable')))
  }

  async #dial(): Promise<void> {
    const abort = new AbortController()
    this.#attempt = { abort, startedAtMs: this.#now() }
    if (this.#status.retryAtMs !== null) this.#setStatus({ ...this.#status, retryAtMs: null })
    const timer = setTimeout(() => abort.abort(new Error(`no hello within ${HELLO_MS} ms`)), HELLO_MS)
    try {
      const hello = await unlessAborted(this.#options.hello(abort.signal), abort.signal)
      if (this.#isFinal || this.#attempt?.abort !== abort) return
      this.#socket.auth = hello
      this.#socket.connect()
    } catch (error) {
      if (this.#attempt?.abort === abort) this.#fail(error)
    } finally {
      clearTimeout(timer)
    }
  }

  /** Ends the current try; its outcome no longer matters. */
  #abandon(): void {
    const attempt = this.#attempt
    this.#attempt = null
    attempt?.abort.abort()
    // Ends a socket that is still connecting too; that causes no event.
    this.#socket.disconnect()
  }

  /** A try failed. Codes without a retry are final. */
  #fail(reason: unknown): void {
    if (this.#isFinal) return
    const code = (reason as { code?: unknown } | null | undefined)?.code
    const known = isErrorCode(code) ? code : 'server-unreachable'
    const message = (reason as { message?: unknown } | null | undefined)?.message
    const error = wireError(known, known === code && typeof message === 'string' ? message : undefined)
    if (ERROR_CODES[known].retry) this.#reconnect(error)
    else this.#end('refused', error)
  }

  #reconnect(error: WireError): void {
    if (this.#isFinal || this.#status.retryAtMs !== null) return
    const delayMs = this.#backoff.nextDelayMs(this.#now())
    clearTimeout(this.#retryTimer)
    this.#retryTimer = setTimeout(() => void this.#dial(), delayMs)
    // Abandoned before listeners hear of it: one of them may ask for a new try at once.
    this.#status = { state: 'reconnecting', error, retryAtMs: this.#now() + delayMs }
    this.#abandon()
    this.#emit('status', [this.#status])
  }

  #end(state: 'refused' | 'ended', error: WireError | null): void {
    clearTimeout(this.#retryTimer)
    this.#status = { state, error, retryAtMs: null }
    this.#abandon()
    this.#emit('status', [this.#status])
  }

  #setStatus(status: ConnectionStatus): void {
    this.#status = status
    this.#emit('status', [status])
  }

  #emit(name: keyof ViewerListener, args: readonly unknown[]): void {
    for (const listener of this.#listeners) {
      const handler = listener[name] as ((...args: readonly unknown[]) => void) | undefined
      handler?.(...args)
    }
  }

  async #answerOrRefusal<A>(answer: Promise<A>): Promise<A | { ok: false; error: WireError }> {
    try {
      return await answer
    } catch {
      // No answer in time, or the connection is lost: the next status says what follows.
      return { ok: false, error: wireError('server-unreachable') }
    }
  }
}

/** Rejects as soon as `signal` is aborted, even if the promise never settles. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    promise.then(resolve, reject)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
