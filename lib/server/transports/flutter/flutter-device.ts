/**
 * One connection of a Flutter app [FB1], to the hub a device without a ring: its logs are numbered and batched here, then
 * forwarded or lost. It is never closed for what it sends, because the app would not come back. Whose connection it is and
 * which session it has is decided in flutter-devices.ts.
 */
import type { WebSocket } from 'ws'
import { type FlutterLog, flutterLogFrame, readFlutterFrame } from '#lib/flutter/log-frame.ts'
import { flutterRecord, ZoneGuess } from '#lib/flutter/to-record.ts'
import type { BatchHeader } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { LimitHits } from '#lib/server/limit-hits.ts'
import type { Hub } from '#lib/server/relay/hub.ts'
import type { DeviceMessage } from '#lib/server/relay/hub-output.ts'
import type { RelaySession } from '#lib/server/relay/session.ts'
import { TokenBucket } from '#lib/server/relay/token-bucket.ts'
import type { TrafficMeter } from '#lib/server/relay/traffic.ts'
import type { RecordBatches } from '#lib/server/transports/record-batches.ts'
import { Heartbeat } from './flutter-socket.ts'
import type { FrameCut } from './frame-cut.ts'
import type { FlutterRight, LastRun, RememberedRun } from './remembered-runs.ts'
import { keepFrames } from './verbatim-frames.ts'

const BURST_SECONDS = 4

export interface FlutterDeviceParts {
  /** Connection id. */
  id: string
  /** Host, address and program; see app-source.ts. */
  source: string
  ws: WebSocket
  cut: FrameCut
  userAgent: string
  /** The ids that the greeting names. */
  sessionId: string
  deviceId: string
  hub: Hub
  hits: LimitHits
  received: TrafficMeter
  now(): number
  /** An error of our own while handling one of its messages. */
  onFailure(error: unknown): void
  /** The first message came while nobody had claimed it. */
  onSpoke(device: FlutterDevice): void
  /** A log came after another connection took over the session: this device needs a session of its own. */
  onResumed(device: FlutterDevice): void
}

export class FlutterDevice {
  readonly id: string
  readonly source: string
  readonly userAgent: string
  readonly ws: WebSocket
  readonly heartbeat: Heartbeat
  /** The ids that the app shows. */
  sessionId: string
  deviceId: string
  /** Null while it waits to be claimed, and after another connection took over its run. */
  run: RememberedRun | null = null
  session: RelaySession | null = null
  /** The right of the run that another connection took over because this one seemed dead. */
  formerRight: FlutterRight | null = null
  startedAtMs = Date.now()
  /** Connections of the session so far, including this one. */
  connections = 1
  /** Logs that came while nobody had claimed it. */
  unclaimedLogs = 0
  readonly #parts: FlutterDeviceParts
  readonly #zone = new ZoneGuess()
  readonly #bytes: TokenBucket
  readonly #records: TokenBucket
  #batches: RecordBatches | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(parts: FlutterDeviceParts) {
    const nowMs = parts.now()
    this.#parts = parts
    this.id = parts.id
    this.source = parts.source
    this.ws = parts.ws
    this.userAgent = parts.userAgent
    this.sessionId = parts.sessionId
    this.deviceId = parts.deviceId
    this.heartbeat = new Heartbeat(parts.ws)
    this.#bytes = new TokenBucket(LIMITS.flutterBytesPerSecond, LIMITS.flutterBytesPerSecond * BURST_SECONDS, nowMs)
    this.#records = new TokenBucket(
      LIMITS.flutterRecordsPerSecond,
      LIMITS.flutterRecordsPerSecond * BURST_SECONDS,
      nowMs,
    )
    parts.ws.on('message', (data, isBinary) => {
      if (!this.#try(() => this.#receive(data as Buffer, isBinary))) this.#batches?.lose()
    })
  }

  /** [FP3] The one message that an app understands. */
  greet(serverUrl: string): void {
    const { deviceId, sessionId } = this
    this.ws.send(JSON.stringify({ type: 'connected', deviceId, sessionId, serverUrl }))
  }

  /** It goes on with an earlier run: it is greeted again, so that it shows the ids of that one. */
  continueAs({ session, deviceId }: LastRun, serverUrl: string): void {
    this.sessionId = session
    this.deviceId = deviceId
    this.greet(serverUrl)
  }

  /** Collects its logs from now on; they are forwarded once the session is open. */
  collect(batches: RecordBatches): void {
    this.formerRight = null
    this.#batches = batches
    this.#parts.cut.bytesMax = LIMITS.flutterFrameBytesMax
  }

  open(session: RelaySession): void {
    this.session = session
    this.flush()
  }

  get batches(): RecordBatches | null {
    return this.#batches
  }

  /** What the next start may continue with; null before its session is open. */
  lastRun(): LastRun | null {
    const { session, deviceId, startedAtMs, connections } = this
    if (!session || !this.#batches) return null
    const { head, counters } = this.#batches.head
    return { session: session.id, deviceId, startedAtMs, connections, head, counters }
  }

  /** Another connection took over its session. If it still sends, it gets a session of its own. */
  supersede(right: FlutterRight): void {
    this.formerRight = right
    this.detach()
  }

  /** Drops everything that it sends from now on. */
  detach(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.session = null
    this.run = null
    this.#batches = null
  }

  /** A message of the hub. There is no ring to fill from [FB4]; credit and viewers mean nothing to an app. */
  onRelayMessage(message: DeviceMessage): void {
    if (message[0] !== 'need') return
    const [, ranges] = message
    // Deferred, because a socket would not answer synchronously either.
    queueMicrotask(() => {
      this.flush()
      for (const range of ranges) this.#parts.hub.gone(this.id, range, 'evicted')
    })
  }

  /** [FB7] Adds a line that is not one of the app's logs, in its place among them. */
  note(log: FlutterLog, attributes: Record<string, unknown>): void {
    this.#batches?.add({ ...flutterRecord(log, 0), attributes }, flutterLogFrame(log))
  }

  /** Forwards what was collected. Keeps nothing of it. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const { hub } = this.#parts
    if (!this.session || !this.#batches) return
    if (!this.session.isWatched) this.#batches.forget()
    for (const piece of this.#batches.take()) {
      if (piece.kind === 'lost') hub.gone(this.id, piece.range, 'overrun')
      else this.#send(piece.batch.header, piece.batch.bytes, piece.frames)
    }
    hub.head(this.id, this.#batches.head)
  }

  #send(header: BatchHeader, bytes: Uint8Array, frames: readonly string[]): void {
    const { hub, received, now } = this.#parts
    const nowMs = now()
    // Its rate is below the hub's, so what is unacknowledged only waits for the next acknowledgment.
    if ((this.session?.flow.unackedBytes ?? 0) >= LIMITS.creditBytes) hub.releaseCredit(nowMs)
    keepFrames(bytes, frames)
    received.add(bytes.byteLength)
    if (hub.batch(this.id, header, bytes, nowMs)) hub.gone(this.id, [header[2], header[2] + header[3] - 1], 'overrun')
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.heartbeat.alive()
    if (!this.#batches) {
      if (this.formerRight) this.#parts.onResumed(this)
      else if (this.unclaimedLogs++ === 0) this.#parts.onSpoke(this)
    }
    const batches = this.#batches
    if (!batches) return
    const nowMs = this.#parts.now()
    if (!this.#mayTake(data.length, nowMs)) batches.lose()
    else if (isBinary) batches.lose()
    else this.#add(batches, data.toString())
    if (batches.pendingBytes >= LIMITS.batchFlushBytes) this.flush()
    else this.#timer ??= setTimeout(() => this.#try(() => this.flush()), LIMITS.flutterCoalesceMs)
  }

  /** [FB1] An app is never closed, and an error of ours stays with this connection. False: `act` failed. */
  #try(act: () => void): boolean {
    try {
      act()
      return true
    } catch (error) {
      this.#parts.onFailure(error)
      return false
    }
  }

  #mayTake(bytes: number, nowMs: number): boolean {
    if (!this.#records.take(1, nowMs)) {
      this.#parts.hits.hit('flutterRecordsPerSecond', `an app of session ${this.session?.id}`)
      return false
    }
    if (this.#bytes.take(bytes, nowMs)) return true
    this.#parts.hits.hit('flutterBytesPerSecond', `an app of session ${this.session?.id}`)
    return false
  }

  #add(batches: RecordBatches, text: string): void {
    const frame = readFlutterFrame(text)
    if (frame.kind === 'log') {
      const receivedAtMs = Date.now()
      batches.add(flutterRecord(frame.log, this.#zone.add(frame.log.timestamp, receivedAtMs), receivedAtMs), text)
    } else if (frame.kind === 'other' && frame.isBroken) batches.lose()
  }
}
