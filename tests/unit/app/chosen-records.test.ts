/** Choosing from one row to another gives the rows that are shown between them, in their order. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CHOSEN_MAX, chooseAll, chooseRange, keyOf } from '#app/_live/chosen-records.ts'
import type { RecordRow } from '#lib/viewer/log-source.ts'
import { LogStore } from '#lib/viewer/log-store.ts'

const LEVELS = ['info', 'warn', 'error'] as const

function storeOf(counts: number[], levels: readonly (typeof LEVELS)[number][]): { store: LogStore; rows: RecordRow[] } {
  const store = new LogStore({ schedule: (task) => task() })
  for (const [s, count] of counts.entries()) {
    store.begin(`s${s}`, s + 1)
    const records = Array.from({ length: count }, (_, i) => ({
      seq: i + 1,
      timeMs: i,
      level: LEVELS[(i * 5 + s) % 3] ?? ('info' as const),
      body: `${s}.${i}`,
    }))
    if (count > 0) store.append(`s${s}`, records, 100)
  }
  store.setFilter({ levels, text: '' })
  const rows = Array.from({ length: store.view().rowCount }, (_, i) => store.row(i))
  return { store, rows: rows.filter((row) => row?.kind === 'record') }
}

test('what is chosen is what is shown between', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 3 }),
      fc.subarray([...LEVELS], { minLength: 1 }),
      fc.nat(),
      fc.nat(),
      async (counts, levels, a, b) => {
        const { store, rows } = storeOf(counts, levels)
        if (rows.length === 0) return
        const [from = 0, to = 0] = [a % rows.length, b % rows.length].sort((x, y) => x - y)
        const [first, last] = [rows[from], rows[to]]
        if (!first || !last) throw new Error('no such row')
        // Markers and headings of sessions lie between, too.
        const { records, keys, isCut } = await chooseRange(store, first, last, to - from + counts.length)
        expect(records.map(({ record }) => record.body)).toEqual(
          rows.slice(from, to + 1).map(({ record }) => record.body),
        )
        expect(keys).toEqual(new Set(rows.slice(from, to + 1).map(keyOf)))
        expect(isCut).toBe(false)
        expect((await chooseAll(store)).records).toHaveLength(rows.length)
      },
    ),
    { numRuns: 40 },
  )
})

test('a choice is bounded, and says when it was cut', async () => {
  const { store, rows } = storeOf([CHOSEN_MAX + 5], [])
  const [first, last] = [rows[0], rows.at(-1)]
  if (!first || !last) throw new Error('no rows')
  expect(await chooseRange(store, first, last, rows.length)).toMatchObject({ isCut: true })
  const all = await chooseAll(store)
  expect([all.records.length, all.isCut]).toEqual([CHOSEN_MAX, true])
})
