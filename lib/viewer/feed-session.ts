/**
 * One session inside a {@link SessionFeed}: its repair, the batches being opened, and the order in which their records are
 * given. Batches are opened one after the other, so that an inflated one does not let later ones pass.
 */
import { type BatchHeader, HEADER } from '#lib/protocol/batch.ts'
import type { GoneReason, SeqRange, SessionState } from '#lib/protocol/messages.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { InOrder, type InOrderItem } from './in-order.ts'
import type { OpenedBatch } from './open-batch.ts'
import type { LostReason, SessionFeedHandlers } from './session-feed.ts'
import { type Hole, SessionRepair } from './session-repair.ts'

export interface FeedSessionOptions {
  want: number
  inOrder: boolean
  handlers: SessionFeedHandlers
  decode: (text: string, first: number, count: number) => NumberedRecord[]
  random: () => number
  /** Everything taken in so far was given. */
  onSettled: () => void
}

type Opening = OpenedBatch | null | Promise<OpenedBatch | null>

export class FeedSession {
  readonly id: string
  readonly repair: SessionRepair
  /** Its device runs another one now. */
  isEarlier = false
  /** Whether the relay sends it over this connection: not asked yet, yes, or told that nothing more of it is wanted. */
  seat: 'none' | 'taken' | 'left' = 'none'
  readonly #options: FeedSessionOptions
  readonly #order: InOrder | null
  /** The batch being inflated and those behind it; null when nothing is under way. */
  #opening: Promise<void> | null = null
  #toldHoles: readonly Hole[] = []

  constructor(id: string, options: FeedSessionOptions) {
    this.id = id
    this.#options = options
    this.repair = new SessionRepair(options.want, options.random)
    this.#order = options.inOrder ? new InOrder() : null
  }

  /** Ended, and everything was given. */
  get isFinished(): boolean {
    if (this.repair.liveness !== 'ended' || !this.repair.isComplete || this.#opening) return false
    return this.#order === null || (this.#order.next ?? 0) > this.repair.head
  }

  joined(state: SessionState, nowMs: number): void {
    this.repair.joined(state, nowMs)
    this.#startOrder()
  }

  stated(state: SessionState, nowMs: number): void {
    this.repair.stated(state, nowMs)
    this.#startOrder()
  }

  gone(range: SeqRange, reason: GoneReason, nowMs: number): void {
    for (const fresh of this.repair.gone(range, reason, nowMs)) this.lost(fresh, reason)
  }

  /** Tells the reader, after what is being opened. */
  lost(range: SeqRange, reason: LostReason): void {
    this.#after(() => this.#give({ kind: 'gone', range, reason }))
  }

  raiseBase(seq: number): void {
    this.repair.raiseBase(seq)
    for (const item of this.#order?.startAt(this.repair.base ?? seq) ?? []) this.#hand(item)
  }

  /** Opens a batch and gives those of its records that lie in `fresh`. */
  open(start: () => Opening, header: BatchHeader, fresh: readonly SeqRange[]): void {
    const take = (opened: OpenedBatch | null) => this.#take(opened, header, fresh)
    if (this.#opening) {
      this.#queue(async () => take(await start()))
      return
    }
    const opening = start()
    if (opening instanceof Promise) this.#queue(async () => take(await opening))
    else take(opening)
  }

  tellHoles(): void {
    const { onHoles } = this.#options.handlers
    if (!onHoles) return
    const holes = this.repair.holes()
    if (isSame(holes, this.#toldHoles)) return
    this.#toldHoles = holes
    onHoles.call(this.#options.handlers, this.id, holes)
  }

  #startOrder(): void {
    const { base } = this.repair
    // A session that had ended may come back and hold more than was known: where nothing was given yet, it is begun anew.
    if (!this.#order || base === null || (this.#order.next ?? Number.POSITIVE_INFINITY) <= base) return
    // What was passed over is never given: nothing begins before it is known where, unless nobody will ever tell.
    if (this.repair.isBaseProvisional && this.repair.liveness !== 'ended') return
    for (const item of this.#order.startAt(base)) this.#hand(item)
  }

  #take(opened: OpenedBatch | null, header: BatchHeader, fresh: readonly SeqRange[]): void {
    const count = header[HEADER.count]
    const records = opened ? this.#options.decode(opened.text, header[HEADER.first], count) : []
    const shareBytes = (opened?.textBytes ?? 0) / count
    for (const [from, to] of fresh) {
      const part = records.filter(({ seq }) => seq >= from && seq <= to)
      const last = part.at(-1)?.seq ?? from - 1
      if (part.length > 0)
        this.#give({ kind: 'records', range: [from, last], records: part, textBytes: part.length * shareBytes })
      if (last < to) this.#give({ kind: 'gone', range: [last + 1, to], reason: 'unreadable' })
    }
  }

  #give(item: InOrderItem): void {
    if (!this.#order) this.#hand(item)
    else for (const ready of this.#order.put(item)) this.#hand(ready)
  }

  #hand(item: InOrderItem): void {
    const { handlers } = this.#options
    if (item.kind === 'records') handlers.onRecords(this.id, item.records, item.textBytes)
    else handlers.onGone(this.id, item.range, item.reason)
  }

  #after(act: () => void): void {
    if (this.#opening) this.#queue(async () => act())
    else act()
  }

  #queue(act: () => Promise<void>): void {
    const turn = (this.#opening ?? Promise.resolve()).then(act).then(() => {
      if (this.#opening !== turn) return
      this.#opening = null
      this.#options.onSettled()
    })
    this.#opening = turn
  }
}

function isSame(a: readonly Hole[], b: readonly Hole[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      (hole, i) => hole.kind === b[i]?.kind && hole.range[0] === b[i]?.range[0] && hole.range[1] === b[i]?.range[1],
    )
  )
}
