/** The records outside of a set of ranges are those that a naive filter finds. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SeqRanges } from '#lib/protocol/seq-ranges.ts'
import { LogStore } from '#lib/viewer/log-store.ts'

const seqs = fc.uniqueArray(fc.integer({ min: 1, max: 1_500 }), { maxLength: 1_200 })

test('what is not kept yet is found wherever it lies', async () => {
  await fc.assert(
    fc.asyncProperty(seqs, seqs, fc.integer({ min: 1, max: 500 }), async (held, kept, countMax) => {
      const log = new LogStore({ schedule: (task) => task() })
      const rising = held.toSorted((a, b) => a - b)
      log.begin('a', 1)
      log.append(
        'a',
        rising.map((seq) => ({ seq, timeMs: seq, level: 'info', body: 'x' })),
        100,
      )
      const ranges = new SeqRanges()
      for (const seq of kept) ranges.add(seq)
      const wanted = rising.filter((seq) => !kept.includes(seq))
      const answer = await log.ask('unkept', { kept: [['a', ranges.ranges]], countMax })
      expect(answer.records.map(({ record }) => record.seq)).toEqual(wanted.slice(0, countMax))
      expect(answer.hasMore).toBe(wanted.length > countMax)
    }),
    { numRuns: 60 },
  )
})
