/** Somebody who watches: the real subscriber over a connection that comes back like viewer-connection.ts does, read by the oracle. */
import { Backoff } from '#lib/protocol/backoff.ts'
import { isErrorCode, wireError } from '#lib/protocol/error-codes.ts'
import type { JoinAnswer, JoinTarget, SeqRange } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import { LogSubscriber } from '#lib/viewer/log-subscriber.ts'
import type { ConnectionStatus, SubscriberConnection, ViewerListener } from '#lib/viewer/viewer-connection.ts'
import type { Oracle, ReaderTruth } from './oracle.ts'
import type { Said } from './simulated-sockets.ts'
import type { ClientConnection, Uplink } from './uplink.ts'

export interface ViewerSetup {
  name: string
  /** How many of the newest records; 0: all. */
  want: number
  inOrder: boolean
}

const ANSWER_MS = 15_000
const DIAL_MS = 10_000

export class SimulatedViewer {
  readonly setup: ViewerSetup
  readonly uplink: Uplink
  readonly reader: ReaderTruth
  readonly target: JoinTarget
  readonly subscriber: LogSubscriber
  connection: ClientConnection | null = null
  liveSinceMs = Number.POSITIVE_INFINITY
  isClosed = false
  #status: ConnectionStatus = { state: 'connecting', error: null, retryAtMs: null }
  readonly #listeners = new Set<ViewerListener>()
  readonly #backoff: Backoff
  /** Number of the current connection; messages of an earlier one are ignored. */
  #dials = 0
  #stopRetry = () => {}
  #stopDial = () => {}

  constructor(setup: ViewerSetup, target: JoinTarget, uplink: Uplink, oracle: Oracle) {
    this.setup = setup
    this.target = target
    this.uplink = uplink
    this.#backoff = new Backoff(uplink.host.random)
    this.reader = oracle.opened(setup, target)
    this.subscriber = new LogSubscriber({
      connection: this.#subscriberConnection(),
      target,
      want: setup.want === 0 ? 'all' : setup.want,
      inOrder: setup.inOrder,
      now: () => this.host.time.nowMs,
      after: this.host.after,
      random: this.host.random,
      handlers: {
        onRecords: (session, records) => oracle.shown(this.reader, session, records),
        onGone: (session, range, reason) => oracle.gone(this.reader, session, range, reason),
        onState: (state) => oracle.stated(this.reader, state),
        onHoles: (session, holes) => void this.reader.holes.set(session, holes),
        onJoined: (state) => oracle.joined(this.reader, state),
        onRefused: (error) => {
          this.reader.refused = error.code
        },
      },
    })
    this.#dial()
  }

  get host() {
    return this.uplink.host
  }

  get isLive(): boolean {
    return this.#status.state === 'live'
  }

  get state(): string {
    return this.#status.state
  }

  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    this.subscriber.close()
    this.#end()
  }

  /** Says something no subscriber would. */
  say(event: string, ...args: unknown[]): void {
    if (this.isLive) this.connection?.send({ event, args })
  }

  reload(): void {
    this.reader.sessions.clear()
    this.reader.holes.clear()
    this.subscriber.reload()
    this.host.time.hasPromises = true
  }

  trim(share: number): void {
    for (const [id, read] of this.reader.sessions) {
      const seq = Math.floor(read.covered.length * share)
      if (seq < 2) continue
      read.raisedTo = Math.max(read.raisedTo, seq)
      this.subscriber.raiseBase(id, seq)
    }
  }

  #subscriberConnection(): SubscriberConnection {
    const viewer = this
    return {
      listen: (listener) => {
        this.#listeners.add(listener)
        return () => this.#listeners.delete(listener)
      },
      get status() {
        return viewer.#status
      },
      welcome: null,
      join: (target) => this.#ask(target),
      leave: (session) => this.say('leave', session),
      need: (session, ranges: SeqRange[]) => this.say('need', session, JSON.parse(JSON.stringify(ranges))),
    }
  }

  #ask(target: JoinTarget): Promise<JoinAnswer> {
    this.host.time.hasPromises = true
    return new Promise((resolve) => {
      const fail = () => {
        this.host.time.hasPromises = true
        resolve({ ok: false, error: wireError('server-unreachable') })
      }
      this.host.after(ANSWER_MS, fail)
      this.#unanswered.add(fail)
      const answer = (value: unknown) => {
        this.#unanswered.delete(fail)
        resolve(value as JoinAnswer)
      }
      this.connection?.send({ event: 'join', args: [target], answer })
    })
  }

  readonly #unanswered = new Set<() => void>()

  #dial(): void {
    const dial = ++this.#dials
    this.#stopRetry()
    if (this.#status.retryAtMs !== null) this.#status = { ...this.#status, retryAtMs: null }
    this.#stopDial = this.host.after(DIAL_MS, () => this.#lost(dial))
    this.connection = this.uplink.dial(
      'viewer',
      { version: PROTOCOL_VERSION, token: this.setup.name },
      (said) => dial === this.#dials && this.#heard(said, dial),
      () => this.#lost(dial),
    )
  }

  #heard({ event, args }: Said, dial: number): void {
    if (event === 'connect') {
      this.#stopDial()
      this.#backoff.connected(this.host.time.nowMs)
      this.liveSinceMs = this.host.time.nowMs
      this.#become({ state: 'live', error: null, retryAtMs: null })
    } else if (event === 'answer') (args[0] as (value: unknown) => void)(args[1])
    else if (event === 'goaway') {
      this.#backoff.announced(args[1] as number)
      this.#lost(dial)
    } else if (event === 'fault' || event === 'connect_error') {
      const code = (args[0] as { code?: unknown } | undefined)?.code
      if (isErrorCode(code) && !wireError(code).retry) {
        this.reader.refused = code
        this.#end()
      } else this.#lost(dial)
    } else
      for (const listener of [...this.#listeners]) {
        ;(listener[event as 'state'] as ((...args: unknown[]) => void) | undefined)?.(...args)
      }
  }

  #lost(dial: number): void {
    if (dial !== this.#dials || this.#status.state === 'ended' || this.#status.retryAtMs !== null) return
    this.#stopDial()
    this.uplink.trouble()
    const delayMs = this.#backoff.nextDelayMs(this.host.time.nowMs)
    this.#stopRetry = this.host.after(delayMs, () => this.#dial())
    this.#leave()
    this.#become({ state: 'reconnecting', error: null, retryAtMs: this.host.time.nowMs + delayMs })
  }

  #end(): void {
    this.#stopRetry()
    this.#stopDial()
    this.#leave()
    this.#become({ state: 'ended', error: null, retryAtMs: null })
  }

  #leave(): void {
    this.#dials++
    this.liveSinceMs = Number.POSITIVE_INFINITY
    this.connection?.close()
    for (const fail of this.#unanswered) fail()
    this.#unanswered.clear()
  }

  #become(status: ConnectionStatus): void {
    this.#status = status
    for (const listener of [...this.#listeners]) listener.status?.(status)
  }
}
