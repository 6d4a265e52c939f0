/** Random lives of a device: in whatever order records, acknowledgments, requests and losses come, these must hold. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { OutboxMessage } from '#lib/sdk/delivery/device-message.ts'
import { DrivenOutbox } from './driven-outbox.ts'

const RING = { ringBytesMax: 96 * 1024, ringRecordsMax: 700 }
const CREDIT = 40 * 1024

type Move =
  | { do: 'log'; count: number; bytes: number }
  | { do: 'connect'; viewers: number }
  | { do: 'lose' }
  | { do: 'viewers'; count: number }
  /** Acknowledges this share of the sent batches. */
  | { do: 'ack'; share: number }
  | { do: 'ackHead' }
  | { do: 'need'; from: number; to: number; budget: number }
  | { do: 'wait'; ms: number }

const share = fc.double({ min: 0, max: 1, noNaN: true })
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('log'), count: fc.integer({ min: 1, max: 60 }), bytes: fc.constantFrom(1, 100, 2_000, 20_000) }) }, // biome-ignore format: one move a line
  { weight: 2, arbitrary: fc.record({ do: fc.constant('connect'), viewers: fc.integer({ min: 0, max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('viewers'), count: fc.integer({ min: 0, max: 2 }) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('ack'), share }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('ackHead') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('need'), from: share, to: share, budget: fc.constantFrom(1, 30_000, LIMITS.needBudgetBytes) }) }, // biome-ignore format: one move a line
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.constantFrom(1, 12, 60, 1_100) }) },
) as fc.Arbitrary<Move>

/** Plays the relay and checks everything the device sends. */
class Witness {
  readonly driven = new DrivenOutbox(RING)
  isConnected = false
  viewers = 0
  /** Live numbers are accounted for up to here: sent, reported as gone, or acknowledged unseen. */
  #cursor = 0
  #acked = 0
  #sentBytes: { last: number; bytes: number }[] = []
  readonly #batchOf = new Map<number, { first: number; bytes: Uint8Array }>()
  #tail = 1

  play(move: Move): unknown {
    const { outbox } = this.driven
    switch (move.do) {
      case 'log': {
        const before = outbox.head
        this.driven.log(move.count, 'r'.repeat(move.bytes))
        expect(outbox.head).toBe(before + move.count)
        return this.hear(this.driven.step())
      }
      case 'connect':
        this.lose()
        this.isConnected = true
        this.viewers = move.viewers
        return this.hear(this.driven.connect(move.viewers, CREDIT))
      case 'lose':
        return this.lose()
      case 'viewers':
        if (!this.isConnected) return
        this.viewers = move.count
        return this.hear(this.driven.viewers(move.count))
      case 'ack': {
        const sent = this.#sentBytes[Math.floor(move.share * this.#sentBytes.length)]
        return sent && this.ack(sent.last)
      }
      case 'ackHead':
        return this.isConnected && this.viewers === 0 ? this.ack(outbox.head) : undefined
      case 'need': {
        const ends = [move.from, move.to].map((part) => 1 + Math.floor(part * (outbox.head + 5)))
        return this.hear(this.driven.need([[Math.min(...ends), Math.max(...ends)]], move.budget))
      }
      case 'wait':
        return this.hear(this.driven.after(move.ms))
    }
  }

  lose(): void {
    this.driven.outbox.disconnected()
    this.isConnected = false
    this.#cursor = this.#acked
    this.#sentBytes = []
  }

  ack(upTo: number): void {
    this.#acked = Math.max(this.#acked, upTo)
    this.#cursor = Math.max(this.#cursor, upTo)
    this.#sentBytes = this.#sentBytes.filter(({ last }) => last > upTo)
    this.hear(this.driven.ack(upTo))
  }

  hear(sends: OutboxMessage[]): void {
    const { outbox } = this.driven
    if (!this.isConnected) expect(sends).toEqual([])
    for (const send of sends) {
      if (send[0] === 'batch' || send[0] === 'fill') {
        const [, header, bytes] = send
        const [, , first, count, byteLength] = header
        expect(bytes.byteLength).toBe(byteLength)
        // A batch is sealed once: a number stays in the same batch with the same bytes.
        for (let seq = first; seq < first + count; seq++) {
          const known = this.#batchOf.get(seq)
          if (known && (known.first !== first || known.bytes !== bytes)) throw new Error(`${seq} was batched again`)
          this.#batchOf.set(seq, { first, bytes })
        }
        expect(first).toBeGreaterThanOrEqual(outbox.tail)
        if (send[0] === 'fill') continue
        expect(this.viewers).toBeGreaterThan(0)
        // No silent hole before it, and never a batch that was fully accounted for.
        expect(first).toBeLessThanOrEqual(this.#cursor + 1)
        expect(first + count - 1).toBeGreaterThan(this.#cursor)
        this.#cursor = first + count - 1
        this.#sentBytes.push({ last: this.#cursor, bytes: byteLength })
      } else if (send[0] === 'gone') {
        const [, [from, to], reason] = send
        expect(to).toBeLessThan(outbox.tail)
        expect(from).toBeLessThanOrEqual(to)
        if (reason !== 'overrun') continue
        expect(from).toBe(this.#cursor + 1)
        this.#cursor = to
      } else expect(send[1].head).toBe(outbox.head)
    }
    const unacked = this.#sentBytes.reduce((sum, { bytes }) => sum + bytes, 0)
    expect(outbox.unackedBytes).toBe(unacked)
    if (this.#sentBytes.length > 1) expect(unacked).toBeLessThanOrEqual(CREDIT)
    this.checkRing()
  }

  /** Numbers from tail to head are held; everything below was evicted for good. */
  checkRing(): void {
    const { outbox } = this.driven
    expect(outbox.tail).toBeGreaterThanOrEqual(this.#tail)
    this.#tail = outbox.tail
    const held = outbox.head - outbox.tail + 1
    if (held > LIMITS.batchRecordsMax) expect(held).toBeLessThanOrEqual(RING.ringRecordsMax)
    if (outbox.heldBytes > RING.ringBytesMax) throw new Error(`${outbox.heldBytes} bytes are held`)
  }

  /** All faults heal: held records arrive, and dropped ones are reported as gone. */
  heal(): void {
    this.play({ do: 'connect', viewers: 1 })
    this.play({ do: 'wait', ms: 100 })
    for (let turns = 0; this.#sentBytes.length > 0; turns++) {
      if (turns > 10_000) throw new Error('the stream does not end')
      this.play({ do: 'ack', share: 1 - Number.EPSILON })
      this.play({ do: 'wait', ms: 100 })
    }
    expect(this.#cursor).toBe(this.driven.outbox.head)
    expect(this.driven.outbox.hasRoom).toBe(true)
  }
}

test('[SQ1][BT1][DV2][DV3][DV6] numbers, batches, credit and ring stay correct through any life, and everything heals', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      const witness = new Witness()
      for (const move of moves) witness.play(move)
      witness.heal()
    }),
    { numRuns: 300 },
  )
})

test('[DV5] an answer covers the requested ranges, or spends its budget', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom(10, 3_000)), { minLength: 1, maxLength: 40 }),
      fc.array(fc.tuple(share, share), { minLength: 1, maxLength: LIMITS.needRangesMax }),
      fc.constantFrom(5_000, LIMITS.needBudgetBytes),
      (runs, asked, budget) => {
        const driven = new DrivenOutbox(RING)
        driven.connect(1, LIMITS.creditBytes)
        for (const [count, bytes] of runs) {
          driven.log(count, 'r'.repeat(bytes))
          driven.after(60)
          driven.ack(driven.outbox.head)
        }
        const { head, tail } = driven.outbox
        const ranges = asked.map(([a, b]): [number, number] => {
          const ends = [a, b].map((part) => 1 + Math.floor(part * (head - 1)))
          return [Math.min(...ends), Math.max(...ends)]
        })
        const covered = new Set<number>()
        let spent = 0
        let oldest = Number.MAX_SAFE_INTEGER
        for (const send of driven.need(ranges, budget)) {
          if (send[0] === 'fill') {
            const [, , first, count, bytes] = send[1]
            expect(spent).toBeLessThan(budget)
            expect(first + count - 1).toBeLessThan(oldest)
            oldest = first
            spent += bytes
            for (let seq = first; seq < first + count; seq++) covered.add(seq)
          } else if (send[0] === 'gone') {
            expect(send[1][1]).toBeLessThan(tail)
            for (let seq = send[1][0]; seq <= send[1][1]; seq++) covered.add(seq)
          }
        }
        for (const [from, to] of ranges) {
          for (let seq = from; seq <= to; seq++) if (!covered.has(seq)) expect(spent).toBeGreaterThanOrEqual(budget)
        }
      },
    ),
    { numRuns: 200 },
  )
})
