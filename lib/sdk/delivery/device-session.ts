/**
 * One session of this device: brings the outbox, the connection and the clock together. Takes encoded records and gives
 * promises about them. What a record looks like is decided before it gets here; what may be sent when, in the outbox.
 */

import type { DirectDevice, HearPeer } from '#lib/direct/device-peers.ts'
import type { OpenDirect } from '#lib/direct/enable-direct.ts'
import { lastSeqOf } from '#lib/protocol/batch.ts'
import type { EncodedRecord } from '#lib/protocol/encode-bounded.ts'
import type { WireError } from '#lib/protocol/error-codes.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { DeviceDescription, DeviceHello, SeqRange, Welcome } from '#lib/protocol/messages.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import type { DeviceStatus } from '#lib/sdk/logger.ts'
import type { Clock } from './clock.ts'
import { Connection } from './connection.ts'
import type { OutboxMessage } from './device-message.ts'
import type { Dial, DialedSocket } from './dial.ts'
import type { Handover } from './handover.ts'
import { Outbox } from './outbox.ts'
import { Pacer } from './pacer.ts'
import { Ring } from './ring.ts'
import { RoundTrip } from './round-trip.ts'
import type { Seal } from './seal.ts'
import { Waiters } from './waiters.ts'

export interface DeviceSessionParts {
  session: string
  token: string
  device: DeviceDescription
  dial: Dial
  clock: Clock
  random: () => number
  seal: Seal
  ringBytesMax: number
  ringRecordsMax: number
  direct?: OpenDirect | undefined
  /** The same session in another thread, which this one goes on with. */
  from?: Handover | undefined
  /** State, viewers, page, error or next try changed. */
  changed: () => void
}

/** Bounds the wait for acknowledgment before a goodbye. */
const FLUSH_TIMEOUT_MS = 5_000
/** The same for {@link DeviceSession.close} while the server was never reached: test runners allow a test 5 s. */
const AWAY_TIMEOUT_MS = 2_000

export class DeviceSession {
  /** Read-only outside the outbox. */
  readonly ring = new Ring()
  readonly device: DeviceDescription
  /** Called within {@link push}, once the record is held. Must not throw. For held-records.ts. */
  onRecord: ((record: EncodedRecord) => void) | null = null
  readonly #parts: DeviceSessionParts
  readonly #beganAtMs: number
  readonly #outbox: Outbox
  readonly #connection: Connection
  readonly #waiters: Waiters
  readonly #pacer: Pacer
  readonly #direct: DirectDevice
  /** Undefined without the direct part of the SDK. */
  readonly #onPeer: HearPeer | undefined
  #roundTrip = new RoundTrip()
  #viewers = 0
  /** How many of the viewers need the relay. */
  #relayed = 0
  #pageUrl: string | null = null
  /** The owner has said goodbye: no more records, and `bye` on every connection that has nothing left to send. */
  #isEnding = false
  #hasSaidBye = false
  #closing: Promise<void> | null = null

  constructor(parts: DeviceSessionParts) {
    const { session, seal, ringBytesMax, ringRecordsMax, dial, clock, random, from } = parts
    this.#parts = parts
    this.device = parts.device
    this.#beganAtMs = clock.nowMs() - (from?.ageMs ?? 0)
    this.#waiters = new Waiters(clock)
    const sealedLate = () => this.#pacer.plan()
    this.#outbox = new Outbox({ session, seal, ringBytesMax, ringRecordsMax, sealedLate, from }, this.ring)
    this.#pacer = new Pacer(
      clock,
      () => this.#outbox.wakeAtMs(),
      () => this.#step(),
    )
    this.#direct = this.#directDevice()
    this.#onPeer = parts.direct?.(this.#direct)
    this.#connection = new Connection({
      dial,
      clock,
      random,
      attempts: from?.attempts,
      events: {
        hello: (attempt) => this.#hello(attempt),
        welcome: (welcome) => this.#onWelcome(welcome),
        ack: (upTo) => this.#onAck(upTo),
        viewers: (count, relayed) => this.#onViewers(count, relayed),
        need: (ranges, budgetBytes) => this.#onNeed(ranges, budgetBytes),
        peer: (viewer, message) => this.#onPeer?.(viewer, message),
        lost: () => this.#onLost(),
        changed: () => {
          this.#waiters.check()
          parts.changed()
        },
      },
    })
  }

  get status(): DeviceStatus {
    return {
      state: this.#connection.state,
      viewers: this.#viewers,
      direct: this.#viewers - this.#relayed,
      pageUrl: this.#pageUrl,
      error: this.#connection.error,
      head: this.#outbox.head,
      tail: this.#outbox.tail,
      acked: this.#outbox.acked,
      retryInMs: this.#connection.retryInMs,
    }
  }

  /** How often the relay was dialed. */
  get attempts(): number {
    return this.#connection.attempts
  }

  get takesRecords(): boolean {
    return !this.#isEnding
  }

  /** Dials now, also during a backoff. */
  connect(): void {
    if (this.#connection.state === 'closed' && this.#isEnding) return
    this.#connection.connect()
  }

  refuse(error: WireError): void {
    this.#connection.refuse(error)
  }

  /** [SQ1] No I/O: the record is numbered and kept; sealing and sending happen after the current code. */
  push(record: EncodedRecord): void {
    this.#outbox.push(record, this.#now())
    this.#pacer.plan()
    this.onRecord?.(record)
  }

  /** Hands everything to the socket within this call: the host is about to stop. */
  sendNow(): void {
    this.#outbox.sealAll(this.#now())
    // [DR4] Direct channels end with the host, so every viewer gets the rest through the relay.
    this.#outbox.setViewers(this.#viewers)
    this.#step()
    this.#outbox.setViewers(this.#relayed)
  }

  /** What another thread needs to go on with this session. */
  handOver(): Handover {
    const { session, token, device } = this.#parts
    const nowMs = this.#now()
    const ageMs = nowMs - this.#beganAtMs
    return { session, token, device, attempts: this.attempts, ageMs, ...this.#outbox.content(nowMs) }
  }

  /** Closes the connection until {@link connect}: a page that is put aside keeps its ring. */
  suspend(): void {
    this.sendNow()
    if (this.#connection.state !== 'refused') this.#connection.close()
  }

  /** True when everything pushed so far is acknowledged; false after `timeoutMs`, when refused or closed. */
  flush(timeoutMs: number = FLUSH_TIMEOUT_MS): Promise<boolean> {
    const upTo = this.#outbox.head
    const isAcked = () => this.#outbox.acked >= upTo
    return this.#waiters.until(() => isAcked() || this.#isOver(), timeoutMs).then(isAcked)
  }

  /** Resolves while the ring has room for records that were not sent yet. */
  whenDrained(): Promise<void> {
    return this.#waiters.until(() => (this.#outbox.hasRoom && !this.#direct.isBehind) || this.#isOver())
  }

  /** [DV8] Takes no more records, flushes, says goodbye, lingers, disconnects. */
  close(lingerMs: number, onlyWhileWatched = false): Promise<void> {
    this.#closing ??= this.#close(lingerMs, onlyWhileWatched)
    return this.#closing
  }

  /** [DV8] Says goodbye and disconnects within this call: the host is about to stop. */
  closeNow(): void {
    this.#isEnding = true
    this.sendNow()
    this.#bye()
    this.#connection.close()
  }

  async #close(lingerMs: number, onlyWhileWatched: boolean): Promise<void> {
    this.#isEnding = true
    if (this.#connection.state !== 'refused') {
      await this.#flushUnlessAway()
      this.#bye()
      // A lost connection does not say who watches; the next one does, if it comes in time.
      const isUnwatched = () => this.#connection.state === 'live' && this.#viewers === 0
      const isUseless = () => this.#isOver() || (onlyWhileWatched && isUnwatched())
      if (lingerMs > 0) await this.#waiters.until(isUseless, lingerMs)
    }
    this.#connection.close()
    this.#pacer.stop()
  }

  /** As {@link flush}, but ends once it is clear that the server cannot be reached. A first attempt that takes long may still arrive. */
  async #flushUnlessAway(): Promise<void> {
    const upTo = this.#outbox.head
    const startedAtMs = this.#now()
    const isAway = () => this.#pageUrl === null && this.attempts > 1 && this.#now() - startedAtMs >= AWAY_TIMEOUT_MS
    const stopTimer = this.#parts.clock.after(AWAY_TIMEOUT_MS, () => this.#waiters.check())
    await this.#waiters.until(() => this.#outbox.acked >= upTo || this.#isOver() || isAway(), FLUSH_TIMEOUT_MS)
    stopTimer()
  }

  // ── what the relay says ──

  #hello(attempt: number): DeviceHello {
    const { token, session, device } = this.#parts
    return {
      version: PROTOCOL_VERSION,
      token,
      session,
      attempt,
      ageMs: this.#now() - this.#beganAtMs,
      device,
      ...this.#outbox.state(),
      ...(this.#onPeer && { direct: true }),
    }
  }

  #onWelcome(welcome: Welcome): void {
    this.#viewers = this.#relayed = Number(welcome.viewers) || 0
    this.#pageUrl = String(welcome.pageUrl)
    const creditBytes = Math.min(LIMITS.creditBytes, Number(welcome.creditBytes) || 0)
    this.#outbox.connected({ creditBytes, viewers: this.#viewers }, this.#now())
    this.#step()
  }

  #onAck(upTo: number): void {
    this.#roundTrip.onAck(upTo, this.#now())
    this.#outbox.ack(upTo)
    this.#step()
  }

  #onViewers(count: number, relayed = count): void {
    this.#viewers = Number(count) || 0
    this.#relayed = Number(relayed) || 0
    this.#outbox.setViewers(this.#relayed)
    this.#step()
    this.#parts.changed()
  }

  #onNeed(ranges: SeqRange[], budgetBytes: number): void {
    this.#outbox.need(ranges, budgetBytes)
    this.#step()
  }

  #onLost(): void {
    this.#viewers = this.#relayed = 0
    this.#outbox.disconnected()
    this.#direct.lost()
    this.#hasSaidBye = false
    this.#roundTrip = new RoundTrip() // the next connection may take another route
  }

  /** This session as the direct part of the SDK sees it. That part replaces `stepped` and `lost`. */
  #directDevice(): DirectDevice {
    return {
      ring: this.ring,
      clock: this.#parts.clock,
      state: () => this.#outbox.state(),
      signal: (viewer, text) => void this.#connection.socket?.emit('signal', viewer, text),
      feeding: (count) => {
        this.#outbox.isFeeding = count > 0
        this.#step()
      },
      isBehind: false,
      stepped: () => {},
      lost: () => {},
    }
  }

  // ── what to do now ──

  /** Seals and sends what is due, resolves waits that are over, plans the next step. */
  #step(): void {
    const { socket } = this.#connection
    this.#outbox.sealDue(this.#now())
    if (socket) {
      for (const message of this.#outbox.sends(this.#now())) this.#send(socket, message)
      this.#direct.stepped()
      if (this.#isEnding && this.#closing && this.#outbox.acked === this.#outbox.head) this.#bye()
    }
    this.#waiters.check()
    this.#pacer.plan()
  }

  #send(socket: DialedSocket, message: OutboxMessage): void {
    const [event, payload] = message
    if (event === 'batch') this.#roundTrip.onSent(lastSeqOf(payload), this.#now())
    if (event !== 'head') return void socket.emit(...message)
    // A head is acknowledged only while nobody watches [DV4], and only if it is above the last acknowledgment.
    if (this.#relayed === 0 && payload.head > this.#outbox.acked) this.#roundTrip.onSent(payload.head, this.#now())
    // [DV10] The clock at the moment of sending; the outbox's own time never leaves the device.
    socket.emit(event, { ...payload, sentAtMs: this.#parts.clock.wallMs(), roundTripMs: this.#roundTrip.ms })
  }

  #bye(): void {
    const { socket } = this.#connection
    if (!socket || this.#hasSaidBye) return
    this.#hasSaidBye = true
    socket.emit('bye', this.#outbox.state())
  }

  #isOver(): boolean {
    return this.#connection.state === 'refused' || this.#connection.state === 'closed'
  }

  #now(): number {
    return this.#parts.clock.nowMs()
  }
}
