/**
 * One session of a source. To the hub it is a device without a ring: its records are numbered and batched here, then forwarded,
 * and held for a moment at most. source-sessions.ts decides when it opens and ends.
 */
import type { AppError } from '#lib/protocol/app-error.ts'
import type { Batch } from '#lib/protocol/batch.ts'
import type { DeviceGrant } from '#lib/protocol/grants.ts'
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'
import type { LogRecord } from '#lib/protocol/record.ts'
import type { LimitHits } from '#lib/server/limit-hits.ts'
import type { Hub } from '#lib/server/relay/hub.ts'
import type { DeviceMessage } from '#lib/server/relay/hub-output.ts'
import type { RelaySession } from '#lib/server/relay/session.ts'
import { TokenBucket } from '#lib/server/relay/token-bucket.ts'
import type { TrafficMeter } from '#lib/server/relay/traffic.ts'
import type { ConnectedDevice } from '#lib/server/transports/connection-rights.ts'
import type { RecordBatches } from '#lib/server/transports/record-batches.ts'
import { HeldBatches, type HoldBudget } from './held-batches.ts'

const BURST_SECONDS = 4
/** A hub that does not acknowledge holds a source back for this long, and no longer. */
const ROOM_WAIT_MS = 1_000

export interface SourceSessionParts {
  /** By which the hub knows it. */
  connection: string
  /** Token, kind, name and instance, hashed. */
  key: string
  right: DeviceGrant
  session: RelaySession
  /** The address of the page that shows it. */
  pageUrl: string
  /** How often it was opened, on any node. */
  epoch: number
  /** Where another node left off. */
  batches: RecordBatches
  holdMs: number
  hub: Hub
  hits: LimitHits
  received: TrafficMeter
  budget: HoldBudget
  /** Milliseconds; see steady-clock.ts. */
  now(): number
  /** Forgets it, and ends it in the hub. */
  ended(session: SourceSession, error: AppError | null): void
}

export class SourceSession implements ConnectedDevice {
  readonly connection: string
  readonly key: string
  readonly right: DeviceGrant
  readonly session: RelaySession
  readonly pageUrl: string
  readonly epoch: number
  readonly #parts: SourceSessionParts
  readonly #batches: RecordBatches
  readonly #held: HeldBatches
  readonly #openedAtMs: number
  readonly #bytes: TokenBucket
  readonly #records: TokenBucket
  readonly #input: TokenBucket
  /** Requests that are under way: each learns of it when the session ends. */
  readonly #users = new Set<(error: AppError) => void>()
  #usedAtMs: number
  #timer: NodeJS.Timeout | null = null
  #waiting: (() => void)[] = []
  #isOver = false

  constructor(parts: SourceSessionParts) {
    const nowMs = parts.now()
    this.#parts = parts
    this.connection = parts.connection
    this.key = parts.key
    this.right = parts.right
    this.session = parts.session
    this.pageUrl = parts.pageUrl
    this.epoch = parts.epoch
    this.#batches = parts.batches
    this.#held = new HeldBatches(parts.budget, (limit) => this.#hit(limit))
    this.#openedAtMs = nowMs
    this.#usedAtMs = nowMs
    const bucket = (perSecond: number) => new TokenBucket(perSecond, perSecond * BURST_SECONDS, nowMs)
    this.#bytes = bucket(LIMITS.sourceBytesPerSecond)
    this.#input = bucket(LIMITS.sourceBytesPerSecond)
    this.#records = bucket(LIMITS.sourceRecordsPerSecond)
  }

  get id(): string {
    return this.session.id
  }

  get isOver(): boolean {
    return this.#isOver
  }

  get isInUse(): boolean {
    return this.#users.size > 0
  }

  /** Milliseconds since it was last used; 0 while it is. */
  idleMs(nowMs: number): number {
    return this.isInUse ? 0 : nowMs - this.#usedAtMs
  }

  /** Where its numbers are, for a node that takes it over. */
  get progress() {
    const { head, counters } = this.#batches.head
    return { head, counters }
  }

  /** A request or connection uses it; `onEnd` is called when the session ends before that. Call what it returns when done. */
  use(onEnd: (error: AppError) => void): () => void {
    this.#users.add(onEnd)
    this.#usedAtMs = this.#parts.now()
    return () => {
      this.#users.delete(onEnd)
      this.#usedAtMs = this.#parts.now()
    }
  }

  /** How long the source must wait before it may send more; 0: not at all. Counts the limit that it is over. */
  debtMs(): number {
    const nowMs = this.#parts.now()
    const bytesMs = Math.max(this.#bytes.debtMs(nowMs), this.#input.debtMs(nowMs))
    const recordsMs = this.#records.debtMs(nowMs)
    if (bytesMs > 0) this.#hit('sourceBytesPerSecond')
    if (recordsMs > 0) this.#hit('sourceRecordsPerSecond')
    return Math.max(bytesMs, recordsMs)
  }

  /** Counts bytes that a stream brought, whatever records they make: a line that never ends makes none. */
  chargeInput(bytes: number): void {
    this.#input.charge(bytes, this.#parts.now())
  }

  /** Numbers a record and forwards it within {@link LIMITS.sourceCoalesceMs}. Charges the rate, into debt if need be. */
  add(record: LogRecord): void {
    if (this.#isOver) return
    const nowMs = this.#parts.now()
    this.#records.charge(1, nowMs)
    this.#bytes.charge(this.#batches.add(record), nowMs)
    if (this.#batches.pendingBytes >= LIMITS.batchFlushBytes) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), LIMITS.sourceCoalesceMs)
  }

  /** Null: it takes more at once. Otherwise it does when the promise resolves: viewers' sockets are to be served first. */
  whenRoom(): Promise<void> | null {
    if (this.#isOver || !this.session.isWatched || this.session.flow.unackedBytes < LIMITS.creditBytes / 2) return null
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ROOM_WAIT_MS)
      this.#waiting.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  /** Forwards what was collected, and holds it for as long as it may be held. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#isOver) return
    const { hub, connection, now } = this.#parts
    const nowMs = now()
    const untilMs = this.#holdUntilMs(nowMs)
    if (!this.session.isWatched && untilMs <= nowMs) this.#batches.forget()
    for (const piece of this.#batches.take()) {
      if (piece.kind === 'lost') hub.gone(connection, piece.range, 'overrun')
      else {
        if (untilMs > nowMs) this.#held.add(piece.batch, untilMs)
        if (this.session.isWatched) this.#send(piece.batch, nowMs)
      }
    }
    this.#sendHead()
  }

  /** Drops what was held long enough. */
  dropOld(nowMs: number): void {
    if (this.#held.dropOld(nowMs) && !this.#isOver) this.#sendHead()
  }

  onRelayMessage(message: DeviceMessage): void {
    if (message[0] === 'ack') this.#makeRoom()
    if (message[0] !== 'need') return
    const [, ranges, budgetBytes] = message
    // Deferred, because a socket would not answer synchronously either.
    queueMicrotask(() => {
      this.flush()
      if (this.#isOver) return
      const { hub, connection, now } = this.#parts
      const { fills, gone } = this.#held.answer(ranges, budgetBytes)
      for (const { header, bytes } of fills) hub.fill(connection, header, bytes, now())
      for (const range of gone) hub.gone(connection, range, 'evicted')
    })
  }

  /** As a right's end or a shutdown ends it. */
  end(error: AppError): void {
    this.#parts.ended(this, error)
  }

  /** Lets go of everything; called once, by its owner. `error` reaches the requests that use it. */
  close(error: AppError | null): void {
    this.flush()
    this.#isOver = true
    this.#held.clear()
    this.#makeRoom()
    if (!error) return
    for (const onEnd of [...this.#users]) onEnd(error)
  }

  #holdUntilMs(nowMs: number): number {
    return Math.max(this.#openedAtMs + LIMITS.sourceOpeningMs, nowMs + this.#parts.holdMs)
  }

  #send({ header, bytes }: Batch, nowMs: number): void {
    const { hub, connection, received } = this.#parts
    if (this.session.flow.unackedBytes >= LIMITS.creditBytes) hub.releaseCredit(nowMs)
    received.add(bytes.byteLength)
    const refusal = hub.batch(connection, header, bytes, nowMs)
    if (!refusal) return
    this.#parts.hits.count(refusal, `source of session ${this.id}`)
    hub.gone(connection, [header[2], header[2] + header[3] - 1], 'overrun')
  }

  #sendHead(): void {
    const { head, counters } = this.#batches.head
    this.#parts.hub.head(this.connection, { tail: this.#held.tail ?? head + 1, head, counters })
  }

  #makeRoom(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }

  #hit(limit: LimitName): void {
    this.#parts.hits.hit(limit, `source of session ${this.id}`)
  }
}
