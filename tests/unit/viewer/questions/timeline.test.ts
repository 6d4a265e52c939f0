/** The bars of the time line hold each record once, whatever their times are, and stay few. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LEVELS } from '#lib/protocol/levels.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { LogStore } from '#lib/viewer/log-store.ts'
import { BARS_MAX, type Timeline } from '#lib/viewer/questions/timeline.ts'
import { TIME_STEPS, timeStep } from '#lib/viewer/time-steps.ts'

const START_MS = Date.UTC(2026, 10, 23, 14, 3)

const numbered = (records: readonly Pick<NumberedRecord, 'timeMs' | 'level'>[], from = 1): NumberedRecord[] =>
  records.map(({ timeMs, level }, i) => ({ seq: from + i, timeMs, level, body: `record ${from + i}` }))

const storeOf = (records: readonly NumberedRecord[]): LogStore => {
  const store = new LogStore({ schedule: (task) => task() })
  store.begin('a', 1)
  if (records.length > 0) store.append('a', records, records.length)
  return store
}

const sum = (counts: Uint32Array) => counts.reduce((total, count) => total + count, 0)

function naive(records: readonly NumberedRecord[], { fromMs, stepMs, barCount }: Timeline): Uint32Array {
  const counts = new Uint32Array(barCount * LEVELS.length)
  for (const { timeMs, level } of records) {
    const bar = Math.floor((timeMs - fromMs) / stepMs)
    if (bar < 0 || bar >= barCount) continue
    const at = bar * LEVELS.length + LEVELS.indexOf(level)
    counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}

const level = fc.constantFrom(...LEVELS)
/** Up to a month of records, in any order. */
const near = fc.record({ timeMs: fc.integer({ min: 0, max: 30 * 86_400_000 }).map((ms) => START_MS + ms), level })
const absurd = fc.constantFrom(0, -1, 1, 86_400_000, Number.NaN, Number.POSITIVE_INFINITY, 8e15, 1e300, -8e15)

test('bars add up to the records, shown and all, and equal a count one by one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(near, { minLength: 1, maxLength: 1_500 }),
      fc.integer({ min: 1, max: 400 }),
      fc.subarray([...LEVELS], { minLength: 1 }),
      async (records, barCountMax, levels) => {
        const all = numbered(records)
        const store = storeOf(all)
        store.setFilter({ levels, text: '' })
        const timeline = (await store.ask('timeline', { barCountMax })) as Timeline
        expect(timeline.barCount).toBeLessThanOrEqual(Math.min(barCountMax, BARS_MAX))
        expect(timeline.fromMs % timeline.stepMs).toBe(0)
        expect(timeline.outlierCount).toBe(0)
        expect(timeline.all).toEqual(naive(all, timeline))
        const shown = all.filter((record) => levels.includes(record.level))
        expect(timeline.shown).toEqual(naive(shown, timeline))
        expect(sum(timeline.all)).toBe(all.length)
        expect(sum(timeline.shown)).toBe(shown.length)
      },
    ),
    { numRuns: 50 },
  )
})

test('impossible times are counted and do not stretch the bars', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(near, { minLength: 6, maxLength: 60 }),
      fc.array(absurd, { maxLength: 5 }),
      async (records, times) => {
        const mixed = numbered([...records, ...times.map((timeMs) => ({ timeMs, level: 'info' as const }))])
        const timeline = (await storeOf(mixed).ask('timeline', { barCountMax: 100 })) as Timeline
        expect(timeline.outlierCount).toBe(times.length)
        expect(sum(timeline.all)).toBe(records.length)
        expect(timeline.fromMs).toBeGreaterThan(START_MS - 86_400_000 * 2)
      },
    ),
    { numRuns: 50 },
  )
})

test('what is kept of earlier answers changes none', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(near, { minLength: 1, maxLength: 700 }), { minLength: 1, maxLength: 4 }),
      async (batches) => {
        const store = new LogStore({ schedule: (task) => task(), recordsMax: 1_000 })
        let seq = 1
        for (const [i, batch] of batches.entries()) {
          store.append('a', numbered(batch, seq), batch.length)
          seq += batch.length
          store.setFilter(i % 2 === 0 ? { levels: ['error'], text: '' } : { levels: [], text: '' })
          const timeline = (await store.ask('timeline', { barCountMax: 50 })) as Timeline
          const held = await store.ask('page', { which: 'all', after: null, countMax: 10_000 })
          expect(timeline.all).toEqual(
            naive(
              held.records.map(({ record }) => record),
              timeline,
            ),
          )
          const shown = await store.ask('page', { which: 'shown', after: null, countMax: 10_000 })
          expect(sum(timeline.shown)).toBe(shown.records.length)
        }
      },
    ),
    { numRuns: 30 },
  )
})

test('an untested chunk is not remembered as one where nothing passes', async () => {
  const tasks: (() => void)[] = []
  let nowMs = 0
  const store = new LogStore({ schedule: (task) => tasks.push(task), now: () => (nowMs += 4) })
  const records = numbered(Array.from({ length: 4_000 }, (_, i) => ({ timeMs: START_MS + i, level: 'error' as const })))
  store.append('a', records, 4_000)
  store.setFilter({ levels: ['error'], text: '' })
  const early = (await store.ask('timeline', { barCountMax: 50 })) as Timeline
  expect(sum(early.shown)).toBeLessThan(4_000)
  while (tasks.length > 0) tasks.shift()?.()
  const late = (await store.ask('timeline', { barCountMax: 50 })) as Timeline
  expect(sum(late.shown)).toBe(4_000)
})

test('another filter shows other bars of the same records', async () => {
  const records = Array.from({ length: 1_000 }, (_, i) => ({ timeMs: START_MS + i, level: LEVELS[i % 7] ?? 'info' }))
  const store = storeOf(numbered(records))
  for (const levels of [[...LEVELS], ['error' as const], [...LEVELS]]) {
    store.setFilter({ levels, text: '' })
    const timeline = (await store.ask('timeline', { barCountMax: 50 })) as Timeline
    expect(sum(timeline.shown)).toBe(records.filter(({ level: one }) => levels.includes(one)).length)
  }
})

test('a log without records or without times has no bars', async () => {
  expect(await storeOf([]).ask('timeline', { barCountMax: 50 })).toBeNull()
  expect(await storeOf(numbered([{ timeMs: 0, level: 'info' }])).ask('timeline', { barCountMax: 50 })).toBeNull()
})

test('a device whose clock was never set has bars too', async () => {
  const boot = numbered([1_000, 2_000, 61_000].map((timeMs) => ({ timeMs, level: 'info' as const })))
  const timeline = (await storeOf(boot).ask('timeline', { barCountMax: 100 })) as Timeline
  expect(timeline).toMatchObject({ fromMs: 1_000, stepMs: 1_000, barCount: 61, outlierCount: 0 })
})

test('the step is the smallest that is enough', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4e12 }),
      fc.integer({ min: 0, max: 4e12 }),
      fc.integer({ min: 1, max: 200 }),
      (fromMs, spanMs, countMax) => {
        const step = timeStep(fromMs, fromMs + spanMs, countMax)
        const bars = (stepMs: number) => Math.floor((fromMs + spanMs) / stepMs) - Math.floor(fromMs / stepMs) + 1
        const smaller = TIME_STEPS[TIME_STEPS.indexOf(step) - 1]
        if (smaller !== undefined) expect(bars(smaller)).toBeGreaterThan(countMax)
        if (step !== TIME_STEPS.at(-1)) expect(bars(step)).toBeLessThanOrEqual(countMax)
      },
    ),
  )
})
