/** What one viewer received, by record number: delivered, repeated, out of order, and damaged if bytes are checked. */
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'

export interface Counts {
  delivered: number
  lost: number
  repeated: number
  reordered: number
  damaged: number
}

interface Stream {
  next: number
  /** Skipped, and perhaps still to come. */
  missing: SeqRanges
}

export class Account {
  delivered = 0
  repeated = 0
  reordered = 0
  damaged = 0
  readonly #expected: number
  readonly #streams = new Map<number, Stream>()

  /** `expected`: how many records this viewer should receive. */
  constructor(expected: number) {
    this.#expected = expected
  }

  take(streamId: number, first: number, count: number): void {
    const stream = this.#streams.get(streamId) ?? { next: 1, missing: new SeqRanges() }
    if (stream.next === 1) this.#streams.set(streamId, stream)
    if (first >= stream.next) {
      if (first > stream.next) stream.missing.add(stream.next, first - 1)
      stream.next = first + count
    } else if (stream.missing.has(first)) {
      stream.missing.remove(first, first + count - 1)
      this.reordered += count
    } else {
      this.repeated += count
      return
    }
    this.delivered += count
  }

  get isComplete(): boolean {
    return this.delivered >= this.#expected
  }

  /** How far it is, counting losses on the way: a peer that loses records must not stall the stream. */
  get passed(): number {
    let passed = 0
    for (const { next } of this.#streams.values()) passed += next - 1
    return passed
  }

  get lost(): number {
    return Math.max(0, this.#expected - this.delivered)
  }
}

export function totalOf(accounts: Account[]): Counts {
  const sum = (pick: (account: Account) => number) => accounts.reduce((total, account) => total + pick(account), 0)
  return {
    delivered: sum((account) => account.delivered),
    lost: sum((account) => account.lost),
    repeated: sum((account) => account.repeated),
    reordered: sum((account) => account.reordered),
    damaged: sum((account) => account.damaged),
  }
}
