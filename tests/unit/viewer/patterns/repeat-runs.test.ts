/** Runs of records that say the same hold each shown record once, and are as long as they can be. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { repeatRuns } from '#lib/viewer/patterns/repeat-runs.ts'

test('runs are what a reader would count', () => {
  const record = fc.record({ pattern: fc.nat(2), level: fc.nat(1), isShown: fc.boolean() })
  fc.assert(
    fc.property(fc.array(record, { maxLength: 60 }), (records) => {
      const at = (i: number) => records[i] as (typeof records)[number]
      const runs = repeatRuns({
        count: records.length,
        patternAt: (i) => at(i).pattern,
        levelAt: (i) => at(i).level,
        isShown: (i) => at(i).isShown,
      })
      const shown = records.map((_, i) => i).filter((i) => at(i).isShown)
      expect(runs.flatMap(({ from, to }) => shown.filter((i) => i >= from && i <= to))).toEqual(shown)
      expect(runs.reduce((sum, { count }) => sum + count, 0)).toBe(shown.length)
      for (const [r, run] of runs.entries()) {
        const inside = shown.filter((i) => i >= run.from && i <= run.to)
        expect(inside.length).toBe(run.count)
        expect(new Set(inside.map((i) => `${at(i).pattern} ${at(i).level}`)).size).toBe(1)
        if (at(run.from).pattern === 0) expect(run.count).toBe(1)
        const next = runs[r + 1]
        if (next && at(run.from).pattern !== 0)
          expect([at(next.from).pattern, at(next.from).level]).not.toEqual([at(run.to).pattern, at(run.to).level])
      }
    }),
  )
})
