/**
 * The way of one session's records from sealed batches to the reader. Batches are opened one after the other, so that
 * none overtakes one that is still being inflated. Which records are new is decided before, by the {@link GapTracker}.
 */
import { type BatchHeader, HEADER } from '#lib/protocol/batch.ts'
import type { SeqRange } from '#lib/protocol/messages.ts'
import { decodeRecords } from '#lib/protocol/record.ts'
import { InOrder, type LogItem } from './in-order.ts'
import type { LostReason } from './log-handlers.ts'
import type { OpenedBatch } from './open-batch.ts'

export interface RecordPipelineOptions {
  /** Deliver in rising seq; otherwise in the order of arrival. */
  inOrder: boolean
  deliver: (item: LogItem) => void
  /** Everything taken in was delivered or waits for its turn. */
  onIdle: () => void
}

type Opening = OpenedBatch | null | Promise<OpenedBatch | null>

export class RecordPipeline {
  readonly #options: RecordPipelineOptions
  readonly #order: InOrder | null
  /** The batch being inflated and everything queued behind it; null: nothing is. */
  #queue: Promise<void> | null = null
  #isStopped = false

  constructor(options: RecordPipelineOptions) {
    this.#options = options
    this.#order = options.inOrder ? new InOrder() : null
  }

  /** Whether everything up to `head` was delivered. */
  hasDelivered(head: number): boolean {
    return this.#queue === null && (this.#order === null || (this.#order.next ?? 0) > head)
  }

  /** Whether starting at `seq` would deliver more than now: nothing has started, or it started above. */
  startsAbove(seq: number): boolean {
    return this.#order !== null && (this.#order.next ?? Number.POSITIVE_INFINITY) > seq
  }

  /** Delivers nothing below `seq`. In rising order, nothing is delivered before this was called. */
  startAt(seq: number): void {
    for (const item of this.#order?.startAt(seq) ?? []) this.#hand(item)
  }

  /** Opens a batch with `start` and delivers its records that lie in `fresh`. */
  open(start: () => Opening, header: BatchHeader, fresh: readonly SeqRange[]): void {
    const take = (opened: OpenedBatch | null) => this.#take(opened, header, fresh)
    if (this.#queue) {
      this.#enqueue(async () => take(await start()))
      return
    }
    const opening = start()
    if (opening instanceof Promise) this.#enqueue(async () => take(await opening))
    else take(opening)
  }

  /** Reports records as lost, once every batch before is open. */
  lose(range: SeqRange, reason: LostReason): void {
    const give = () => this.#give({ kind: 'gone', range, reason })
    if (this.#queue) this.#enqueue(async () => give())
    else give()
  }

  /** Delivers nothing more. */
  stop(): void {
    this.#isStopped = true
  }

  #take(opened: OpenedBatch | null, header: BatchHeader, fresh: readonly SeqRange[]): void {
    const count = header[HEADER.count]
    const records = opened ? decodeRecords(opened.text, header[HEADER.first], count) : []
    const shareBytes = (opened?.textBytes ?? 0) / count
    for (const [from, to] of fresh) {
      const part = records.filter(({ seq }) => seq >= from && seq <= to)
      const last = part.at(-1)?.seq ?? from - 1
      if (part.length > 0)
        this.#give({ kind: 'records', range: [from, last], records: part, textBytes: part.length * shareBytes })
      if (last < to) this.#give({ kind: 'gone', range: [last + 1, to], reason: 'unreadable' })
    }
  }

  #give(item: LogItem): void {
    if (!this.#order) this.#hand(item)
    else for (const ready of this.#order.put(item)) this.#hand(ready)
  }

  #hand(item: LogItem): void {
    if (!this.#isStopped) this.#options.deliver(item)
  }

  #enqueue(act: () => Promise<void>): void {
    const turn = (this.#queue ?? Promise.resolve()).then(act).then(() => {
      if (this.#queue !== turn) return
      this.#queue = null
      if (!this.#isStopped) this.#options.onIdle()
    })
    this.#queue = turn
  }
}
