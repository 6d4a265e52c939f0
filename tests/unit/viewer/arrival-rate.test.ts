/** The rate in the status line: what arrives now, without history that is loaded. */
import { expect, test } from 'vitest'
import { ArrivalRate, isTooFast } from '#lib/viewer/arrival-rate.ts'
import { calmWaitMs, redrawWaitMs } from '#lib/viewer/calm.ts'
import type { LogView } from '#lib/viewer/log-source.ts'
import { LogStore } from '#lib/viewer/log-store.ts'

const view = (counts: Partial<LogView>): LogView => ({ ...new LogStore({ schedule: () => {} }).view(), ...counts })

/** Notes one view each 100 ms. */
function rateOf(known: (step: number) => Partial<LogView>, steps: number): number {
  const rate = new ArrivalRate()
  for (let step = 0; step <= steps; step++) rate.note(view(known(step)), step * 100)
  return rate.at(steps * 100)
}

test('is the number of records per second', () => {
  expect(rateOf((step) => ({ total: 1_000 + step * 23 }), 50)).toBeCloseTo(230, 0)
})

test('goes on while the oldest records are dropped or cleared', () => {
  expect(rateOf((step) => ({ total: 500, trimmed: step * 10, cleared: step * 5 }), 50)).toBeCloseTo(150, 0)
})

test('does not count the history that a page loads', () => {
  expect(rateOf((step) => ({ awaited: 50_000 - step * 1_000, total: step * 1_000 }), 20)).toBe(0)
  expect(rateOf((step) => ({ total: step < 3 ? 0 : 50_000 }), 20)).toBe(0)
})

test('falls to zero when nothing arrives, and starts anew after a reset', () => {
  const rate = new ArrivalRate()
  for (let step = 0; step <= 20; step++) rate.note(view({ total: 10 + step * 10 }), step * 100)
  expect(rate.at(2_000)).toBeGreaterThan(90)
  expect(rate.at(3_000)).toBeLessThan(60)
  expect(rate.at(10_000)).toBe(0)
  rate.note(view({ total: 3 }), 10_100)
  expect(rate.at(10_200)).toBe(0)
})

test('counts against the eye only what the filter shows', () => {
  expect(isTooFast(100, view({ total: 1_000, matched: 1_000 }))).toBe(true)
  expect(isTooFast(100, view({ total: 1_000, matched: 100 }))).toBe(false)
  expect(isTooFast(100, view({ total: 0, matched: 0 }))).toBe(false)
})

test('what is calm changes four times a second, all of it at once', () => {
  expect(calmWaitMs(Number.NEGATIVE_INFINITY, 1_007)).toBe(0)
  expect(calmWaitMs(1_007, 1_007)).toBe(243)
  expect(calmWaitMs(1_120, 1_200)).toBe(50)
  expect(calmWaitMs(1_249, 1_250)).toBe(0)
  expect(calmWaitMs(1_007, 9_000)).toBe(0)
})

test('the page draws what its worker sends at that pace without a wait of its own', () => {
  expect(redrawWaitMs(Number.NEGATIVE_INFINITY, 1_007)).toBe(0)
  expect(redrawWaitMs(1_007, 1_257)).toBe(0)
  // The frame before was late, and this one is early.
  expect(redrawWaitMs(1_030, 1_210)).toBe(0)
  // What comes far too early waits for the frame after it.
  expect(redrawWaitMs(1_007, 1_107)).toBe(225)
})
