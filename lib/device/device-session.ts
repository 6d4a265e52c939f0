/**
 * One session of this device: brings the outbox, the seal, the connection and the clock together. Takes encoded records,
 * gives promises about them. What a record looks like is decided before; what may be sent when, in the outbox.
 */

import type { DirectDevice } from '../direct/device-peers.ts'
import type { OpenDirect } from '../direct/enable-direct.ts'
import { lastSeqOf } from '../protocol/batch.ts'
import type { WireError } from '../protocol/error-codes.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { DeviceDescription } from '../protocol/messages.ts'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import type { Clock } from './clock.ts'
import { Connection } from './connection.ts'
import type { Dial, DialedSocket } from './dial.ts'
import type { DeviceStatus } from './logger.ts'
import { type EncodedRecord, Outbox, type Send } from './outbox.ts'
import { Ring } from './ring.ts'
import { RoundTrip } from './round-trip.ts'
import { type Seal, SealQueue } from './seal.ts'

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
  /** State, viewers, page, error or next try changed. */
  changed: () => void
}

/** Batches that wait for their seal, when more are logged without a pause; a seal takes as long as ten log() calls. */
const DRAFTS_MAX = 4
/** Bounds the wait for acknowledgement before a goodbye. */
const FLUSH_TIMEOUT_MS = 5_000

interface Waiter {
  isDone(): boolean
  resolve(): void
}

export class DeviceSession {
  /** To be read only. */
  readonly ring = new Ring()
  readonly device: DeviceDescription
  readonly #parts: DeviceSessionParts
  readonly #beganAtMs: number
  readonly #outbox: Outbox
  readonly #connection: Connection
  readonly #seals: SealQueue
  #roundTrip = new RoundTrip()
  #viewers = 0
  /** Of them, those that need the relay. */
  #relayed = 0
  #pageUrl: string | null = null
  #waiters: Waiter[] = []
  /** What a direct part of the SDK hears of us; without one nobody listens. */
  readonly #direct: DirectDevice
  /** While true, whoever asked for the seal also plans what follows. */
  #isSealing = false
  #isSoonPlanned = false
  #timer: { atMs: number; cancel: () => void } | null = null
  /** The owner has said goodbye: no more records, and `bye` on every connection that has nothing left to send. */
  #isEnding = false
  #hasSaidBye = false
  #closing: Promise<void> | null = null

  constructor(parts: DeviceSessionParts) {
    this.#parts = parts
    this.device = parts.device
    this.#beganAtMs = parts.clock.nowMs()
    this.#outbox = new Outbox(parts, this.ring)
    this.#seals = new SealQueue(parts.session, parts.seal, (batch) => {
      this.#outbox.putSealed(batch)
      if (!this.#isSealing) this.#plan()
    })
    const direct = {
      ring: this.ring,
      clock: parts.clock,
      state: () => this.#outbox.state(),
      signal: (viewer: string, text: string) => void this.#connection.socket?.emit('signal', viewer, text),
      feeding: (count: number) => {
        this.#outbox.isFeeding = count > 0
        this.#step()
      },
      isBehind: false,
      stepped: () => {},
      lost: () => {},
    }
    this.#direct = direct
    const hearPeer = parts.direct?.(direct)
    this.#connection = new Connection({
      dial: parts.dial,
      clock: parts.clock,
      random: parts.random,
      events: {
        hello: (attempt) => ({
          version: PROTOCOL_VERSION,
          token: parts.token,
          session: parts.session,
          attempt,
          ageMs: this.#now() - this.#beganAtMs,
          device: parts.device,
          ...this.#outbox.state(),
          ...(hearPeer && { direct: true }),
        }),
        welcome: (welcome) => {
          this.#viewers = this.#relayed = Number(welcome.viewers) || 0
          this.#pageUrl = String(welcome.pageUrl)
          const creditBytes = Math.min(LIMITS.creditBytes, Number(welcome.creditBytes) || 0)
          this.#outbox.connected({ creditBytes, viewers: this.#viewers }, this.#now())
          this.#step()
        },
        ack: (upTo) => {
          this.#roundTrip.acked(upTo, this.#now())
          this.#outbox.ack(upTo)
          this.#step()
        },
        viewers: (count, relayed = count) => {
          this.#viewers = Number(count) || 0
          this.#relayed = Number(relayed) || 0
          this.#outbox.viewersChanged(this.#relayed)
          this.#step()
          parts.changed()
        },
        need: (ranges, budgetBytes) => {
          this.#outbox.need(ranges, budgetBytes)
          this.#step()
        },
        peer: (viewer, said) => hearPeer?.(viewer, said),
        lost: () => {
          this.#viewers = this.#relayed = 0
          direct.lost()
          this.#hasSaidBye = false
          this.#roundTrip = new RoundTrip() // the next connection may go another way
          this.#outbox.disconnected()
        },
        changed: () => {
          this.#wake()
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

  /** How often it was dialled. */
  get attempts(): number {
    return this.#connection.attempts
  }

  get takesRecords(): boolean {
    return !this.#isEnding
  }

  /** Dials now, also out of a backoff. */
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
    if (this.#outbox.draftCount > DRAFTS_MAX) this.#sealDrafts()
    // Only what is sealed can be dropped: a seal that does not keep up is not waited for.
    if (this.#outbox.isOverfull) this.#finishSeals()
    this.#plan()
  }

  /** Hands everything to the socket within this call: the host is about to stop. */
  sendNow(): void {
    this.#outbox.closeNow(this.#now())
    this.#finishSeals()
    // [DR4] Channels end with the host: all who watch get the rest by the relay.
    this.#outbox.viewersChanged(this.#viewers)
    this.#step()
    this.#outbox.viewersChanged(this.#relayed)
  }

  /** Lets the connection go and comes back with {@link connect}: a page that is put aside keeps its ring. */
  suspend(): void {
    this.sendNow()
    if (this.#connection.state !== 'refused') this.#connection.close()
  }

  flush(timeoutMs: number = FLUSH_TIMEOUT_MS): Promise<boolean> {
    const upTo = this.#outbox.head
    const isAcked = () => this.#outbox.acked >= upTo
    return this.#until(() => isAcked() || this.#isOver(), timeoutMs).then(isAcked)
  }

  whenDrained(): Promise<void> {
    return this.#until(() => (this.#outbox.hasRoom && !this.#direct.isBehind) || this.#isOver())
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
      await this.flush()
      this.#bye()
      const isUseless = () => this.#isOver() || (onlyWhileWatched && this.#viewers === 0)
      if (lingerMs > 0) await this.#until(isUseless, lingerMs)
    }
    this.#connection.close()
    this.#timer?.cancel()
  }

  /** Seals and sends what is due, plans the next look, wakes who waits. */
  #step(): void {
    const { socket } = this.#connection
    if (socket) this.#outbox.closeDue(this.#now())
    this.#sealDrafts()
    if (socket) {
      for (const send of this.#outbox.sends(this.#now())) this.#send(socket, send)
      this.#direct.stepped()
      if (this.#isEnding && this.#closing && this.#outbox.acked === this.#outbox.head) this.#bye()
    }
    this.#wake()
    this.#plan()
  }

  #send(socket: DialedSocket, send: Send): void {
    const [event, said] = send
    if (event === 'batch') this.#roundTrip.sent(lastSeqOf(said), this.#now())
    if (event !== 'head') return void socket.emit(...send)
    // Acknowledged only while nobody watches [DV4], and only what was not before.
    if (this.#relayed === 0 && said.head > this.#outbox.acked) this.#roundTrip.sent(said.head, this.#now())
    // [DV10] The clock as it leaves: what the outbox knows of time never goes anywhere.
    socket.emit(event, { ...said, sentAtMs: this.#parts.clock.wallMs(), roundTripMs: this.#roundTrip.ms })
  }

  #bye(): void {
    const { socket } = this.#connection
    if (!socket || this.#hasSaidBye) return
    this.#hasSaidBye = true
    socket.emit('bye', this.#outbox.state())
  }

  #sealDrafts(): void {
    this.#isSealing = true
    for (let draft = this.#outbox.takeDraft(); draft; draft = this.#outbox.takeDraft()) this.#seals.add(draft)
    this.#isSealing = false
  }

  #finishSeals(): void {
    this.#sealDrafts()
    this.#isSealing = true
    this.#seals.finish()
    this.#isSealing = false
  }

  #plan(): void {
    if (this.#isSoonPlanned) return
    const atMs = this.#outbox.draftCount > 0 ? Number.NEGATIVE_INFINITY : this.#outbox.wakeAtMs()
    const { clock } = this.#parts
    if (atMs <= this.#now()) {
      this.#isSoonPlanned = true
      clock.soon(() => {
        this.#isSoonPlanned = false
        this.#step()
      })
    } else if (this.#timer === null || atMs < this.#timer.atMs) {
      this.#timer?.cancel()
      this.#timer = null
      if (atMs === Number.POSITIVE_INFINITY) return
      const cancel = clock.after(atMs - this.#now(), () => {
        this.#timer = null
        this.#step()
      })
      this.#timer = { atMs, cancel }
    }
  }

  #isOver(): boolean {
    return this.#connection.state === 'refused' || this.#connection.state === 'closed'
  }

  /** Keeps the process alive while it waits with a time limit. */
  #until(isDone: () => boolean, timeoutMs?: number): Promise<void> {
    if (isDone()) return Promise.resolve()
    return new Promise((resolve) => {
      const waiter: Waiter = { isDone, resolve }
      this.#waiters.push(waiter)
      if (timeoutMs === undefined) return
      const cancel = this.#parts.clock.after(timeoutMs, () => this.#wakeWaiter(waiter), { keepsAlive: true })
      waiter.resolve = () => {
        cancel()
        resolve()
      }
    })
  }

  #wake(): void {
    if (this.#waiters.length === 0) return
    for (const waiter of this.#waiters.filter((waiter) => waiter.isDone())) this.#wakeWaiter(waiter)
  }

  #wakeWaiter(waiter: Waiter): void {
    this.#waiters = this.#waiters.filter((other) => other !== waiter)
    waiter.resolve()
  }

  #now(): number {
    return this.#parts.clock.nowMs()
  }
}
