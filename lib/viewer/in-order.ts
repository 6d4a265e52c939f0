/**
 * Sorts records and gone ranges that arrive in any order into one rising sequence, for readers that print as they go.
 * Holds back everything after a hole until the hole is filled or declared gone.
 */
import type { SeqRange } from '#lib/protocol/messages.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { LostReason } from './log-handlers.ts'

export type LogItem =
  | { kind: 'records'; range: SeqRange; records: NumberedRecord[]; textBytes: number }
  | { kind: 'gone'; range: SeqRange; reason: LostReason }

export class InOrder {
  /** Items by first seq. They do not overlap, because the gap tracker passes each number once. */
  readonly #held = new Map<number, LogItem>()
  #next: number | null = null
  #hasReleased = false

  /** The next number to release; null until {@link startAt}. */
  get next(): number | null {
    return this.#next
  }

  /** Sets the lowest number to release, and returns what can be released now. After the first release it only rises. */
  startAt(seq: number): LogItem[] {
    this.#next = this.#hasReleased ? Math.max(this.#next ?? 0, seq) : seq
    const held = [...this.#held.values()]
    this.#held.clear()
    for (const item of held) this.#hold(item)
    return this.#drain()
  }

  /** Takes one item and returns what can be released now, in order. */
  put(item: LogItem): LogItem[] {
    this.#hold(item)
    return this.#drain()
  }

  /** Drops what lies below the next number: it was passed, and an ended session came back and still had it. */
  #hold(item: LogItem): void {
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

  #drain(): LogItem[] {
    const ready: LogItem[] = []
    for (;;) {
      const item = this.#next === null ? undefined : this.#held.get(this.#next)
      if (!item) return ready
      this.#held.delete(item.range[0])
      this.#next = item.range[1] + 1
      this.#hasReleased = true
      ready.push(item)
    }
  }
}
