/** What the relay asked for again and how it is answered from the ring [DV5]. Pure; when to answer is {@link Outbox}'s. */
import { lastSeqOf } from '../protocol/batch.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { SeqRange } from '../protocol/messages.ts'
import type { Send } from './outbox.ts'
import type { Ring } from './ring.ts'

export class Repair {
  /** Rising and disjoint. */
  #wanted: SeqRange[] = []
  #budgetBytes = 0
  #afterSeq = 0

  /**
   * Adds to what is wanted. Numbers above `upTo` are ignored: they were not given yet, or come live. The answer waits
   * until live batches up to `afterSeq` have left; a later question does not put an earlier one off.
   */
  ask(ranges: readonly SeqRange[], budgetBytes: number, upTo: number, afterSeq: number): void {
    if (this.#wanted.length === 0) this.#afterSeq = afterSeq
    if (!Array.isArray(ranges)) return
    const asked = ranges.slice(0, LIMITS.needRangesMax).filter(isRange)
    this.#wanted = joined([...this.#wanted, ...asked.map(([from, to]): SeqRange => [from, Math.min(to, upTo)])])
    this.#budgetBytes = Math.max(this.#budgetBytes, Math.min(Number(budgetBytes) || 0, LIMITS.needBudgetBytes))
  }

  forget(): void {
    this.#wanted = []
    this.#budgetBytes = 0
  }

  /** True when something is wanted and live batches have left up to `sentUpTo`. */
  isDue(sentUpTo: number): boolean {
    return this.#wanted.length > 0 && sentUpTo >= this.#afterSeq
  }

  /** True when a number from `seq` on is wanted: the open batch must be closed for it. */
  wantsFrom(seq: number): boolean {
    return this.#wanted.some(([, to]) => to >= seq)
  }

  /**
   * Whole batches, newest first, until the budget is reached or passed, then what the ring no longer holds. The rest is
   * forgotten: who still misses it asks again. Numbers that are held but not sealed stay wanted.
   */
  answer(ring: Ring, tail: number): Send[] {
    const sends: Send[] = []
    const sealedTo = ring.newest ? lastSeqOf(ring.newest.header) : tail - 1
    const ranges = [...this.#wanted]
    let answeredFrom = Number.MAX_SAFE_INTEGER
    let isSpent = false
    for (const [from, to] of ranges.reverse()) {
      if (isSpent) break
      for (const batch of ring.newestFirst(from, to)) {
        // Two ranges can meet in one batch.
        if (lastSeqOf(batch.header) >= answeredFrom) continue
        answeredFrom = batch.header[2]
        sends.push(['fill', batch.header, batch.bytes])
        this.#budgetBytes -= batch.header[4]
        isSpent = this.#budgetBytes <= 0
        if (isSpent) break
      }
    }
    for (const [from, to] of ranges) {
      if (from < tail) sends.push(['gone', [from, Math.min(to, tail - 1)], 'evicted'])
    }
    this.#wanted = joined(ranges.map(([from, to]) => [Math.max(from, sealedTo + 1), to]))
    if (this.#wanted.length === 0) this.#budgetBytes = 0
    return sends
  }
}

function isRange(value: unknown): value is SeqRange {
  return Array.isArray(value) && Number.isSafeInteger(value[0]) && value[0] >= 1 && Number.isSafeInteger(value[1])
}

/** The same numbers as few ranges in rising order. Written here, because SeqRanges is more than devices need to load. */
function joined(ranges: readonly SeqRange[]): SeqRange[] {
  const joined: SeqRange[] = []
  let last: SeqRange | undefined
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (to < from) continue
    if (last && from <= last[1] + 1) {
      joined.pop()
      last = [last[0], Math.max(last[1], to)]
    } else last = [from, to]
    joined.push(last)
  }
  return joined
}
