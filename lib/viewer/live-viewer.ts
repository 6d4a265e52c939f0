/**
 * Everything behind one live page: its connection, its subscription and its log, as one object with one snapshot. The
 * page creates it, draws what it reports, and closes it. Only plain data comes out; a worker holds it where there are workers (remote/live-host.ts).
 */

import type { PeerConnectionClass } from '#lib/direct/peer-connection.ts'
import type { WireError } from '#lib/protocol/error-codes.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { JoinTarget, SessionState, ViewerHello } from '#lib/protocol/messages.ts'
import { DirectConnection } from './direct-connection.ts'
import type { LiveSnapshot, LiveSource } from './live-source.ts'
import type { LogHandlers } from './log-handlers.ts'
import { LogStore } from './log-store.ts'
import type { LogStoreOptions } from './log-store-options.ts'
import { LogSubscriber } from './log-subscriber.ts'
import { ConnectionSharing } from './sharing.ts'
import { type ConnectionStatus, ViewerConnection } from './viewer-connection.ts'

export interface LiveViewerOptions {
  /** Origin of the server, `https://logs.example.com`. */
  server: string
  hello: (signal: AbortSignal) => Promise<ViewerHello>
  /** Null: what the share link opens. */
  target: JoinTarget | null
  /** Further targets, whose records stand in the same list. One that is refused is left out. */
  also?: readonly JoinTarget[]
  /** Instead of both: devices that count alike and may change; none of their sessions is `session` of the snapshot. */
  group?: readonly string[] | null
  /** Runs a task in the next frame. */
  schedule: (run: () => void) => void
  /** The browser's WebRTC; null or absent: everything comes through the relay. */
  peerConnection?: PeerConnectionClass | null
  /** How the store works beside other things; see {@link LogStoreOptions}. */
  store?: Omit<LogStoreOptions, 'schedule'>
}

/** Sessions of further targets to remember: as many as a connection can watch. */
const ALSO_MAX = LIMITS.viewerSessionsMax
/** Devices that have been in a group: each remembers how far it was. A page that has seen more shows no others until it loads again. */
const MEMBERS_MAX = 8 * LIMITS.groupDevicesMax

export class LiveViewer implements LiveSource {
  readonly #connection: ViewerConnection
  readonly #paths: DirectConnection
  readonly sharing: ConnectionSharing
  readonly #store: LogStore
  readonly #subscribers: LogSubscriber[] = []
  /** By device, those that were in the group too; null: this is no group. */
  readonly #members: Map<string, LogSubscriber> | null
  /** Devices of the group of which nothing is known yet. */
  readonly #unanswered = new Set<string>()
  /** Which subscriber a session's records come from: two targets may mean the same session. */
  readonly #owners = new Map<string, number>()
  readonly #schedule: (run: () => void) => void
  readonly #listeners = new Set<() => void>()
  /** Sessions that run now, among those that are shown. */
  readonly #runs = new Set<string>()
  #snapshot: LiveSnapshot
  #isScheduled = false

  constructor(options: LiveViewerOptions) {
    const { server, hello, target, also = [], group = null, schedule, peerConnection = null, store = {} } = options
    this.#schedule = schedule
    this.#store = new LogStore({ schedule, ...store })
    this.#connection = new ViewerConnection({ server, hello })
    this.#paths = new DirectConnection({ relay: this.#connection, peerConnection })
    this.sharing = new ConnectionSharing(this.#connection)
    this.#snapshot = {
      connection: this.#connection.status,
      isJoined: false,
      session: null,
      refusal: null,
      watchers: [],
      expiresAtMs: null,
      path: 'relay',
      ...(group && { also: [] }),
    }
    this.#paths.listen({
      status: (connection) => this.#handleStatus(connection),
      welcome: ({ expiresAtMs }) => this.#show({ expiresAtMs }),
      path: (session, path) => {
        if (session === this.#snapshot.session?.session) this.#show({ path })
      },
    })
    this.#members = group && new Map()
    if (group) this.setGroup(group)
    else for (const each of [target, ...also]) this.#follow(each)
    // From here on, what the page has dropped is not asked for again.
    this.#store.onDrop((session, seq) => {
      for (const subscriber of this.#subscribers) subscriber.raiseBase(session, seq)
    })
  }

  get log(): LogStore {
    return this.#store
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): LiveSnapshot => this.#snapshot

  reload(): void {
    this.#store.reset()
    this.#owners.clear()
    for (const subscriber of this.#subscribers) subscriber.reload()
  }

  setGroup(devices: readonly string[]): void {
    const members = this.#members
    if (!members) return
    const wanted = devices.slice(0, LIMITS.groupDevicesMax)
    for (const [device, member] of members) if (!wanted.includes(device)) member.pause()
    for (const device of wanted) {
      const known = members.get(device)
      if (known) known.resume()
      else if (members.size < MEMBERS_MAX) {
        this.#unanswered.add(device)
        members.set(device, this.#follow({ device }))
      }
    }
    for (const device of this.#unanswered) if (!wanted.includes(device)) this.#unanswered.delete(device)
    this.#settle()
  }

  wantDirect(isWanted: boolean): void {
    this.#paths.want(isWanted)
  }

  retryNow(): void {
    this.#connection.retryNow()
  }

  close(): void {
    for (const subscriber of this.#subscribers) subscriber.close()
    this.#paths.close()
  }

  #follow(target: JoinTarget | null): LogSubscriber {
    const place = this.#subscribers.length
    const isFurther = this.#members !== null || place > 0
    const subscriber = new LogSubscriber({
      connection: this.#paths,
      target,
      isOneOfMany: isFurther,
      handlers: {
        ...this.#recordHandlers(place),
        ...(isFurther ? this.#furtherHandlers(target) : this.#handlers()),
      },
    })
    this.#subscribers.push(subscriber)
    return subscriber
  }

  /** A group is there once each of its devices has answered: before, nobody knows whether any of them runs. */
  #settle(): void {
    const isLive = this.#snapshot.connection.state === 'live'
    if (this.#members && isLive && this.#unanswered.size === 0 && !this.#snapshot.isJoined)
      this.#show({ isJoined: true })
  }

  #recordHandlers(subscriber: number): LogHandlers {
    const isOwner = (session: string) => {
      if (!this.#owners.has(session)) this.#owners.set(session, subscriber)
      return this.#owners.get(session) === subscriber
    }
    return {
      onRecords: (session, records, textBytes) => {
        if (isOwner(session)) this.#store.append(session, records, textBytes)
      },
      onGone: (session, range, reason) => {
        if (isOwner(session)) this.#store.lose(session, range, reason)
      },
      onHoles: (session, holes) => {
        if (isOwner(session)) this.#store.setHoles(session, holes)
      },
    }
  }

  #furtherHandlers(target: JoinTarget | null): Partial<LogHandlers> {
    const answered = () => {
      if (target && 'device' in target) this.#unanswered.delete(target.device)
      this.#settle()
    }
    const note = (state: SessionState | null) => {
      answered()
      if (!state) return
      this.sharing.noteJoined(state.session)
      this.#store.begin(state.session, state.startedAtMs, state.device.name)
      const others = (this.#snapshot.also ?? []).filter(({ session }) => session !== state.session)
      this.#show({ also: [...others, state].sort((a, b) => a.startedAtMs - b.startedAtMs).slice(-ALSO_MAX) })
    }
    return { onJoined: note, onState: note, onRefused: answered }
  }

  #handlers(): Partial<LogHandlers> {
    return {
      onJoined: (state) => this.#handleJoined(state),
      onState: (state) => this.#handleState(state),
      onWatchers: (session, watchers) => {
        if (session === this.#snapshot.session?.session) this.#show({ watchers })
      },
      onRefused: (refusal) => this.#refuse(refusal),
    }
  }

  #handleStatus(connection: ConnectionStatus): void {
    this.#show({ connection })
    this.#settle()
    if (connection.error && (connection.state === 'refused' || connection.state === 'ended'))
      this.#refuse(connection.error)
  }

  #handleJoined(state: SessionState | null): void {
    if (state) {
      this.sharing.noteJoined(state.session)
      this.#store.begin(state.session, state.startedAtMs, state.device.name)
      this.#noteRun(state, state.session)
    }
    const path = state ? this.#paths.pathOf(state.session) : 'relay'
    this.#show({ isJoined: true, session: state, path })
  }

  #handleState(state: SessionState): void {
    const { session } = this.#snapshot
    this.sharing.noteJoined(state.session)
    this.#noteRun(state, session?.session ?? state.session)
    this.#store.begin(state.session, state.startedAtMs, state.device.name)
    if (!session || session.session === state.session) this.#show({ session: state })
  }

  #noteRun({ session, liveness }: SessionState, current: string): void {
    if (liveness === 'ended') this.#runs.delete(session)
    else this.#runs.add(session)
    this.#show({ otherRuns: this.#runs.size - (this.#runs.has(current) ? 1 : 0) })
  }

  /** A viewer who may no longer watch does not keep what was shown. */
  #refuse(refusal: WireError): void {
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
