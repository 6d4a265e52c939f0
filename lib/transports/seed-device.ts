/**
 * One connection of an unmodified app (§13.1), to the hub a device without a ring: its logs are numbered and batched here and
 * handed on or lost. It is never closed for what it sends: the app does not come back. Who it is decides seed-devices.ts.
 */
import type { WebSocket } from 'ws'
import type { LimitHits } from '../limit-hits.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { RelayToDevice } from '../protocol/messages.ts'
import type { Hub } from '../relay/hub.ts'
import type { RelaySession } from '../relay/session.ts'
import { TokenBucket } from '../relay/token-bucket.ts'
import type { TrafficMeter } from '../relay/traffic.ts'
import { readSeedFrame, type SeedLog, seedLogFrame } from '../seed/log-frame.ts'
import { seedRecord, ZoneGuess } from '../seed/to-record.ts'
import type { FrameCut } from './frame-cut.ts'
import type { SeedBatches } from './seed-batches.ts'
import { keepFrames } from './seed-frames.ts'
import type { SeedPlace, SeedRight } from './seed-places.ts'
import { Pulse } from './seed-socket.ts'

const BURST_SECONDS = 4

export interface SeedDeviceParts {
  /** Of the connection. */
  id: string
  /** Host, address and program; see seed-places.ts. */
  site: string
  ws: WebSocket
  cut: FrameCut
  userAgent: string
  /** What it was greeted with. */
  sessionId: string
  deviceId: string
  hub: Hub
  hits: LimitHits
  received: TrafficMeter
  now(): number
  /** An error of our own, in one of its messages. */
  failed(error: unknown): void
  /** A log came from a connection that was taken for dead: it needs a session of its own. */
  spokeAgain(device: SeedDevice): void
}

export class SeedDevice {
  readonly id: string
  readonly site: string
  readonly userAgent: string
  readonly ws: WebSocket
  readonly pulse: Pulse
  readonly sessionId: string
  readonly deviceId: string
  /** Where it runs; null while it waits to be claimed, and after its place was given to the app that took its session. */
  place: SeedPlace | null = null
  session: RelaySession | null = null
  /** The right of the place that another connection has taken, as this one seemed dead. */
  supersededAs: SeedRight | null = null
  startedAtMs = Date.now()
  /** Connections of the session, this one too. */
  runs = 1
  /** Logs that came while nobody had claimed it. */
  unheard = 0
  readonly #parts: SeedDeviceParts
  readonly #zone = new ZoneGuess()
  readonly #bytes: TokenBucket
  readonly #records: TokenBucket
  #batches: SeedBatches | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(parts: SeedDeviceParts) {
    const nowMs = parts.now()
    this.#parts = parts
    this.id = parts.id
    this.site = parts.site
    this.ws = parts.ws
    this.userAgent = parts.userAgent
    this.sessionId = parts.sessionId
    this.deviceId = parts.deviceId
    this.pulse = new Pulse(parts.ws)
    this.#bytes = new TokenBucket(LIMITS.seedBytesPerSecond, LIMITS.seedBytesPerSecond * BURST_SECONDS, nowMs)
    this.#records = new TokenBucket(LIMITS.seedRecordsPerSecond, LIMITS.seedRecordsPerSecond * BURST_SECONDS, nowMs)
    parts.ws.on('message', (data, isBinary) => {
      if (!this.#succeeds(() => this.#receive(data as Buffer, isBinary))) this.#batches?.lose()
    })
  }

  /** [S13.1.3] The one message an app understands. */
  greet(serverUrl: string): void {
    const { deviceId, sessionId } = this
    this.ws.send(JSON.stringify({ type: 'connected', deviceId, sessionId, serverUrl }))
  }

  /** Its logs are collected from now on, and go on as soon as the session is open. */
  listen(batches: SeedBatches): void {
    this.supersededAs = null
    this.#batches = batches
    this.#parts.cut.bytesMax = LIMITS.seedFrameBytesMax
  }

  open(session: RelaySession): void {
    this.session = session
    this.flush()
  }

  get batches(): SeedBatches | null {
    return this.#batches
  }

  /** Another connection has its session; should it still speak, it gets another. */
  superseded(right: SeedRight): void {
    this.supersededAs = right
    this.silence()
  }

  /** What it still says goes nowhere. */
  silence(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.session = null
    this.place = null
    this.#batches = null
  }

  /** What the hub says to a device. There is no ring to fill from [S12 B5]; credit and viewers mean nothing to an app. */
  told<E extends keyof RelayToDevice>(event: E, ...args: Parameters<RelayToDevice[E]>): void {
    if (event !== 'need') return
    const [ranges] = args as Parameters<RelayToDevice['need']>
    // Not inside the hub's own turn, as no answer of a socket would be.
    queueMicrotask(() => {
      this.flush()
      for (const range of ranges) this.#parts.hub.gone(this.id, range, 'evicted')
    })
  }

  /** [S13.1.9] Something that is no log of the app's, in its place among them. */
  note(log: SeedLog, attributes: Record<string, unknown>): void {
    this.#batches?.add({ ...seedRecord(log, 0), attributes }, seedLogFrame(log))
  }

  /** Hands on what has come. Nothing of it is kept. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const { hub } = this.#parts
    if (!this.session || !this.#batches) return
    if (!this.session.isWatched) this.#batches.forget()
    for (const piece of this.#batches.take()) {
      if (piece.kind === 'lost') hub.gone(this.id, piece.range, 'overrun')
      else this.#send(piece.batch, piece.frames)
    }
    hub.head(this.id, this.#batches.head)
  }

  #send({ header, bytes }: { header: Parameters<Hub['batch']>[1]; bytes: Uint8Array }, frames: string[]): void {
    const { hub, received, now } = this.#parts
    const nowMs = now()
    // Its rate is below the hub's, so what is not acknowledged yet only waits for the next turn.
    if ((this.session?.unackedBytes ?? 0) >= LIMITS.creditBytes) hub.flushAcks(nowMs)
    keepFrames(bytes, frames)
    received.add(bytes.byteLength)
    if (hub.batch(this.id, header, bytes, nowMs)) hub.gone(this.id, [header[2], header[2] + header[3] - 1], 'overrun')
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.pulse.alive()
    if (!this.#batches) {
      if (this.supersededAs) this.#parts.spokeAgain(this)
      else this.unheard++
    }
    const batches = this.#batches
    if (!batches) return
    const nowMs = this.#parts.now()
    if (!this.#mayTake(data.length, nowMs)) batches.lose()
    else if (isBinary) batches.lose()
    else this.#add(batches, data.toString())
    if (batches.pendingBytes >= LIMITS.batchFlushBytes) this.flush()
    else this.#timer ??= setTimeout(() => this.#succeeds(() => this.flush()), LIMITS.seedCoalesceMs)
  }

  /** [S13.1.5] An app is never closed, and an error of ours in here is nobody else's. */
  #succeeds(act: () => void): boolean {
    try {
      act()
      return true
    } catch (error) {
      this.#parts.failed(error)
      return false
    }
  }

  #mayTake(bytes: number, nowMs: number): boolean {
    if (!this.#records.take(1, nowMs)) {
      this.#parts.hits.hit('seedRecordsPerSecond', `an app of session ${this.session?.id}`)
      return false
    }
    if (this.#bytes.take(bytes, nowMs)) return true
    this.#parts.hits.hit('seedBytesPerSecond', `an app of session ${this.session?.id}`)
    return false
  }

  #add(batches: SeedBatches, text: string): void {
    const frame = readSeedFrame(text)
    if (frame.kind === 'log') {
      const receivedAtMs = Date.now()
      batches.add(seedRecord(frame.log, this.#zone.add(frame.log.timestamp, receivedAtMs), receivedAtMs), text)
    } else if (frame.kind === 'other' && frame.isBroken) batches.lose()
  }
}
