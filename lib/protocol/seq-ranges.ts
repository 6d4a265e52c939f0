/**
 * A set of sequence numbers as sorted, disjoint, inclusive ranges. Adding in order is O(1) amortized; everything else is
 * O(ranges), and ranges are few because records arrive nearly in order.
 */
import type { SeqRange } from './messages.ts'

/** True for a range whose ends are sequence numbers in rising order. */
export function isSeqRange(value: unknown): value is SeqRange {
  if (!Array.isArray(value)) return false
  const [from, to] = value
  return Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 1 && from <= to
}

export class SeqRanges {
  #ranges: [number, number][] = []

  /** Ranges in rising order. Do not modify them. */
  get ranges(): readonly SeqRange[] {
    return this.#ranges
  }

  get isEmpty(): boolean {
    return this.#ranges.length === 0
  }

  /** Highest number in the set; 0 when it is empty. */
  get max(): number {
    return this.#last?.[1] ?? 0
  }

  /** How many numbers the set holds. */
  get size(): number {
    return this.#ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0)
  }

  has(seq: number): boolean {
    const last = this.#last
    if (!last || seq > last[1]) return false
    if (seq >= last[0]) return true
    return this.#ranges.some(([from, to]) => seq >= from && seq <= to)
  }

  add(from: number, to: number = from): void {
    if (to < from) return
    const last = this.#last
    if (!last || from > last[1] + 1) {
      this.#ranges.push([from, to])
      return
    }
    if (from >= last[0]) {
      if (to > last[1]) last[1] = to
      return
    }
    const merged: [number, number][] = []
    let next: [number, number] = [from, to]
    let placed = false
    for (const range of this.#ranges) {
      if (range[1] + 1 < next[0]) merged.push(range)
      else if (next[1] + 1 < range[0]) {
        if (!placed) merged.push(next)
        placed = true
        merged.push(range)
      } else next = [Math.min(range[0], next[0]), Math.max(range[1], next[1])]
    }
    if (!placed) merged.push(next)
    this.#ranges = merged
  }

  clear(): void {
    this.#ranges = []
  }

  remove(from: number, to: number = from): void {
    const kept: [number, number][] = []
    for (const [a, b] of this.#ranges) {
      if (b < from || a > to) kept.push([a, b])
      else {
        if (a < from) kept.push([a, from - 1])
        if (b > to) kept.push([to + 1, b])
      }
    }
    this.#ranges = kept
  }

  /** The parts of `from … to` that the set does not hold, in rising order. */
  missing(from: number, to: number): SeqRange[] {
    const holes: SeqRange[] = []
    let next = from
    for (const [a, b] of this.#ranges) {
      if (b < next) continue
      if (a > to) break
      if (a > next) holes.push([next, a - 1])
      next = b + 1
    }
    if (next <= to) holes.push([next, to])
    return holes
  }

  get #last(): [number, number] | undefined {
    return this.#ranges[this.#ranges.length - 1]
  }
}
