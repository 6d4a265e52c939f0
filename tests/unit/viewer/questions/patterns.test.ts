/** The patterns of a log add up to its records, whichever were looked at before. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { Answer } from '#lib/viewer/log-questions.ts'
import { LogStore } from '#lib/viewer/log-store.ts'

const START_MS = Date.UTC(2026, 10, 23)
const bodies = ['user=ann logged in here', 'user=bob logged in here', 'cache miss', 'took 31ms', 'took 7ms'] as const
const TEMPLATES = new Map<string, string>([
  [bodies[0], 'user=<*> logged in here'],
  [bodies[1], 'user=<*> logged in here'],
  [bodies[2], 'cache miss'],
  [bodies[3], 'took <*>ms'],
  [bodies[4], 'took <*>ms'],
])

async function whole(store: LogStore, which: 'shown' | 'all'): Promise<Answer<'patterns'>> {
  for (let round = 0; ; round++) {
    const answer = await store.ask('patterns', { which, barCountMax: 20, round })
    if (answer.isComplete) return answer
  }
}

test('counts, levels, bars and the newest record are those of the records', async () => {
  const record = fc.record({
    body: fc.constantFrom(...bodies),
    level: fc.constantFrom('info' as const, 'error' as const),
    timeMs: fc.integer({ min: 0, max: 60_000 }).map((ms) => START_MS + ms),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(record, { minLength: 1, maxLength: 700 }), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      async (batches, isFiltered) => {
        const store = new LogStore({ schedule: (task) => task() })
        store.begin('a', 1)
        // Both users are seen first, so that their pattern is the same in every run.
        const first: NumberedRecord[] = bodies.map((body, i) => ({ seq: i + 1, body, level: 'info', timeMs: START_MS }))
        const all = [...first]
        store.append('a', first, 100)
        if (isFiltered) store.setFilter({ levels: ['error'], text: '' })
        for (const batch of batches) {
          const records = batch.map((one, i) => ({ ...one, seq: all.length + i + 1 }))
          all.push(...records)
          store.append('a', records, 100)
          const { rows, count, otherCount } = await whole(store, 'shown')
          const shown = all.filter(({ level }) => !isFiltered || level === 'error')
          expect(count).toBe(shown.length)
          expect(otherCount).toBe(0)
          for (const template of new Set(TEMPLATES.values())) {
            const wanted = shown.filter(({ body }) => TEMPLATES.get(body) === template)
            const row = rows.find((one) => one.template === template)
            expect(row?.count ?? 0).toBe(wanted.length)
            if (!row) continue
            expect(row.levels.reduce((sum, n) => sum + n, 0)).toBe(row.count)
            expect(row.levels[4]).toBe(wanted.filter(({ level }) => level === 'error').length)
            expect(row.bars.reduce((sum, n) => sum + n, 0)).toBe(row.count)
            expect(row.bars.length).toBeLessThanOrEqual(20)
            expect(row.newest).toEqual({ session: 'a', seq: wanted.at(-1)?.seq })
          }
        }
      },
    ),
    { numRuns: 25 },
  )
})

test('a restarted app has the patterns of its last run', async () => {
  const store = new LogStore({ schedule: (task) => task() })
  store.begin('a', 1)
  store.append('a', [{ seq: 1, timeMs: START_MS, level: 'info', body: bodies[0] }], 10)
  await whole(store, 'all')
  store.begin('b', 2)
  store.append('b', [{ seq: 1, timeMs: START_MS + 5, level: 'info', body: bodies[1] }], 10)
  const { rows } = await whole(store, 'all')
  expect(rows).toMatchObject([{ template: 'user=<*> logged in here', count: 2, newest: { session: 'b', seq: 1 } }])
})
