/** What the relay has asked for again, and the answer to it from the ring [DV5]. Pure; the outbox decides when to answer. */
import { byteLengthOf, firstSeqOf, lastSeqOf } from '#lib/protocol/batch.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { SeqRange } from '#lib/protocol/messages.ts'
import { isSeqRange, SeqRanges } from '#lib/protocol/seq-ranges.ts'
import type { OutboxMessage } from './device-message.ts'
import type { Ring } from './ring.ts'

export class RepairResponder {
  readonly #wanted = new SeqRanges()
  #budgetBytes = 0
  #afterSeq = 0

  /**
   * Adds to what is wanted. Numbers above `upTo` are ignored: they were not assigned yet, or come live. The answer waits
   * until live batches up to `afterSeq` have left; a later request does not put an earlier one off.
   */
  ask(ranges: readonly SeqRange[], budgetBytes: number, upTo: number, afterSeq: number): void {
    if (this.#wanted.isEmpty) this.#afterSeq = afterSeq
    if (!Array.isArray(ranges)) return
    const asked = ranges.slice(0, LIMITS.needRangesMax).filter(isSeqRange)
    for (const [from, to] of asked) this.#wanted.add(from, Math.min(to, upTo))
    this.#budgetBytes = Math.max(this.#budgetBytes, Math.min(Number(budgetBytes) || 0, LIMITS.needBudgetBytes))
  }

  forget(): void {
    this.#wanted.clear()
    this.#budgetBytes = 0
  }

  /** True when something is wanted and live batches have left up to `sentUpTo`. */
  isDue(sentUpTo: number): boolean {
    return !this.#wanted.isEmpty && sentUpTo >= this.#afterSeq
  }

  /** True when `seq` or a later number is wanted: the open batch must be closed for it. */
  wantsFrom(seq: number): boolean {
    return this.#wanted.max >= seq
  }

  /**
   * Whole batches, newest first, until the budget is reached or passed, then the ranges that the ring no longer holds. The
   * rest is forgotten: a relay that still misses it asks again. Numbers that are held but not sealed stay wanted.
   */
  answer(ring: Ring, tail: number): OutboxMessage[] {
    const sends: OutboxMessage[] = []
    const sealedTo = ring.newest ? lastSeqOf(ring.newest.header) : tail - 1
    const ranges = [...this.#wanted.ranges].reverse()
    let answeredFrom = Number.MAX_SAFE_INTEGER
    let isSpent = false
    for (const [from, to] of ranges) {
      if (isSpent) break
      for (const batch of ring.newestFirst(from, to)) {
        // Two ranges can meet in one batch.
        if (lastSeqOf(batch.header) >= answeredFrom) continue
        answeredFrom = firstSeqOf(batch.header)
        sends.push(['fill', batch.header, batch.bytes])
        this.#budgetBytes -= byteLengthOf(batch.header)
        isSpent = this.#budgetBytes <= 0
        if (isSpent) break
      }
    }
    for (const [from, to] of ranges) {
      if (from < tail) sends.push(['gone', [from, Math.min(to, tail - 1)], 'evicted'])
    }
    this.#wanted.remove(1, sealedTo)
    if (this.#wanted.isEmpty) this.#budgetBytes = 0
    return sends
  }
}
