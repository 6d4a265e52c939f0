/**
 * The device's rules, pure: numbers records, collects them in the open batch, has closed batches sealed, keeps sealed ones
 * in the ring and decides what may be sent now. Takes the time and the relay's messages as arguments; timers and sockets
 * are the caller's. Rule ids are those of docs/PROTOCOL.md.
 */
import { type Batch, byteLengthOf, firstSeqOf, lastSeqOf } from '#lib/protocol/batch.ts'
import type { EncodedRecord } from '#lib/protocol/encode-bounded.ts'
import { type LevelCounts, levelIndex } from '#lib/protocol/levels.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { Head, SeqRange } from '#lib/protocol/messages.ts'
import type { OutboxMessage } from './device-message.ts'
import { FlushWindow } from './flush-window.ts'
import type { OutboxContent } from './handover.ts'
import { HeadPace } from './head-pace.ts'
import { RepairResponder } from './repair-responder.ts'
import type { Ring } from './ring.ts'
import type { Draft, Seal } from './seal.ts'
import { SealQueue } from './seal-queue.ts'

export interface OutboxParts {
  session: string
  ringBytesMax: number
  ringRecordsMax: number
  seal: Seal
  /** A seal that took its time has put batches into the ring: {@link Outbox.wakeAtMs} may have changed. */
  sealedLate(): void
  /** What another thread held. */
  from?: OutboxContent | undefined
}

/** What the relay last said about itself. */
interface RelayLink {
  creditBytes: number
  viewers: number
}

/** More closed batches than this are sealed at once, within the log() call; a seal takes as long as ten such calls. */
const WAITING_DRAFTS_MAX = 4
const NOTHING: OutboxContent = { head: 0, acked: 0, bytes: 0, levels: [0, 0, 0, 0, 0, 0, 0], batches: [] }

export class Outbox {
  readonly #bytesMax: number
  readonly #recordsMax: number
  readonly #ring: Ring
  readonly #window = new FlushWindow()
  readonly #headPace = new HeadPace()
  readonly #repair = new RepairResponder()
  readonly #seals: SealQueue
  readonly #session: string
  #open: Draft | null = null
  #openClosesAtMs = 0
  #head: number
  #acked: number
  /** Live batches up to here have left on this connection, or need not leave. */
  #sentUpTo = 0
  /** Null while no relay has welcomed us. */
  #link: RelayLink | null = null
  #inFlight: { last: number; bytes: number }[] = []
  #unackedBytes = 0
  #isBlocked = false
  /** True while viewers take batches directly: batches are then closed in time for them. */
  isFeeding = false
  #unsentSealedBytes = 0
  #bytes: number
  readonly #levels: [...LevelCounts]

  constructor(parts: OutboxParts, ring: Ring) {
    this.#ring = ring
    this.#session = parts.session
    this.#bytesMax = parts.ringBytesMax
    this.#recordsMax = parts.ringRecordsMax
    this.#seals = new SealQueue(parts.seal, (batch) => this.#keep(batch), parts.sealedLate)
    const { head, acked, bytes, levels, batches } = parts.from ?? NOTHING
    this.#head = head
    this.#bytes = bytes
    this.#levels = [...levels]
    for (const batch of batches) this.#ring.push(batch)
    this.#acked = acked
    this.#setSentUpTo(acked)
  }

  // ── records ──

  /** [SQ1] Gives the record its number, without I/O. Closes a batch that is full, or that the record would overfill. */
  push(record: EncodedRecord, nowMs: number): number {
    const seq = ++this.#head
    if (this.#open && this.#open.byteLength + 1 + record.byteLength > LIMITS.batchFlushBytes) this.#closeOpen(nowMs)
    if (this.#open) {
      this.#open.lines.push(record.line)
      this.#open.byteLength += 1 + record.byteLength
      if (record.isTruncated) this.#open.hasTruncated = true
    } else {
      const { line, byteLength, isTruncated } = record
      this.#open = { session: this.#session, first: seq, lines: [line], byteLength, hasTruncated: isTruncated }
      this.#openClosesAtMs = this.#window.closesAtMs(nowMs)
    }
    if (this.#open.byteLength >= LIMITS.batchFlushBytes || this.#open.lines.length >= LIMITS.batchRecordsMax) {
      this.#closeOpen(nowMs)
    }
    this.#bytes += record.byteLength
    const level = levelIndex(record.level)
    this.#levels[level] = (this.#levels[level] ?? 0) + 1
    this.#evict()
    if (this.#seals.waiting > WAITING_DRAFTS_MAX) this.#seals.start()
    // Only sealed batches can be dropped, so a seal that does not keep up is not waited for.
    if (this.#isOverfull) this.#seals.finish()
    return seq
  }

  /** [BT4] Seals closed batches. Closes the open one first when it is due: somebody waits for it and the credit allows it. */
  sealDue(nowMs: number): void {
    if (this.#open && this.#link) {
      const isWanted = this.#repair.wantsFrom(this.#open.first)
      const isDue = (this.isFeeding || this.#takesLive) && nowMs >= this.#openClosesAtMs
      if (isWanted || isDue) this.#closeOpen(nowMs)
    }
    this.#seals.start()
  }

  /** Seals everything within this call, also the open batch: the host is about to stop. */
  sealAll(nowMs: number): void {
    this.#closeOpen(nowMs)
    this.#seals.finish()
  }

  /** Everything another outbox needs to go on from here, sealed within this call. */
  content(nowMs: number): OutboxContent {
    this.sealAll(nowMs)
    const batches = [...this.#ring.newestFirst(this.tail, this.#head)].reverse()
    return { head: this.#head, acked: this.#acked, bytes: this.#bytes, levels: [...this.#levels], batches }
  }

  // ── what the relay says ──

  /** [DV6] The relay has accepted the hello: goes on after the last acknowledged batch. */
  connected(link: RelayLink, nowMs: number): void {
    this.#link = { ...link }
    this.#resume()
    this.#headPace.onConnect(this.#head, nowMs)
  }

  disconnected(): void {
    this.#link = null
    this.#resume()
  }

  setViewers(viewers: number): void {
    if (this.#link) this.#link.viewers = viewers
  }

  /** [DV2] Cumulative. Numbers above head cannot be acknowledged. */
  ack(upTo: number): void {
    if (!(upTo > this.#acked)) return
    this.#acked = Math.min(upTo, this.#head)
    let freed = 0
    while (freed < this.#inFlight.length && (this.#inFlight[freed] as { last: number }).last <= this.#acked) {
      this.#unackedBytes -= (this.#inFlight[freed] as { bytes: number }).bytes
      freed++
    }
    this.#inFlight.splice(0, freed)
    if (this.#acked > this.#sentUpTo) this.#setSentUpTo(this.#acked)
  }

  /** [DV5] The relay asks for these records again. */
  need(ranges: readonly SeqRange[], budgetBytes: number): void {
    if (!this.#link) return
    const isWatched = this.#link.viewers > 0
    const newestSealed = this.#ring.newest ? lastSeqOf(this.#ring.newest.header) : 0
    // While somebody watches, records that were not sent yet come live.
    this.#repair.ask(ranges, budgetBytes, isWatched ? this.#sentUpTo : this.#head, isWatched ? newestSealed : 0)
  }

  // ── what to do now ──

  /** Everything that may be sent now, in order: live batches within the credit, answers to `need`, the head. */
  sends(nowMs: number): OutboxMessage[] {
    const sends: OutboxMessage[] = []
    if (!this.#link) return sends
    if (this.#link.viewers > 0) this.#sendLive(this.#link.creditBytes, sends)
    if (this.#repair.isDue(this.#link.viewers > 0 ? this.#sentUpTo : Number.MAX_SAFE_INTEGER)) {
      sends.push(...this.#repair.answer(this.#ring, this.tail))
    }
    if (nowMs >= this.#headPace.dueAtMs(this.#head, this.#isHeadAckWanted())) {
      this.#headPace.onSent(this.#head, nowMs)
      sends.push(['head', this.state()])
    }
    return sends
  }

  /** When {@link sealDue} and {@link sends} have something to do next, unless something happens before. */
  wakeAtMs(): number {
    if (this.#seals.waiting > 0) return Number.NEGATIVE_INFINITY
    if (!this.#link) return Number.POSITIVE_INFINITY
    const headAtMs = this.#headPace.dueAtMs(this.#head, this.#isHeadAckWanted())
    const newest = this.#ring.newest
    if (this.#takesLive && newest && lastSeqOf(newest.header) > this.#sentUpTo) return Number.NEGATIVE_INFINITY
    const isTaken = this.isFeeding || this.#takesLive
    return this.#open && isTaken ? Math.min(headAtMs, this.#openClosesAtMs) : headAtMs
  }

  // ── state ──

  get head(): number {
    return this.#head
  }

  get acked(): number {
    return this.#acked
  }

  /** Lowest number still held; head + 1 when nothing is held. */
  get tail(): number {
    const oldest = this.#ring.oldest
    if (oldest) return firstSeqOf(oldest.header)
    return (this.#seals.oldest ?? this.#open)?.first ?? this.#head + 1
  }

  get unackedBytes(): number {
    return this.#unackedBytes
  }

  /** Bytes of records in memory, sealed or not. */
  get heldBytes(): number {
    return this.#ring.bytes + this.#unsealedBytes
  }

  /** True while a fast producer overruns nothing: at most half the ring waits to be sent, or nobody watches. */
  get hasRoom(): boolean {
    if (this.#link?.viewers === 0) return true
    const unsentBytes = this.#unsentSealedBytes + this.#unsealedBytes
    const unsentRecords = this.#head - Math.max(this.#sentUpTo, this.tail - 1)
    return unsentBytes <= this.#bytesMax / 2 && unsentRecords <= this.#recordsMax / 2
  }

  state(): Head {
    const levels: LevelCounts = [...this.#levels]
    return { tail: this.tail, head: this.#head, counters: { records: this.#head, bytes: this.#bytes, levels } }
  }

  // ── inside ──

  #closeOpen(nowMs: number): void {
    const draft = this.#open
    if (!draft) return
    this.#open = null
    this.#seals.add(draft)
    this.#window.onFlush(draft.lines.length, nowMs)
  }

  /** A batch was sealed. */
  #keep(batch: Batch): void {
    this.#ring.push(batch)
    if (lastSeqOf(batch.header) > this.#sentUpTo) this.#unsentSealedBytes += byteLengthOf(batch.header)
    this.#evict()
  }

  #sendLive(creditBytes: number, sends: OutboxMessage[]): void {
    this.#isBlocked = false
    const { tail } = this
    if (tail > this.#sentUpTo + 1) {
      // [DV3] The ring dropped records that were never sent: say so in their place, before what follows them.
      sends.push(['gone', [this.#sentUpTo + 1, tail - 1], 'overrun'])
      this.#setSentUpTo(tail - 1)
    }
    for (let batch = this.#ring.after(this.#sentUpTo); batch; batch = this.#ring.after(this.#sentUpTo)) {
      const bytes = byteLengthOf(batch.header)
      // A credit smaller than one batch must not stop the stream.
      if (this.#unackedBytes > 0 && this.#unackedBytes + bytes > creditBytes) {
        this.#isBlocked = true
        return
      }
      const last = lastSeqOf(batch.header)
      this.#inFlight.push({ last, bytes })
      this.#unackedBytes += bytes
      this.#unsentSealedBytes -= bytes
      this.#sentUpTo = last
      sends.push(['batch', batch.header, batch.bytes])
    }
  }

  /** [DV3] Drops the oldest batches of a full ring; the newest record always stays. */
  #evict(): void {
    while (this.#isOverfull) {
      const oldest = this.#ring.oldest
      if (!oldest || lastSeqOf(oldest.header) === this.#head) return
      this.#ring.evictOldest()
      if (lastSeqOf(oldest.header) > this.#sentUpTo) this.#unsentSealedBytes -= byteLengthOf(oldest.header)
    }
  }

  /** More is held than may be. When nothing sealed is left to drop, this lasts until the rest is sealed. */
  get #isOverfull(): boolean {
    return this.heldBytes > this.#bytesMax || this.#head - this.tail + 1 > this.#recordsMax
  }

  /** Bytes of text that is in no sealed batch yet. */
  get #unsealedBytes(): number {
    return this.#seals.bytes + (this.#open?.byteLength ?? 0)
  }

  #resume(): void {
    this.#inFlight = []
    this.#unackedBytes = 0
    this.#isBlocked = false
    this.#repair.forget()
    this.#setSentUpTo(this.#acked)
  }

  #setSentUpTo(seq: number): void {
    this.#sentUpTo = seq
    this.#unsentSealedBytes = 0
    for (const batch of this.#ring.newestFirst(seq + 1, this.#head)) {
      this.#unsentSealedBytes += byteLengthOf(batch.header)
    }
  }

  /** Somebody watches through the relay, and the credit is not used up. */
  get #takesLive(): boolean {
    return !this.#isBlocked && this.#link !== null && this.#link.viewers > 0
  }

  /** While nobody watches, stating the head is how records get acknowledged [DV4]. */
  #isHeadAckWanted(): boolean {
    return this.#link?.viewers === 0 && this.#acked < this.#head
  }
}
