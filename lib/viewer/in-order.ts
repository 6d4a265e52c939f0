/**
 * Turns records and gone ranges that come in any order into one rising sequence, for readers that print as they go. Holds
 * back what comes after a hole until the hole is filled or declared gone.
 */
import type { SeqRange } from '#lib/protocol/messages.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { LostReason } from './session-feed.ts'

export type InOrderItem =
  | { kind: 'records'; range: SeqRange; records: NumberedRecord[]; textBytes: number }
  | { kind: 'gone'; range: SeqRange; reason: LostReason }

export class InOrder {
  /** By first seq; disjoint, because repair lets every number through once. */
  readonly #held = new Map<number, InOrderItem>()
  #next: number | null = null
  #hasGiven = false

  /** The number to give next; null until {@link startAt}. */
  get next(): number | null {
    return this.#next
  }

  /** Gives nothing below `seq`. Moves forward only, once something was given. */
  startAt(seq: number): InOrderItem[] {
    this.#next = this.#hasGiven ? Math.max(this.#next ?? 0, seq) : seq
    const held = [...this.#held.values()]
    this.#held.clear()
    for (const item of held) this.#hold(item)
    return this.#drain()
  }

  /** Takes one item and returns what can be given now, in order. */
  put(item: InOrderItem): InOrderItem[] {
    this.#hold(item)
    return this.#drain()
  }

  /** What lies below the next number was passed: a session that had ended came back and still had it. */
  #hold(item: InOrderItem): void {
    const next = this.#next ?? 0
    if (item.range[1] < next) return
    const range: SeqRange = [Math.max(item.range[0], next), item.range[1]]
    this.#held.set(
      range[0],
      item.kind === 'gone'
        ? { ...item, range }
        : { ...item, range, records: item.records.filter((r) => r.seq >= next) },
    )
  }

  #drain(): InOrderItem[] {
    const ready: InOrderItem[] = []
    for (;;) {
      const item = this.#next === null ? undefined : this.#held.get(this.#next)
      if (!item) return ready
      this.#held.delete(item.range[0])
      this.#next = item.range[1] + 1
      this.#hasGiven = true
      ready.push(item)
    }
  }
}
