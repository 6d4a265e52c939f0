/**
 * The network between one client and the relay's nodes: connections whose two lanes keep their order and can be slow,
 * silent, cut, or late to be noticed as cut. What was under way at a cut is lost, or comes after the next connection is up.
 */
import type { Host } from './virtual-time.ts'

/** What one client's network is like now; all its connections share it. */
export interface Weather {
  latencyMs: number
  jitterMs: number
  /** Rate of the lane to the client; Infinity: no limit. */
  downBytesPerMs: number
  upBytesPerMs: number
  /** Nothing passes, and nobody notices at once. */
  isSilent: boolean
}

/** One end of a connection: its host, and what to call. */
interface End {
  host: Host
  hear: (message: unknown) => void
  lost: () => void
  isOpen: boolean
}

interface Item {
  bytes: number
  /** Null: the other end has closed. */
  message: unknown
}

/** A heartbeat notices silence after this, plus what is left of the ping under way. */
const HEARTBEAT_MIN_MS = 5_000
const HEARTBEAT_SPREAD_MS = 6_000
const CLOSED = Symbol('closed')

class Lane {
  bufferedBytes = 0
  /** Set by a cut that the receiver notices late. */
  lateMs = 0
  readonly #queue: Item[] = []
  readonly #to: End
  readonly #weather: Weather
  readonly #bytesPerMs: () => number
  #arrivesAtMs = 0
  #stopTransmission: (() => void) | null = null
  #arrived: unknown[] = []

  constructor(to: End, weather: Weather, bytesPerMs: () => number) {
    this.#to = to
    this.#weather = weather
    this.#bytesPerMs = bytesPerMs
  }

  get isBlocked(): boolean {
    return this.#weather.isSilent || this.#to.host.isFrozen
  }

  send(message: unknown, bytes: number): void {
    this.#queue.push({ message, bytes })
    this.bufferedBytes += bytes
    if (!this.#stopTransmission) this.pump()
  }

  /** Also when the weather has changed: what is being transmitted begins anew. */
  pump(): void {
    this.#stopTransmission?.()
    this.#stopTransmission = null
    if (this.isBlocked && this.lateMs === 0) return
    this.#deliverArrived()
    const { time } = this.#to.host
    for (let item = this.#queue[0]; item; item = this.#queue[0]) {
      const spanMs = item.bytes / this.#bytesPerMs()
      if (spanMs > 0.01) {
        this.#stopTransmission = time.after(spanMs, () => {
          this.#stopTransmission = null
          this.#leave()
          this.pump()
        })
        return
      }
      this.#leave()
    }
  }

  /** Nothing more arrives. */
  drop(): void {
    this.#stopTransmission?.()
    this.#queue.length = 0
    this.#arrived = []
    this.bufferedBytes = 0
    this.#to.isOpen = false
  }

  #leave(): void {
    const item = this.#queue.shift() as Item
    this.bufferedBytes -= item.bytes
    const { host } = this.#to
    const { latencyMs, jitterMs } = this.#weather
    const atMs = host.time.nowMs + latencyMs + host.random() * jitterMs + this.lateMs
    this.#arrivesAtMs = Math.max(this.#arrivesAtMs, atMs)
    host.time.at(this.#arrivesAtMs, () => {
      this.#arrived.push(item.message)
      if (!this.isBlocked || this.lateMs > 0) this.#deliverArrived()
    })
  }

  #deliverArrived(): void {
    if (this.#to.host.isFrozen) return
    for (let i = 0; i < this.#arrived.length; i++) {
      const message = this.#arrived[i]
      if (!this.#to.isOpen) break
      if (message === CLOSED) {
        this.#to.isOpen = false
        this.#to.lost()
      } else this.#to.hear(message)
    }
    this.#arrived = []
  }
}

export class VirtualConnection {
  readonly client: End
  readonly relay: End
  readonly #up: Lane
  readonly #down: Lane
  readonly #unlisten: (() => void)[]
  #silences: (() => void)[] = []
  #isSilent = false
  readonly #over: () => void

  constructor(client: Omit<End, 'isOpen'>, relay: Omit<End, 'isOpen'>, weather: Weather, over: () => void) {
    this.client = { ...client, isOpen: true }
    this.relay = { ...relay, isOpen: true }
    this.#up = new Lane(this.relay, weather, () => weather.upBytesPerMs)
    this.#down = new Lane(this.client, weather, () => weather.downBytesPerMs)
    this.#over = over
    this.#unlisten = [client.host, relay.host].map((host) => host.listen(() => this.weatherChanged()))
    this.weatherChanged()
  }

  get isOpen(): boolean {
    return this.client.isOpen || this.relay.isOpen
  }

  /** Bytes that the relay holds for the client. */
  get downBufferedBytes(): number {
    return this.#down.bufferedBytes
  }

  sendUp(message: unknown, bytes: number): void {
    if (this.client.isOpen) this.#up.send(message, bytes)
  }

  sendDown(message: unknown, bytes: number): void {
    if (this.relay.isOpen) this.#down.send(message, bytes)
  }

  /** What was sent before still leaves. */
  closeByClient(): void {
    if (!this.client.isOpen) return
    this.client.isOpen = false
    this.#up.send(CLOSED, 0)
    this.#ended()
  }

  closeByRelay(): void {
    if (!this.relay.isOpen) return
    this.relay.isOpen = false
    this.#down.send(CLOSED, 0)
    this.#ended()
  }

  /** Does not wait for what the other side has not read. */
  terminateByRelay(): void {
    if (!this.relay.isOpen) return
    this.relay.isOpen = false
    this.#lose(this.client, this.#down, 20)
  }

  /** A reset: what is under way is lost, or, where `late` says so, comes that much later, and its receiver learns of the cut after it. */
  cut(late: { side: 'client' | 'relay'; ms: number } | null): void {
    const isLate = (side: 'client' | 'relay') => late?.side === side
    if (isLate('relay')) this.#closeLate(this.#up, late?.ms ?? 0)
    else this.#lose(this.relay, this.#up, 1)
    if (isLate('client')) this.#closeLate(this.#down, late?.ms ?? 0)
    else this.#lose(this.client, this.#down, 1)
  }

  /** The other end's process has died and said nothing; the kernel resets the connection, or nobody does. */
  abandonedBy(side: 'client' | 'relay', isSilent: boolean): void {
    const [dead, left, lane] =
      side === 'client' ? [this.client, this.relay, this.#up] : [this.relay, this.client, this.#down]
    dead.isOpen = false
    if (!isSilent) this.#lose(left, lane, 1)
    // An end that has died itself must not get the notice in its next life.
    else if (left.isOpen) this.#notice(left, lane, HEARTBEAT_MIN_MS + left.host.random() * HEARTBEAT_SPREAD_MS)
  }

  weatherChanged(): void {
    if (!this.isOpen) return void this.#ended()
    this.#up.pump()
    this.#down.pump()
    const isSilent = this.#up.isBlocked || this.#down.isBlocked
    if (isSilent === this.#isSilent) return
    this.#isSilent = isSilent
    for (const stop of this.#silences) stop()
    this.#silences = []
    if (!isSilent) return
    for (const [end, other, lane] of [
      [this.client, this.relay, this.#up],
      [this.relay, this.client, this.#down],
    ] as const) {
      const stop = end.host.after(HEARTBEAT_MIN_MS + end.host.random() * HEARTBEAT_SPREAD_MS, () => {
        if (!end.isOpen) return
        end.isOpen = false
        end.lost()
        // The other end notices when something passes again, unless its own heartbeat is first.
        if (other.isOpen) lane.send(CLOSED, 0)
        this.#ended()
      })
      this.#silences.push(stop)
    }
  }

  #closeLate(lane: Lane, ms: number): void {
    lane.lateMs = ms
    lane.send(CLOSED, 0)
    lane.pump()
  }

  #lose(end: End, lane: Lane, afterMs: number): void {
    const wasOpen = end.isOpen
    lane.drop()
    if (wasOpen) this.#notice(end, lane, afterMs)
  }

  #notice(end: End, lane: Lane, afterMs: number): void {
    const { host } = end
    const lost = () => {
      lane.drop()
      end.lost()
      this.#ended()
    }
    // Messages no longer arrive, but the loss itself is noticed.
    host.after(afterMs, lost)
  }

  #ended(): void {
    if (this.isOpen) return
    for (const stop of this.#unlisten) stop()
    for (const stop of this.#silences) stop()
    this.#over()
  }
}
