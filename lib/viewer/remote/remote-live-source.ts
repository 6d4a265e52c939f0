/**
 * The live source of a page whose host is a worker or, where none starts, the page itself. It passes on what the reader does,
 * draws the frames that come back, and replaces a worker that a filter keeps from answering.
 */
import type { PeerConnectionClass } from '#lib/direct/peer-connection.ts'
import type { JoinTarget, ViewerHello } from '#lib/protocol/messages.ts'
import type { LiveSnapshot, LiveSource } from '#lib/viewer/live-source.ts'
import { NO_FILTER } from '#lib/viewer/log-source.ts'
import type { Sharing, SharingEvent } from '#lib/viewer/sharing-messages.ts'
import type { HostPort, ToHost, ToPage } from './messages.ts'
import { PeerLender } from './peer-lender.ts'
import { RemoteLog } from './remote-log.ts'

/** A running host. */
export interface Host {
  port: HostPort<ToPage, ToHost>
  /** Whether it may be stopped while it is busy: it is a worker. */
  isWorker: boolean
  stop(): void
}

export interface RemoteLiveSourceOptions {
  server: string
  /** Null: what the share link opens. */
  target: JoinTarget | null
  /** Further targets, whose records stand in the same list. */
  also?: readonly JoinTarget[]
  /** Instead of both: devices that count alike; see {@link setGroup}. */
  group?: readonly string[] | null
  hello: (signal: AbortSignal) => Promise<ViewerHello>
  /** Runs a task in the next frame of the page; not while the page is hidden. */
  schedule: (run: () => void) => void
  /**
   * Whether a frame may be drawn as it comes, ahead of the page's own: what scrolls then does so in one frame, and not in two. Default:
   * never.
   */
  isInSight?: () => boolean
  /** The page's WebRTC, which a worker borrows. */
  peerConnection: PeerConnectionClass | null
  /** Starts a worker; `failed` is called when it cannot start. Null, or an error: workers are missing. */
  startWorker: ((failed: () => void) => Host) | null
  /** Starts the same host in the page. */
  startHere: (peerConnection: PeerConnectionClass | null) => Promise<Host>
  now?: () => number
}

/** How often a worker that applies words to records is asked whether it still answers, milliseconds. */
export const PING_MS = 400
/** After this time without an answer it is stopped, milliseconds. */
export const HANG_MS = 1_500
/** A timer that comes later than this shows that the page itself had no turn, milliseconds. */
const LATE_MS = 300

const FIRST_SNAPSHOT: LiveSnapshot = {
  connection: { state: 'connecting', error: null, retryAtMs: null },
  isJoined: false,
  session: null,
  refusal: null,
  watchers: [],
  expiresAtMs: null,
  path: 'relay',
}

export class RemoteLiveSource implements LiveSource {
  readonly log: RemoteLog
  readonly sharing: Sharing
  readonly #options: RemoteLiveSourceOptions
  readonly #listeners = new Set<() => void>()
  readonly #sharers = new Set<(event: SharingEvent) => void>()
  #joined: SharingEvent = ['joined', []]
  readonly #requests = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  readonly #hellos = new Map<number, AbortController>()
  readonly #now: () => number
  /** The newest host, ready or not, and the same once it is ready. */
  #starting: Host | null = null
  #host: Host | null = null
  /** What waits for a host to start. */
  #waiting: ToHost[] = []
  #lender: PeerLender | null = null
  #snapshot = FIRST_SNAPSHOT
  #nextSnapshot: LiveSnapshot | null = null
  #ids = 0
  #isDrawPlanned = false
  #isDirectWanted = true
  #group: readonly string[] | null
  #isClosed = false
  /** When the host was asked without having answered; null: it has. */
  #pingedAtMs: number | null = null
  #checkedAtMs = 0
  #pingTimer: ReturnType<typeof setInterval> | undefined

  constructor(options: RemoteLiveSourceOptions) {
    this.#options = options
    this.#group = options.group ?? null
    this.#now = options.now ?? (() => performance.now())
    this.log = new RemoteLog({
      post: (message) => {
        this.#post(message)
        if (message.kind === 'command' && message.command.name === 'setFilter') this.#watchFilter()
      },
      request: (message) => this.#request(message),
    })
    this.sharing = {
      call: (session, call) => this.#request((id) => ({ kind: 'share', id, session, call })) as Promise<never>,
      listen: (listener) => {
        this.#sharers.add(listener)
        listener(this.#joined)
        return () => this.#sharers.delete(listener)
      },
    }
    this.#start()
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): LiveSnapshot => this.#snapshot

  reload(): void {
    this.log.command({ name: 'reload' })
  }

  retryNow(): void {
    this.log.command({ name: 'retryNow' })
  }

  wantDirect(isWanted: boolean): void {
    this.#isDirectWanted = isWanted
    this.log.command({ name: 'wantDirect', isWanted })
  }

  setGroup(devices: readonly string[]): void {
    this.#group = devices
    this.log.command({ name: 'setGroup', devices })
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#post({ kind: 'close' })
    this.#stopHost()
  }

  #start(): void {
    const { startWorker } = this.#options
    let hasFailed = false
    const fall = () => {
      if (hasFailed || this.#isClosed) return
      hasFailed = true
      this.#stopHost()
      void this.#startHere()
    }
    try {
      if (startWorker) this.#use(startWorker(fall))
      else fall()
    } catch {
      fall()
    }
  }

  async #startHere(): Promise<void> {
    const { startHere, peerConnection } = this.#options
    const host = await startHere(peerConnection)
    if (this.#isClosed) host.stop()
    else this.#use(host)
  }

  #use(host: Host): void {
    const { server, target, also = [], peerConnection } = this.#options
    const isOpen = { current: false }
    const hasPeerConnection = host.isWorker && peerConnection !== null
    if (hasPeerConnection && peerConnection) {
      const report = host.port
      this.#lender = new PeerLender(peerConnection, (peer, event, transfer) =>
        report.post({ kind: 'peer', peer, event }, transfer),
      )
    }
    host.port.listen((message) => {
      if (this.#isClosed) return
      if (message.kind === 'ready' && !isOpen.current) {
        isOpen.current = true
        this.#host = host
        host.port.post({ kind: 'open', viewer: { server, target, also, group: this.#group, hasPeerConnection } })
        for (const waiting of this.#waiting.splice(0)) host.port.post(waiting)
        this.#watchFilter()
      } else if (this.#host === host) this.#handle(message, host)
    })
    this.#starting = host
  }

  #stopHost(): void {
    clearInterval(this.#pingTimer)
    this.#pingTimer = undefined
    this.#pingedAtMs = null
    this.#starting?.stop()
    this.#starting = null
    this.#host = null
    this.#lender?.closeAll()
    this.#lender = null
    for (const abort of this.#hellos.values()) abort.abort()
    this.#hellos.clear()
    for (const { reject } of this.#requests.values()) reject(new Error('the viewer was stopped'))
    this.#requests.clear()
  }

  #post(message: ToHost): void {
    if (this.#host) this.#host.port.post(message)
    else if (!this.#isClosed && message.kind !== 'look') this.#waiting.push(message)
  }

  #request(message: (id: number) => ToHost): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new Error('the viewer was closed'))
    const id = ++this.#ids
    return new Promise((resolve, reject) => {
      this.#requests.set(id, { resolve, reject })
      this.#post(message(id))
    })
  }

  #handle(message: ToPage, host: Host): void {
    switch (message.kind) {
      case 'frame':
        this.log.receive(message.frame)
        this.#nextSnapshot = message.frame.snapshot ?? this.#nextSnapshot
        this.#planDraw()
        break
      case 'pong':
        this.#pingedAtMs = null
        break
      case 'answer': {
        const waiting = this.#requests.get(message.id)
        this.#requests.delete(message.id)
        if (message.error === null) waiting?.resolve(message.value)
        else waiting?.reject(new Error(message.error))
        break
      }
      case 'shared':
        this.#handleShared(message.event)
        break
      case 'hello':
        void this.#sayHello(message.id, host)
        break
      case 'helloAbort':
        this.#hellos.get(message.id)?.abort()
        this.#hellos.delete(message.id)
        break
      case 'peer':
        this.#lender?.handle(message.peer, message.call)
    }
  }

  #handleShared(event: SharingEvent): void {
    if (event[0] === 'joined') this.#joined = event
    for (const listener of this.#sharers) listener(event)
  }

  /** Draws the newest frame. The host makes the next one after a frame of the page, and a hidden page makes no frames. */
  #planDraw(): void {
    if (this.#isDrawPlanned) return
    this.#isDrawPlanned = true
    const drawn = this.#options.isInSight?.() ? { isShown: this.#draw() } : null
    this.#options.schedule(() => {
      this.#isDrawPlanned = false
      if (this.#isClosed) return
      const isShown = drawn ? drawn.isShown : this.#draw()
      this.#host?.port.post({ kind: 'drawn', isSkipped: !isShown })
    })
  }

  #draw(): boolean {
    const next = this.#nextSnapshot
    this.#nextSnapshot = null
    if (next) this.#show(next)
    return this.log.draw()
  }

  #show(change: Partial<LiveSnapshot>): void {
    const next: LiveSnapshot = { ...this.#snapshot, ...change }
    const keys = Object.keys(next) as (keyof LiveSnapshot)[]
    // Most frames bring records only.
    if (keys.every((key) => isSame(next[key], this.#snapshot[key]))) return
    for (const key of keys)
      if (isSame(next[key], this.#snapshot[key])) Object.assign(next, { [key]: this.#snapshot[key] })
    this.#snapshot = next
    for (const listener of this.#listeners) listener()
  }

  async #sayHello(id: number, host: Host): Promise<void> {
    const abort = new AbortController()
    this.#hellos.set(id, abort)
    try {
      const hello = await this.#options.hello(abort.signal)
      host.port.post({ kind: 'hello', id, hello, error: null })
    } catch (error) {
      const { code, message } = error as { code?: never; message?: unknown }
      const known = { ...(code === undefined ? {} : { code }), message: String(message) }
      if (!abort.signal.aborted) host.port.post({ kind: 'hello', id, hello: null, error: known })
    } finally {
      this.#hellos.delete(id)
    }
  }

  /** Words and patterns come from people; one of them may keep a worker busy for years. */
  #watchFilter(): void {
    const isNeeded = this.log.filter.text !== '' && this.#host?.isWorker === true
    if (this.log.filter.text !== '' && this.#snapshot.filterFault) this.#show({ filterFault: null })
    if (!isNeeded) {
      clearInterval(this.#pingTimer)
      this.#pingTimer = undefined
      this.#pingedAtMs = null
      return
    }
    if (this.#pingTimer !== undefined) return
    this.#checkedAtMs = this.#now()
    this.#ping()
    this.#pingTimer = setInterval(() => this.#checkPing(), PING_MS)
  }

  #checkPing(): void {
    const nowMs = this.#now()
    const isLate = nowMs - this.#checkedAtMs > PING_MS + LATE_MS
    this.#checkedAtMs = nowMs
    if (this.#pingedAtMs === null) this.#ping()
    // The page had no turn itself: an answer may wait behind this.
    else if (isLate) this.#pingedAtMs = nowMs
    else if (nowMs - this.#pingedAtMs >= HANG_MS) this.#replace()
  }

  #ping(): void {
    this.#pingedAtMs = this.#now()
    this.#host?.port.post({ kind: 'ping' })
  }

  /** Stops a worker that hangs. Everything loads again without the filter. */
  #replace(): void {
    const { filter, order } = this.log
    this.#stopHost()
    this.#waiting = []
    this.#nextSnapshot = null
    this.log.restart()
    this.#handleShared(['joined', []])
    this.#show({ ...FIRST_SNAPSHOT, filterFault: filter })
    this.#start()
    if (order) this.log.setOrder(order)
    this.log.setFilter(NO_FILTER)
    this.wantDirect(this.#isDirectWanted)
  }
}

/** For the small values of a snapshot, which arrive as copies. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  return typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b)
}
