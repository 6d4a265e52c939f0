/**
 * A session of the original behind a live page (§13.3, §13.4 of its protocol): a foreign relay, or a phone that is the server
 * itself. Those have no sequence numbers and send nothing twice, so records are numbered as they come and what was missed
 * while away is lost; a phone replays all it holds at each connect, and what was shown before is taken out.
 */
import { Backoff } from '#lib/protocol/backoff.ts'
import { LEVELS, type LevelCounts, levelIndex } from '#lib/protocol/levels.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { SessionState } from '#lib/protocol/messages.ts'
import type { LogRecord, NumberedRecord } from '#lib/protocol/record.ts'
import { readSeedFrame, type SeedLog } from '#lib/seed/log-frame.ts'
import { ReplayFilter } from '#lib/seed/replay-filter.ts'
import { seedRecord, ZoneGuess } from '#lib/seed/to-record.ts'
import type { LiveSnapshot } from './live-session.ts'
import type { LiveSource } from './live-source.ts'
import type { LogSource } from './log-source.ts'
import { LogStore } from './log-store.ts'

/** Why nothing is shown, where there is something to say; the next try comes by itself unless it is final. */
export type SeedProblem =
  /** No connection was ever made: a wrong address, a server that is off, another network. */
  | 'unreachable'
  /** The browser forbids this page the address. */
  | 'forbidden'
  /** It answered and closed before it said who it is: the session is unknown there. */
  | 'turned-away'

export interface SeedSessionOptions {
  wsUrl: string
  mode: 'relay' | 'direct'
  /** Shown until the other side says more. */
  name: string
  schedule: (run: () => void) => void
  /** Of the viewer, for a phone in its own network: how far its local time is ahead of UTC. */
  ownOffsetMinutes: number
  open?: (wsUrl: string) => WebSocket
  nowMs?: () => number
  random?: () => number
}

const SESSION = 'seed'
const RELAY_SILENT_MS = 5_000
/** Who is turned away comes back after this, then after twice as long each time, up to the second. */
const TURNED_AWAY_MS = 2_000
const TURNED_AWAY_MS_MAX = 60_000
/** Nothing answered: there is nobody to be spared, and no hurry. */
const UNREACHABLE_MS = 1_000
/** A tab in the background gets no frames: what came is handed on after so many records all the same. */
const FRESH_RECORDS_MAX = 1_000
const CUT = '…'

export class SeedSession implements LiveSource {
  readonly #options: SeedSessionOptions
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
  /** Came since the last frame. */
  #fresh: NumberedRecord[] = []
  #freshBytes = 0
  #isGreeted = false
  #turnedAway = 0
  #deviceName: string
  #isScheduled = false
  #isClosed = false
  #snapshot: LiveSnapshot & { problem: SeedProblem | null }
  readonly #startedAtMs: number

  constructor(options: SeedSessionOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? Date.now
    this.#backoff = new Backoff(options.random ?? Math.random)
    this.#store = new LogStore({ schedule: options.schedule })
    this.#deviceName = options.name
    this.#startedAtMs = this.#nowMs()
    this.#store.begin(SESSION, this.#startedAtMs)
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

  readonly snapshot = (): LiveSnapshot & { problem: SeedProblem | null } => this.#snapshot

  /** Asks a phone for all it holds; a relay holds nothing, so only what comes from now on is shown. */
  reload(): void {
    this.#fresh = []
    this.#freshBytes = 0
    this.#seq = 0
    this.#bytes = 0
    this.#levels.fill(0)
    this.#store.reset()
    this.#store.begin(SESSION, this.#startedAtMs)
    if (this.#options.mode !== 'direct') return
    this.#filter = new ReplayFilter()
    this.#drop()
    this.#connect()
  }

  retryNow(): void {
    if (this.#socket || this.#isClosed) return
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
      // Said at once and not as an event: a page over https may not open ws://.
      this.#show({ problem: 'forbidden' })
      this.#wait(TURNED_AWAY_MS_MAX)
      return
    }
    this.#socket = socket
    this.#isGreeted = false
    let hasOpened = false
    const { connection } = this.#snapshot
    if (connection.retryAtMs !== null) this.#show({ connection: { ...connection, retryAtMs: null } })
    socket.onopen = () => {
      hasOpened = true
      this.#filter.connected()
      // A phone says nothing first (§5), and a relay that does not greet may still send logs.
      if (this.#options.mode === 'direct') this.#becomeLive()
      else this.#timer = setTimeout(() => this.#becomeLive(), RELAY_SILENT_MS)
    }
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') this.#heard(data)
    }
    socket.onclose = () => {
      if (this.#socket !== socket) return
      this.#socket = null
      this.#stopTimer()
      if (this.#isGreeted) return this.#wait(0)
      this.#show({ problem: hasOpened ? 'turned-away' : 'unreachable' })
      this.#wait(hasOpened ? Math.min(TURNED_AWAY_MS_MAX, TURNED_AWAY_MS * 2 ** this.#turnedAway++) : UNREACHABLE_MS)
    }
  }

  #heard(text: string): void {
    const frame = readSeedFrame(text)
    switch (frame.kind) {
      case 'greeting':
        if (frame.deviceId) this.#deviceName = frame.deviceId
        this.#becomeLive()
        return
      case 'log':
        this.#becomeLive()
        this.#take(frame.log, text.length)
        return
      case 'disconnected':
        this.#tellSession({ liveness: 'reconnecting' })
        return
      case 'error':
        this.#show({ problem: 'turned-away' })
        return
      default:
        return
    }
  }

  #take(log: SeedLog, bytes: number): void {
    const isDirect = this.#options.mode === 'direct'
    if (isDirect && !this.#filter.isNew(log)) return
    const nowMs = this.#nowMs()
    // A phone's replay is old, so nothing can be told from when it came; it is in the same place as who looks at it.
    const offsetMinutes = isDirect ? this.#options.ownOffsetMinutes : this.#zone.add(log.timestamp, nowMs)
    const record = { ...cutRecord(seedRecord(log, offsetMinutes, nowMs)), seq: ++this.#seq }
    this.#fresh.push(record)
    this.#freshBytes += Math.min(bytes, 3 * LIMITS.recordBytesMax)
    this.#bytes += bytes
    const level = levelIndex(record.level)
    this.#levels[level] = (this.#levels[level] ?? 0) + 1
    if (this.#fresh.length >= FRESH_RECORDS_MAX) this.#handOn()
    this.#scheduleFrame()
  }

  #becomeLive(): void {
    this.#stopTimer()
    if (this.#isGreeted) {
      if (this.#snapshot.session?.liveness === 'reconnecting') this.#tellSession({ liveness: 'live' })
      return
    }
    this.#isGreeted = true
    this.#turnedAway = 0
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
    this.#stopTimer()
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  #stopTimer(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
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
        name: this.#options.mode === 'direct' ? this.#options.name : this.#deviceName,
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

  #tellSession(change: Partial<SessionState>): void {
    const { session } = this.#snapshot
    if (session) this.#show({ session: { ...session, ...change } })
  }

  #show(change: Partial<LiveSnapshot & { problem: SeedProblem | null }>): void {
    this.#snapshot = { ...this.#snapshot, ...change }
    this.#scheduleFrame()
  }

  /** However many logs a replay brings, the page is told once a frame. */
  #scheduleFrame(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#options.schedule(() => {
      this.#isScheduled = false
      this.#handOn()
      for (const listener of this.#listeners) listener()
    })
  }

  #handOn(): void {
    if (this.#fresh.length === 0) return
    const [records, bytes] = [this.#fresh, this.#freshBytes]
    this.#fresh = []
    this.#freshBytes = 0
    this.#store.append(SESSION, records, bytes)
    const { session } = this.#snapshot
    if (session) this.#snapshot = { ...this.#snapshot, session: this.#state(session.liveness) }
  }
}

/** The original sends logs of any size; the page keeps as much of each as our own devices send. */
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
