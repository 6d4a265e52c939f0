import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'

const range = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.nat(12))
  .map(([from, length]) => [from, from + length] as const)
const step = fc.record({ add: fc.boolean(), range })

test('holds exactly what a plain set would, in sorted ranges that neither overlap nor touch', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), range, (steps, asked) => {
      const ranges = new SeqRanges()
      const plain = new Set<number>()
      for (const {
        add,
        range: [from, to],
      } of steps) {
        if (add) ranges.add(from, to)
        else ranges.remove(from, to)
        for (let seq = from; seq <= to; seq++) add ? plain.add(seq) : plain.delete(seq)
      }
      expect(ranges.size).toBe(plain.size)
      for (let seq = 0; seq <= 75; seq++) expect(ranges.has(seq)).toBe(plain.has(seq))
      ranges.ranges.forEach(([from, to], i) => {
        expect(from).toBeLessThanOrEqual(to)
        const next = ranges.ranges[i + 1]
        if (next) expect(next[0]).toBeGreaterThan(to + 1)
      })
      const missing = ranges.missing(asked[0], asked[1]).flatMap(([from, to]) => span(from, to))
      expect(missing).toEqual(span(asked[0], asked[1]).filter((seq) => !plain.has(seq)))
    }),
  )
})

function span(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
