/**
 * Everything behind one live page: its connection, its feed and its log, as one object with one snapshot. The page makes
 * one, draws what it says, and closes it; a worker could hold it as well, because only plain data comes out.
 */

import type { PeerConnectionClass } from '#lib/direct/peer-connection.ts'
import type { WireError } from '#lib/protocol/error-codes.ts'
import type { JoinTarget, Path, SessionState, ViewerHello, Watcher } from '#lib/protocol/messages.ts'
import { DirectConnection } from './direct-connection.ts'
import type { LogSource } from './log-source.ts'
import { LogStore } from './log-store.ts'
import { SessionFeed } from './session-feed.ts'
import { type ConnectionStatus, ViewerConnection } from './viewer-connection.ts'

export interface LiveSnapshot {
  connection: ConnectionStatus
  /** The relay has answered the first join. */
  isJoined: boolean
  /** The session in view; null while a device is waited for. */
  session: SessionState | null
  /** Why there is no access, or none any more; final. */
  refusal: WireError | null
  /** Who watches; empty for those who came by a link. */
  watchers: readonly Watcher[]
  /** When the right to watch ends by itself; null: not foreseen. */
  expiresAtMs: number | null
  /** How the session's records come; absent: by the relay. `lan`: from a server on the device. */
  path?: Path | 'lan'
}

export interface LiveSessionOptions {
  server: string
  hello: () => Promise<ViewerHello>
  /** Null: what the link opens. */
  target: JoinTarget | null
  /** Runs a task in the next frame. */
  schedule: (run: () => void) => void
  /** The browser's WebRTC; null or absent: everything comes by the relay. */
  peerConnection?: PeerConnectionClass | null
}

export class LiveSession {
  readonly #connection: ViewerConnection
  readonly #paths: DirectConnection
  readonly #feed: SessionFeed
  readonly #store: LogStore
  readonly #schedule: (run: () => void) => void
  readonly #listeners = new Set<() => void>()
  #snapshot: LiveSnapshot
  #isScheduled = false

  constructor({ server, hello, target, schedule, peerConnection = null }: LiveSessionOptions) {
    this.#schedule = schedule
    this.#store = new LogStore({ schedule, onFloor: (session, seq) => this.#feed.raiseBase(session, seq) })
    this.#connection = new ViewerConnection({ server, hello })
    this.#paths = new DirectConnection({ relay: this.#connection, peerConnection })
    this.#snapshot = {
      connection: this.#connection.status,
      isJoined: false,
      session: null,
      refusal: null,
      watchers: [],
      expiresAtMs: null,
      path: 'relay',
    }
    this.#paths.listen({
      status: (connection) => this.#statusChanged(connection),
      welcome: ({ expiresAtMs }) => this.#show({ expiresAtMs }),
      path: (session, path) => {
        if (session === this.#snapshot.session?.session) this.#show({ path })
      },
    })
    this.#feed = new SessionFeed({
      connection: this.#paths,
      target,
      handlers: {
        onRecords: (session, records, textBytes) => this.#store.append(session, records, textBytes),
        onGone: (session, range, reason) => this.#store.lose(session, range, reason),
        onHoles: (session, holes) => this.#store.setHoles(session, holes),
        onJoined: (state) => {
          if (state) this.#store.begin(state.session, state.startedAtMs)
          const path = state ? this.#paths.pathOf(state.session) : 'relay'
          this.#show({ isJoined: true, session: state, path })
        },
        onState: (state) => this.#stated(state),
        onWatchers: (session, watchers) => {
          if (session === this.#snapshot.session?.session) this.#show({ watchers })
        },
        onRefused: (refusal) => this.#refused(refusal),
      },
    })
  }

  get log(): LogSource {
    return this.#store
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): LiveSnapshot => this.#snapshot

  /** Asks the device again for all it holds, after the log was cleared. */
  reload(): void {
    this.#store.reset()
    this.#feed.reload()
  }

  /** False: only by the relay, so that the device does not learn this browser's address. */
  wantDirect(isWanted: boolean): void {
    this.#paths.want(isWanted)
  }

  retryNow(): void {
    this.#connection.retryNow()
  }

  close(): void {
    this.#feed.close()
    this.#paths.close()
  }

  #statusChanged(connection: ConnectionStatus): void {
    this.#show({ connection })
    if (connection.error && (connection.state === 'refused' || connection.state === 'ended'))
      this.#refused(connection.error)
  }

  #stated(state: SessionState): void {
    const { session } = this.#snapshot
    if (!session || session.session === state.session) this.#show({ session: state })
  }

  /** Who may not watch any more does not keep what was shown. */
  #refused(refusal: WireError): void {
    this.#store.reset()
    this.#show({ refusal, watchers: [] })
  }

  #show(change: Partial<LiveSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change }
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#schedule(() => {
      this.#isScheduled = false
      for (const listener of this.#listeners) listener()
    })
  }
}
