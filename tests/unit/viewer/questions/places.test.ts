/** A time leads to its record, and errors and wanted places to their parts of the list. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { LogStore } from '#lib/viewer/log-store.ts'

const START_MS = Date.UTC(2026, 10, 23)

const record = fc.record({
  // Often the same, so that ties are tried.
  timeMs: fc.integer({ min: 0, max: 400 }).map((ms) => START_MS + ms),
  level: fc.constantFrom('info' as const, 'error' as const, 'fatal' as const),
})
const twoSessions = fc.tuple(
  fc.array(record, { minLength: 1, maxLength: 900 }),
  fc.array(record, { minLength: 1, maxLength: 40 }),
)

function storeOf(sessions: readonly (readonly Pick<NumberedRecord, 'timeMs' | 'level'>[])[]) {
  const store = new LogStore({ schedule: (task) => task() })
  const rows = sessions.flatMap((records, s) => {
    const session = `s${s}`
    const all = records.map((one, i) => ({ ...one, seq: i + 1, body: '' }))
    store.begin(session, s + 1)
    store.append(session, all, 100)
    return all.map((one) => ({ session, ...one }))
  })
  return { store, rows }
}

test('a time leads to the earliest shown record at or after it, else to the latest before', async () => {
  await fc.assert(
    fc.asyncProperty(twoSessions, fc.integer({ min: -5, max: 420 }), fc.boolean(), async (sessions, ms, isFiltered) => {
      const { store, rows } = storeOf(sessions)
      if (isFiltered) store.setFilter({ levels: ['error'], text: '' })
      const timeMs = START_MS + ms
      const shown = rows.filter(({ level }) => !isFiltered || level === 'error')
      const after = shown.filter((row) => row.timeMs >= timeMs)
      const best =
        after.length > 0 ? Math.min(...after.map((row) => row.timeMs)) : Math.max(...shown.map((row) => row.timeMs))
      const wanted = shown.find((row) => row.timeMs === best)
      expect(await store.ask('locate', { timeMs })).toEqual(
        wanted ? { session: wanted.session, seq: wanted.seq } : null,
      )
    }),
    { numRuns: 100 },
  )
})

test('each part of the list names its first error', async () => {
  await fc.assert(
    fc.asyncProperty(
      twoSessions,
      fc.integer({ min: 1, max: 250 }),
      fc.boolean(),
      async (sessions, slotCount, isFiltered) => {
        const { store, rows } = storeOf(sessions)
        if (isFiltered) store.setFilter({ levels: ['error'], text: '' })
        const shown = rows.filter(({ level }) => !isFiltered || level === 'error')
        const ticks = await store.ask('ticks', { slotCount, places: rows.slice(0, 3) })
        const slots = Math.min(200, slotCount)
        expect(ticks.slotCount).toBe(slots)
        const slotOf = (index: number) => Math.min(slots - 1, Math.floor((index * slots) / Math.max(1, shown.length)))
        for (const [level, found] of [
          ['error', ticks.errors],
          ['fatal', ticks.fatals],
        ] as const) {
          const wanted = new Map<number, { slot: number; session: string; seq: number }>()
          for (const [i, row] of shown.entries())
            if (row.level === level && !wanted.has(slotOf(i)))
              wanted.set(slotOf(i), { slot: slotOf(i), session: row.session, seq: row.seq })
          expect(found).toEqual([...wanted.values()])
        }
        const before = (row: { session: string; seq: number }) =>
          shown.filter(({ session, seq }) => session < row.session || (session === row.session && seq < row.seq)).length
        expect(ticks.places.map(({ slot }) => slot)).toEqual(rows.slice(0, 3).map((row) => slotOf(before(row))))
      },
    ),
    { numRuns: 100 },
  )
})
