/**
 * A live source over the Flutter protocol [FP17][FB12]: a foreign relay, or a phone that is itself the server. There are
 * no sequence numbers and no retransmission, so records are numbered as they arrive, and what is missed is lost. A phone
 * replays everything it holds at each connect; records that were shown before are filtered out.
 */

import { type FlutterLog, readFlutterFrame } from '#lib/flutter/log-frame.ts'
import { ReplayFilter } from '#lib/flutter/replay-filter.ts'
import { flutterRecord, ZoneGuess } from '#lib/flutter/to-record.ts'
import { Backoff } from '#lib/protocol/backoff.ts'
import { LEVELS, type LevelCounts, levelIndex } from '#lib/protocol/levels.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { SessionState } from '#lib/protocol/messages.ts'
import type { LogRecord, NumberedRecord } from '#lib/protocol/record.ts'
import type { LiveSnapshot, LiveSource } from './live-source.ts'
import type { LogSource } from './log-source.ts'
import { LogStore } from './log-store.ts'

/** Why nothing is shown. The next try follows by itself. */
export type FlutterProblem =
  /** No connection was made: wrong address, server off, another network. */
  | 'unreachable'
  /** The browser blocks connections from this page to the address. */
  | 'forbidden'
  /** The other side closed the connection before its greeting: it does not know the session. */
  | 'turned-away'

export interface FlutterSessionOptions {
  wsUrl: string
  mode: 'relay' | 'direct'
  /** Name to show until the other side sends one. */
  name: string
  /** Runs a task in the next frame. */
  schedule: (run: () => void) => void
  /** How far the viewer's local time is ahead of UTC, minutes. A phone in the same network has the same time zone. */
  ownOffsetMinutes: number
  open?: (wsUrl: string) => WebSocket
  nowMs?: () => number
  random?: () => number
}

/** Id of the session within its page. */
const SESSION = 'flutter'
/** A relay that has not greeted after this counts as connected, milliseconds. */
const RELAY_SILENT_MS = 5_000
/** Longest time for a connection to open, milliseconds: a path that drops every packet never reports a failure. */
export const OPEN_MS = 10_000
/** A try younger than this may still succeed, milliseconds: `retryNow` does not abandon it. */
const TRY_YOUNG_MS = 1_000
/** Delay before the next try after being turned away, milliseconds. Doubles each time, up to the maximum. */
const TURNED_AWAY_MS = 2_000
const TURNED_AWAY_MS_MAX = 60_000
/** Shortest delay after a try without an answer, milliseconds: no server is burdened by it. */
const UNREACHABLE_MS = 1_000
/** Most records to hold back for the next frame: a tab in the background gets no frames. */
const FRESH_RECORDS_MAX = 1_000
const CUT = '…'

export class FlutterSession implements LiveSource {
  readonly #options: FlutterSessionOptions
  readonly #store: LogStore
  readonly #listeners = new Set<() => void>()
  readonly #backoff: Backoff
  readonly #nowMs: () => number
  #filter = new ReplayFilter()
  readonly #zone = new ZoneGuess()
  #socket: WebSocket | null = null
  #timer: ReturnType<typeof setTimeout> | null = null
  #seq = 0
  #bytes = 0
  readonly #levels = LEVELS.map(() => 0)
  /** Records that arrived since the last frame. */
  #fresh: NumberedRecord[] = []
  #freshBytes = 0
  #isOpen = false
  #isGreeted = false
  /** When the newest try began. */
  #triedAtMs = 0
  #timesTurnedAway = 0
  #deviceName: string
  #isScheduled = false
  #isClosed = false
  #snapshot: LiveSnapshot & { problem: FlutterProblem | null }
  readonly #startedAtMs: number

  constructor(options: FlutterSessionOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? Date.now
    this.#backoff = new Backoff(options.random ?? Math.random)
    this.#store = new LogStore({ schedule: options.schedule })
    this.#deviceName = options.name
    this.#startedAtMs = this.#nowMs()
    this.#begin()
    this.#snapshot = {
      connection: { state: 'connecting', error: null, retryAtMs: null },
      isJoined: false,
      session: null,
      refusal: null,
      watchers: [],
      expiresAtMs: null,
      path: options.mode === 'direct' ? 'lan' : 'relay',
      problem: null,
    }
    this.#connect()
  }

  get log(): LogSource {
    return this.#store
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): LiveSnapshot & { problem: FlutterProblem | null } => this.#snapshot

  /** Loads everything again from a phone. A relay holds nothing, so only later records are shown. */
  reload(): void {
    this.#fresh = []
    this.#freshBytes = 0
    this.#seq = 0
    this.#bytes = 0
    this.#levels.fill(0)
    this.#store.reset()
    this.#begin()
    if (this.#options.mode !== 'direct') return
    this.#filter = new ReplayFilter()
    this.#drop()
    this.#connect()
  }

  /** Also abandons a try that hangs. */
  retryNow(): void {
    // An open connection is kept: this protocol never repeats what was sent over it.
    if (this.#isOpen || this.#isClosed) return
    if (this.#socket && Math.abs(this.#nowMs() - this.#triedAtMs) < TRY_YOUNG_MS) return
    this.#drop()
    this.#connect()
  }

  close(): void {
    this.#isClosed = true
    this.#drop()
    this.#show({ connection: { state: 'ended', error: null, retryAtMs: null } })
  }

  #connect(): void {
    this.#stopTimer()
    let socket: WebSocket
    try {
      socket = (this.#options.open ?? ((url) => new WebSocket(url)))(this.#options.wsUrl)
    } catch {
      // Thrown rather than reported as an event: a page over https may not open ws://.
      this.#show({ problem: 'forbidden' })
      this.#wait(TURNED_AWAY_MS_MAX)
      return
    }
    this.#socket = socket
    this.#isGreeted = false
    this.#triedAtMs = this.#nowMs()
    this.#timer = setTimeout(() => this.#giveUp('unreachable', UNREACHABLE_MS), OPEN_MS)
    let hasOpened = false
    const { connection } = this.#snapshot
    if (connection.retryAtMs !== null) this.#show({ connection: { ...connection, retryAtMs: null } })
    // An abandoned connection may still open and send.
    const isCurrent = () => this.#socket === socket
    socket.onopen = () => {
      if (!isCurrent()) return
      hasOpened = true
      this.#isOpen = true
      this.#stopTimer()
      this.#filter.startConnection()
      // A phone sends no greeting [FP18], and a relay without a greeting may still send logs.
      if (this.#options.mode === 'direct') this.#becomeLive()
      else this.#timer = setTimeout(() => this.#becomeLive(), RELAY_SILENT_MS)
    }
    socket.onmessage = ({ data }) => {
      if (isCurrent() && typeof data === 'string') this.#handleFrame(data)
    }
    socket.onclose = () => {
      if (!isCurrent()) return
      if (this.#isGreeted) {
        this.#isGreeted = false
        this.#drop()
        this.#wait(0)
      } else if (hasOpened)
        this.#giveUp('turned-away', Math.min(TURNED_AWAY_MS_MAX, TURNED_AWAY_MS * 2 ** this.#timesTurnedAway++))
      else this.#giveUp('unreachable', UNREACHABLE_MS)
    }
  }

  #giveUp(problem: FlutterProblem, atLeastMs: number): void {
    this.#drop()
    this.#show({ problem })
    this.#wait(atLeastMs)
  }

  #handleFrame(text: string): void {
    const frame = readFlutterFrame(text)
    switch (frame.kind) {
      case 'greeting':
        if (frame.deviceId) this.#deviceName = frame.deviceId
        this.#begin()
        this.#becomeLive()
        return
      case 'log':
        this.#becomeLive()
        this.#take(frame.log, text.length)
        return
      case 'disconnected':
        this.#changeSession({ liveness: 'reconnecting' })
        return
      case 'error':
        this.#show({ problem: 'turned-away' })
        return
      default:
        return
    }
  }

  #take(log: FlutterLog, bytes: number): void {
    const isDirect = this.#options.mode === 'direct'
    if (isDirect && !this.#filter.isNew(log)) return
    const nowMs = this.#nowMs()
    // The arrival of a replayed log says nothing about its time zone, but a phone is in the same place as the viewer.
    const offsetMinutes = isDirect ? this.#options.ownOffsetMinutes : this.#zone.add(log.timestamp, nowMs)
    const record = { ...cutRecord(flutterRecord(log, offsetMinutes, nowMs)), seq: ++this.#seq }
    this.#fresh.push(record)
    this.#freshBytes += Math.min(bytes, 3 * LIMITS.recordBytesMax)
    this.#bytes += bytes
    const level = levelIndex(record.level)
    this.#levels[level] = (this.#levels[level] ?? 0) + 1
    if (this.#fresh.length >= FRESH_RECORDS_MAX) this.#flush()
    this.#scheduleFrame()
  }

  #becomeLive(): void {
    this.#stopTimer()
    if (this.#isGreeted) {
      if (this.#snapshot.session?.liveness === 'reconnecting') this.#changeSession({ liveness: 'live' })
      return
    }
    this.#isGreeted = true
    this.#timesTurnedAway = 0
    this.#backoff.connected(this.#nowMs())
    this.#show({
      connection: { state: 'live', error: null, retryAtMs: null },
      isJoined: true,
      problem: null,
      session: this.#state('live'),
    })
  }

  #wait(atLeastMs: number): void {
    if (this.#isClosed) return
    const delayMs = Math.max(atLeastMs, this.#backoff.nextDelayMs(this.#nowMs()))
    this.#timer = setTimeout(() => this.#connect(), delayMs)
    this.#show({
      connection: { state: 'reconnecting', error: null, retryAtMs: this.#nowMs() + delayMs },
    })
  }

  #drop(): void {
    this.#isOpen = false
    this.#stopTimer()
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  #stopTimer(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  get #name(): string {
    return this.#options.mode === 'direct' ? this.#options.name : this.#deviceName
  }

  #begin(): void {
    this.#store.begin(SESSION, this.#startedAtMs, this.#name)
  }

  #state(liveness: SessionState['liveness']): SessionState {
    return {
      session: SESSION,
      liveness,
      tail: 1,
      head: this.#seq,
      counters: { records: this.#seq, bytes: this.#bytes, levels: [...this.#levels] as unknown as LevelCounts },
      device: {
        id: this.#deviceName,
        name: this.#name,
        platform: 'flutter',
        os: '',
        model: '',
        appName: '',
        appVersion: '',
      },
      startedAtMs: this.#startedAtMs,
      endedAtMs: null,
      viewers: 1,
      ...(this.#options.mode === 'relay' ? { delivery: 'at-most-once' as const } : {}),
    }
  }

  #changeSession(change: Partial<SessionState>): void {
    const { session } = this.#snapshot
    if (session) this.#show({ session: { ...session, ...change } })
  }

  #show(change: Partial<LiveSnapshot & { problem: FlutterProblem | null }>): void {
    this.#snapshot = { ...this.#snapshot, ...change }
    this.#scheduleFrame()
  }

  /** Notifies the page at most once per frame, however many logs a replay brings. */
  #scheduleFrame(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#options.schedule(() => {
      this.#isScheduled = false
      this.#flush()
      for (const listener of this.#listeners) listener()
    })
  }

  #flush(): void {
    if (this.#fresh.length === 0) return
    const [records, bytes] = [this.#fresh, this.#freshBytes]
    this.#fresh = []
    this.#freshBytes = 0
    this.#store.append(SESSION, records, bytes)
    const { session } = this.#snapshot
    if (session) this.#snapshot = { ...this.#snapshot, session: this.#state(session.liveness) }
  }
}

/** Flutter apps send logs of any size; the page keeps no more of each than our own devices send. */
function cutRecord(record: LogRecord): LogRecord {
  const { body, error } = record
  const charsMax = LIMITS.recordBytesMax
  const isCut = (text = '') => text.length > charsMax
  if (!isCut(body) && !isCut(error?.message) && !isCut(error?.stack)) return record
  const cut = (text: string) => (isCut(text) ? text.slice(0, charsMax) + CUT : text)
  return {
    ...record,
    truncated: true,
    body: cut(body),
    ...(error
      ? {
          error: {
            name: error.name,
            message: cut(error.message),
            ...(error.stack === undefined ? {} : { stack: cut(error.stack) }),
          },
        }
      : {}),
  }
}
