/**
 * The last moments of a source, in the server's memory, for viewers that come late: what a device of our own keeps in its ring.
 * Bounded in time, in bytes of a source, and in bytes of the process. Pure: time is an argument.
 */
import { type Batch, byteLengthOf, firstSeqOf, lastSeqOf } from '#lib/protocol/batch.ts'
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'
import type { SeqRange } from '#lib/protocol/messages.ts'
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'

/** What all sources of the process hold together. The one that was used longest ago gives way. */
export class HoldBudget {
  #bytes = 0
  /** The least recently used first. */
  readonly #holders = new Set<HeldBatches>()

  get bytes(): number {
    return this.#bytes
  }

  /** Returns true when others had to give way. */
  take(holder: HeldBatches, bytes: number): boolean {
    this.#bytes += bytes
    this.#holders.delete(holder)
    this.#holders.add(holder)
    let gaveWay = false
    for (const oldest of this.#holders) {
      if (this.#bytes <= LIMITS.heldBytesMax) break
      while (this.#bytes > LIMITS.heldBytesMax && oldest.dropOldest()) gaveWay = true
    }
    return gaveWay
  }

  giveBack(holder: HeldBatches, bytes: number, isEmpty: boolean): void {
    this.#bytes -= bytes
    if (isEmpty) this.#holders.delete(holder)
  }
}

interface Held extends Batch {
  untilMs: number
}

export class HeldBatches {
  readonly #budget: HoldBudget
  readonly #limitHit: (limit: LimitName) => void
  #batches: Held[] = []
  #bytes = 0

  constructor(budget: HoldBudget, limitHit: (limit: LimitName) => void) {
    this.#budget = budget
    this.#limitHit = limitHit
  }

  /** The lowest number that is held; null when nothing is. */
  get tail(): number | null {
    const [oldest] = this.#batches
    return oldest ? firstSeqOf(oldest.header) : null
  }

  /** Numbers must rise. Older batches give way. */
  add({ header, bytes }: Batch, untilMs: number): void {
    this.#batches.push({ header, bytes, untilMs })
    this.#bytes += byteLengthOf(header)
    if (this.#budget.take(this, byteLengthOf(header))) this.#limitHit('heldBytesMax')
    if (this.#bytes > LIMITS.sourceHeldBytesMax) this.#limitHit('sourceHeldBytesMax')
    while (this.#bytes > LIMITS.sourceHeldBytesMax) this.dropOldest()
  }

  /** False when nothing is left. */
  dropOldest(): boolean {
    const oldest = this.#batches.shift()
    if (!oldest) return false
    const bytes = byteLengthOf(oldest.header)
    this.#bytes -= bytes
    this.#budget.giveBack(this, bytes, this.#batches.length === 0)
    return true
  }

  /** Returns true when something was dropped. */
  dropOld(nowMs: number): boolean {
    let hasDropped = false
    while ((this.#batches[0]?.untilMs ?? Number.POSITIVE_INFINITY) <= nowMs) hasDropped = this.dropOldest()
    return hasDropped
  }

  clear(): void {
    while (this.dropOldest());
  }

  /**
   * What answers a `need`: whole batches until the budget is spent, the newest first, and the ranges that nobody holds. What is
   * left of the ranges is asked for again.
   */
  answer(ranges: readonly SeqRange[], budgetBytes: number): { fills: Batch[]; gone: SeqRange[] } {
    const missing = new SeqRanges()
    for (const [from, to] of ranges) missing.add(from, to)
    const wanted = [...missing.ranges]
    for (const { header } of this.#batches) missing.remove(firstSeqOf(header), lastSeqOf(header))
    const fills: Batch[] = []
    let left = budgetBytes
    for (const batch of [...this.#batches].reverse()) {
      if (left <= 0) break
      if (!wanted.some(([from, to]) => from <= lastSeqOf(batch.header) && to >= firstSeqOf(batch.header))) continue
      fills.push({ header: batch.header, bytes: batch.bytes })
      left -= byteLengthOf(batch.header)
    }
    return { fills, gone: [...missing.ranges] }
  }
}
