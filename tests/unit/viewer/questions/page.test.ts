/** Reading the log page by page gives each record once, in the order of the list. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Answer } from '#lib/viewer/log-questions.ts'
import { LogStore } from '#lib/viewer/log-store.ts'

const run = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    seq: from + i,
    timeMs: from + i,
    level: (from + i) % 3 === 0 ? ('error' as const) : ('info' as const),
    body: `record ${from + i}`,
  }))

async function readAll(store: LogStore, which: 'shown' | 'all', countMax: number): Promise<string[]> {
  const read: string[] = []
  let after: { session: string; seq: number } | null = null
  for (;;) {
    const page: Answer<'page'> = await store.ask('page', { which, after, countMax })
    for (const { session, record } of page.records) read.push(`${session}${record.seq}`)
    const last = page.records.at(-1)
    if (!page.hasMore || !last) return read
    after = { session: last.session, seq: last.record.seq }
  }
}

test('pages of any size hold each record once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 1_200 }), async (countMax, count) => {
      const store = new LogStore({ schedule: (task) => task() })
      store.begin('a', 1)
      store.begin('b', 2)
      store.append('a', run(1, count), 100)
      store.append('b', run(1, 7), 100)
      const all = [...run(1, count).map(({ seq }) => `a${seq}`), ...run(1, 7).map(({ seq }) => `b${seq}`)]
      expect(await readAll(store, 'all', countMax)).toEqual(all)
      store.setFilter({ levels: ['error'], text: '' })
      const errors = all.filter((place) => Number(place.slice(1)) % 3 === 0)
      expect(await readAll(store, 'shown', countMax)).toEqual(errors)
    }),
    { numRuns: 30 },
  )
})

test('a page goes on behind a record that was dropped meanwhile', async () => {
  const store = new LogStore({ schedule: (task) => task(), recordsMax: 600 })
  store.append('a', run(1, 1_500), 100)
  const { records } = await store.ask('page', { which: 'all', after: { session: 'a', seq: 3 }, countMax: 1 })
  expect(records[0]?.record.seq).toBeGreaterThan(3)
})
