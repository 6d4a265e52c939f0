/** Which patterns come first, and which count as new. */
import { expect, test } from 'vitest'
import { isNewPattern, orderedPatterns, usualLevel, worstLevel } from '#app/_live/pattern-order.ts'
import { LEVELS, type Level } from '#lib/protocol/levels.ts'

const row = (template: string, count: number, level: Level, firstMs = 1) => ({
  ...{ id: count, template, count, firstMs, bars: [], newest: { session: 'a', seq: 1 } },
  levels: LEVELS.map((one) => (one === level ? count : 0)),
})
const rows = [row('took <*>ms', 9, 'info', 5), row('Cart is empty', 4, 'unknown', 9), row('db is gone', 2, 'fatal', 7)]
const order = (by: 'count' | 'new' | 'level', search = '') =>
  orderedPatterns(rows, search, by).map(({ count }) => count)

test('by count, by novelty, by severity, and by words', () => {
  expect(order('count')).toEqual([9, 4, 2])
  expect(order('new')).toEqual([4, 2, 9])
  expect(order('level')).toEqual([2, 9, 4])
  expect(order('count', ' CART ')).toEqual([4])
  expect(rows.map(worstLevel)).toEqual(['info', 'unknown', 'fatal'])
})

test('one error among many records is not what a pattern usually is', () => {
  const mixed = { ...row('GET <*>', 1, 'fatal'), levels: [0, 0, 1_404, 0, 0, 1, 0] }
  expect([usualLevel(mixed), worstLevel(mixed)]).toEqual(['info', 'fatal'])
})

test('new is what began in the last minute, or since the pause', () => {
  const log = { fromMs: 1_000_000, toMs: 2_000_000 }
  expect(isNewPattern({ firstMs: 1_950_000 }, log, null)).toBe(true)
  expect(isNewPattern({ firstMs: 1_900_000 }, log, null)).toBe(false)
  expect(isNewPattern({ firstMs: 1_900_000 }, log, 1_800_000)).toBe(true)
  expect(isNewPattern({ firstMs: 0 }, log, null)).toBe(false)
  // Everything is young in a young log.
  expect(isNewPattern({ firstMs: 1_030_000 }, { fromMs: 1_000_000, toMs: 1_040_000 }, null)).toBe(false)
})
