/**
 * The device's rules, pure: numbers records, collects them in the open batch, keeps sealed batches in the ring and says
 * what may be sent now. It is told the time, what the relay said and the bytes of sealed batches; timers, sockets and
 * sealing are the caller's. Rule ids are those of docs/PROTOCOL.md.
 */
import { type Batch, lastSeqOf } from '../protocol/batch.ts'
import { type Level, type LevelCounts, levelIndex } from '../protocol/levels.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { DeviceToRelay, Head, SeqRange } from '../protocol/messages.ts'
import { FlushWindow } from './flush-window.ts'
import { HeadPace } from './head-pace.ts'
import { Repair } from './repair.ts'
import type { Ring } from './ring.ts'
import type { Draft } from './seal.ts'

type SendEvent = 'batch' | 'fill' | 'gone' | 'head'
/** An event and its arguments, as the socket's `emit` takes them. */
export type Send = { [E in SendEvent]: [event: E, ...args: Parameters<DeviceToRelay[E]>] }[SendEvent]

export interface EncodedRecord {
  /** Without line end. */
  line: string
  byteLength: number
  level: Level
  isTruncated: boolean
}

interface Link {
  creditBytes: number
  viewers: number
}

export class Outbox {
  readonly #bytesMax: number
  readonly #recordsMax: number
  readonly #ring: Ring
  readonly #window = new FlushWindow()
  readonly #headPace = new HeadPace()
  readonly #repair = new Repair()
  #open: Draft | null = null
  #openClosesAtMs = 0
  /** Closed, not sealed yet, oldest first: those not taken, and those a seal is being made for. */
  #drafts: Draft[] = []
  #sealing: Draft[] = []
  #head = 0
  #acked = 0
  /** Live batches up to here have left on this connection, or need not. */
  #sentUpTo = 0
  /** Null while no relay has welcomed us. */
  #link: Link | null = null
  #inFlight: { last: number; bytes: number }[] = []
  #unackedBytes = 0
  #isBlocked = false
  /** Viewers take batches beside the relay: they are closed in time for them. */
  isFeeding = false
  #unsentSealedBytes = 0
  #draftBytes = 0
  #bytes = 0
  readonly #levels: [number, number, number, number, number, number, number] = [0, 0, 0, 0, 0, 0, 0]

  constructor(bounds: { ringBytesMax: number; ringRecordsMax: number }, ring: Ring) {
    this.#ring = ring
    this.#bytesMax = bounds.ringBytesMax
    this.#recordsMax = bounds.ringRecordsMax
  }

  // ── records ──

  /** [SQ1] Gives the record its number. A batch that became full, or would, is closed: ask {@link takeDraft}. */
  push(record: EncodedRecord, nowMs: number): number {
    const seq = ++this.#head
    if (this.#open && this.#open.byteLength + 1 + record.byteLength > LIMITS.batchFlushBytes) this.#closeOpen(nowMs)
    if (this.#open) {
      this.#open.lines.push(record.line)
      this.#open.byteLength += 1 + record.byteLength
      if (record.isTruncated) this.#open.hasTruncated = true
    } else {
      const { line, byteLength, isTruncated } = record
      this.#open = { first: seq, lines: [line], byteLength, hasTruncated: isTruncated }
      this.#openClosesAtMs = this.#window.closesAtMs(nowMs)
    }
    if (this.#open.byteLength >= LIMITS.batchFlushBytes || this.#open.lines.length >= LIMITS.batchRecordsMax) {
      this.#closeOpen(nowMs)
    }
    this.#bytes += record.byteLength
    const level = levelIndex(record.level)
    this.#levels[level] = (this.#levels[level] ?? 0) + 1
    this.#evict()
    return seq
  }

  /** [BT4] Closes the open batch when its time has come: somebody waits for it and the credit lets it go. */
  closeDue(nowMs: number): void {
    if (!this.#open || !this.#link) return
    const isWanted = this.#repair.wantsFrom(this.#open.first)
    const isDue = (this.isFeeding || this.#takesLive) && nowMs >= this.#openClosesAtMs
    if (isWanted || isDue) this.#closeOpen(nowMs)
  }

  /** Closes the open batch whatever its age: the host is about to stop. */
  closeNow(nowMs: number): void {
    if (this.#open) this.#closeOpen(nowMs)
  }

  /** How many batches wait for {@link takeDraft}. */
  get draftCount(): number {
    return this.#drafts.length
  }

  /** The oldest closed batch that has no bytes yet. Its batch comes back through {@link putSealed}, in the same order. */
  takeDraft(): Draft | undefined {
    const draft = this.#drafts.shift()
    if (draft) this.#sealing.push(draft)
    return draft
  }

  putSealed(batch: Batch): void {
    const draft = this.#sealing.shift()
    if (draft?.first !== batch.header[2]) throw new Error(`batch ${batch.header[2]} was sealed out of order`)
    this.#draftBytes -= draft.byteLength
    this.#ring.push(batch)
    if (lastSeqOf(batch.header) > this.#sentUpTo) this.#unsentSealedBytes += batch.header[4]
    this.#evict()
  }

  // ── what the relay says ──

  /** [DV6] The relay has accepted the hello: goes on after the last acknowledged batch. */
  connected(link: Link, nowMs: number): void {
    this.#link = { ...link }
    this.#resume()
    this.#headPace.connected(this.#head, nowMs)
  }

  disconnected(): void {
    this.#link = null
    this.#resume()
  }

  viewersChanged(viewers: number): void {
    if (this.#link) this.#link.viewers = viewers
  }

  /** [DV2] Cumulative. What lies beyond head cannot be acknowledged. */
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

  /** [DV5] The relay wants these again. */
  need(ranges: readonly SeqRange[], budgetBytes: number): void {
    if (!this.#link) return
    const isWatched = this.#link.viewers > 0
    const newestSealed = this.#ring.newest ? lastSeqOf(this.#ring.newest.header) : 0
    // What was not sent yet comes live while somebody watches.
    this.#repair.ask(ranges, budgetBytes, isWatched ? this.#sentUpTo : this.#head, isWatched ? newestSealed : 0)
  }

  // ── what to do now ──

  /** Everything that may be sent now, in order: live batches within the credit, answers to `need`, the head. */
  sends(nowMs: number): Send[] {
    const sends: Send[] = []
    if (!this.#link) return sends
    if (this.#link.viewers > 0) this.#sendLive(this.#link.creditBytes, sends)
    if (this.#repair.isDue(this.#link.viewers > 0 ? this.#sentUpTo : Number.MAX_SAFE_INTEGER)) {
      sends.push(...this.#repair.answer(this.#ring, this.tail))
    }
    if (nowMs >= this.#headPace.dueAtMs(this.#head, this.#isHeadAckWanted())) {
      this.#headPace.stated(this.#head, nowMs)
      sends.push(['head', this.state()])
    }
    return sends
  }

  /** When {@link closeDue} and {@link sends} have something to do next, unless something happens before. */
  wakeAtMs(): number {
    if (!this.#link) return Number.POSITIVE_INFINITY
    const headAtMs = this.#headPace.dueAtMs(this.#head, this.#isHeadAckWanted())
    const newest = this.#ring.newest
    if (this.#takesLive && newest && lastSeqOf(newest.header) > this.#sentUpTo) return Number.NEGATIVE_INFINITY
    const isTaken = this.isFeeding || this.#takesLive
    return this.#open && isTaken ? Math.min(headAtMs, this.#openClosesAtMs) : headAtMs
  }

  // ── what is so ──

  get head(): number {
    return this.#head
  }

  get acked(): number {
    return this.#acked
  }

  /** Lowest number still held; head + 1 when none is. */
  get tail(): number {
    const oldest = this.#ring.oldest
    if (oldest) return oldest.header[2]
    return (this.#sealing[0] ?? this.#drafts[0] ?? this.#open)?.first ?? this.#head + 1
  }

  get unackedBytes(): number {
    return this.#unackedBytes
  }

  get heldBytes(): number {
    return this.#ring.bytes + this.#draftBytes + (this.#open?.byteLength ?? 0)
  }

  /** Holds more than it may, because what could be dropped is not sealed yet. */
  get isOverfull(): boolean {
    return this.heldBytes > this.#bytesMax || this.#head - this.tail + 1 > this.#recordsMax
  }

  /** While true a fast producer overruns nothing: less than half the ring waits to be sent, or nobody watches. */
  get hasRoom(): boolean {
    if (this.#link?.viewers === 0) return true
    const unsentBytes = this.#unsentSealedBytes + this.#draftBytes + (this.#open?.byteLength ?? 0)
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
    this.#drafts.push(draft)
    this.#draftBytes += draft.byteLength
    this.#window.flushed(draft.lines.length, nowMs)
  }

  #sendLive(creditBytes: number, sends: Send[]): void {
    this.#isBlocked = false
    const { tail } = this
    if (tail > this.#sentUpTo + 1) {
      // [DV3] The ring ran over what was never sent: said in line, before what follows it.
      sends.push(['gone', [this.#sentUpTo + 1, tail - 1], 'overrun'])
      this.#setSentUpTo(tail - 1)
    }
    for (let batch = this.#ring.after(this.#sentUpTo); batch; batch = this.#ring.after(this.#sentUpTo)) {
      const bytes = batch.header[4]
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

  /** [DV3] The oldest go when the ring is full; the newest record always stays. */
  #evict(): void {
    while (this.isOverfull) {
      const oldest = this.#ring.oldest
      if (!oldest || lastSeqOf(oldest.header) === this.#head) return
      this.#ring.evictOldest()
      if (lastSeqOf(oldest.header) > this.#sentUpTo) this.#unsentSealedBytes -= oldest.header[4]
    }
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
    for (const batch of this.#ring.newestFirst(seq + 1, this.#head)) this.#unsentSealedBytes += batch.header[4]
  }

  /** Somebody watches by the relay, and the credit is not used up. */
  get #takesLive(): boolean {
    return !this.#isBlocked && this.#link !== null && this.#link.viewers > 0
  }

  /** While nobody watches, stating the head is how records get acknowledged [DV4]. */
  #isHeadAckWanted(): boolean {
    return this.#link?.viewers === 0 && this.#acked < this.#head
  }
}
