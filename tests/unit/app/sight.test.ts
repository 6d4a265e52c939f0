/** When the status line must be told of another record in sight. */
import { expect, test } from 'vitest'
import { isSameSight } from '#app/_live/list/sight.ts'

const sight = (timeMs: number | null, isCalm = false) => ({ timeMs, isCalm })
const QUARTER_MS = 15 * 60_000

test('for another quarter of an hour as it is shown, for none, and when the list is calm', () => {
  expect(isSameSight(sight(0), sight(QUARTER_MS - 1), 0)).toBe(true)
  expect(isSameSight(sight(0), sight(QUARTER_MS), 0)).toBe(false)
  expect(isSameSight(sight(0), sight(-1), 0)).toBe(false)
  // Of a corrected clock: midnight comes a second earlier.
  expect(isSameSight(sight(0), sight(QUARTER_MS - 1), 1_000)).toBe(false)
  expect(isSameSight(sight(0), sight(QUARTER_MS - 1_001), 1_000)).toBe(true)
  expect(isSameSight(sight(null), sight(null), 0)).toBe(true)
  expect(isSameSight(sight(null), sight(0), 0)).toBe(false)
  expect(isSameSight(sight(0), sight(0, true), 0)).toBe(false)
})
