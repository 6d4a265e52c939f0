/** Sizes of rows: whole pixels at any font size of the browser, and room for what they hold. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowMetrics } from '#app/_live/list/row-metrics.ts'
import { DENSITIES, TEXT_SIZES } from '#app/_preferences/reading.ts'

const wishes = fc.record({
  density: fc.constantFrom(...DENSITIES),
  textSize: fc.constantFrom(...TEXT_SIZES),
  widthPx: fc.integer({ min: 200, max: 4_000 }),
  remPx: fc.double({ min: 9, max: 40, noNaN: true }),
  besideChars: fc.integer({ min: 12, max: 400 }),
})

test('rows have whole pixels and hold their text', () => {
  fc.assert(
    fc.property(wishes, (wish) => {
      const { textPx, linePx, padPx, rowPx, bounds } = rowMetrics(wish)
      expect([linePx, padPx, rowPx].every(Number.isInteger)).toBe(true)
      expect(linePx).toBeGreaterThan(textPx)
      expect(rowPx).toBeGreaterThanOrEqual(linePx + 2 * padPx)
      expect(bounds.lineChars).toBeGreaterThanOrEqual(20)
    }),
  )
})

test('a wide list at the usual size has rows of 24 pixels; a narrow one has room for the time above the text', () => {
  const usual = { density: 'normal', textSize: 'medium', remPx: 16, besideChars: 30 } as const
  expect(rowMetrics({ ...usual, widthPx: 1_200 })).toMatchObject({ rowPx: 24, linePx: 20, isNarrow: false })
  // A finger hits it.
  expect(rowMetrics({ ...usual, widthPx: 375 })).toMatchObject({ rowPx: 44, isNarrow: true })
})

test('each step of density and text size makes rows higher, or as high', () => {
  const heights = DENSITIES.map((density) =>
    TEXT_SIZES.map((textSize) => rowMetrics({ density, textSize, widthPx: 1_200, remPx: 16, besideChars: 30 }).rowPx),
  )
  for (const row of heights) expect(row).toEqual([...row].sort((a, b) => a - b))
  const medium = heights.map((row) => row[1] ?? 0)
  expect(medium).toEqual([20, 24, 30])
})
