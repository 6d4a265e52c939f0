/** The scroll bar of a list that is higher than a browser allows: every row is reachable, in order. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CONTENT_PX_MAX, scrollScale } from '#lib/viewer/scroll-scale.ts'

const lists = fc.record({
  rows: fc.integer({ min: 0, max: 20_000_000 }),
  rowPx: fc.integer({ min: 18, max: 60 }),
  viewPx: fc.integer({ min: 40, max: 3_000 }),
})

describe('a scroll bar', () => {
  test('is never longer than an element may be', () => {
    fc.assert(
      fc.property(lists, ({ rows, rowPx, viewPx }) => {
        expect(scrollScale(rows * rowPx, viewPx).contentPx).toBeLessThanOrEqual(CONTENT_PX_MAX)
      }),
    )
  })

  test('rises with the list, and reaches both ends', () => {
    fc.assert(
      fc.property(
        lists,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, a, b) => {
          const listPx = list.rows * list.rowPx
          const scale = scrollScale(listPx, list.viewPx)
          const listMax = Math.max(0, listPx - list.viewPx)
          const scrollMax = Math.max(0, scale.contentPx - list.viewPx)
          const [low, high] = [Math.min(a, b), Math.max(a, b)]
          expect(scale.toScroll(low * listMax)).toBeLessThanOrEqual(scale.toScroll(high * listMax))
          expect(scale.toList(low * scrollMax)).toBeLessThanOrEqual(scale.toList(high * scrollMax))
          expect([scale.toScroll(0), scale.toScroll(listMax)]).toEqual([0, scrollMax])
          expect([scale.toList(0), scale.toList(scrollMax)]).toEqual([0, listMax])
        },
      ),
    )
  })

  test('shows each row at some whole pixel', () => {
    fc.assert(
      fc.property(lists, fc.double({ min: 0, max: 1, noNaN: true }), ({ rows, rowPx, viewPx }, share) => {
        fc.pre(rows > 0)
        const row = Math.min(rows - 1, Math.floor(rows * share))
        const scale = scrollScale(rows * rowPx, viewPx)
        const shownPx = scale.toList(Math.round(scale.toScroll(row * rowPx)))
        // Its upper edge is in sight, within a tenth of a screen or what one pixel of a bar for 20,000,000 rows skips.
        const skippedPx = Math.max(1, (rows * rowPx) / CONTENT_PX_MAX) * 1.3
        const wantedPx = Math.min(row * rowPx, Math.max(0, rows * rowPx - viewPx))
        expect(Math.abs(shownPx - wantedPx)).toBeLessThanOrEqual(skippedPx)
      }),
    )
  })

  test('of a million rows skips less than a row per pixel', () => {
    const scale = scrollScale(24_000_000, 800)
    expect(scale.isExact).toBe(false)
    const steps = [0, 1_000_000, 5_000_000, 9_999_000].map((px) => scale.toList(px + 1) - scale.toList(px))
    expect(Math.max(...steps)).toBeLessThan(24)
  })

  test('is proportional: in the middle of the bar is the middle of the list', () => {
    const scale = scrollScale(24_000_000, 800)
    for (const share of [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]) {
      const shown = scale.toList(share * (scale.contentPx - 800)) / (24_000_000 - 800)
      expect(Math.abs(shown - share)).toBeLessThan(0.01)
    }
  })

  test('is exact near both ends and wherever the list is short', () => {
    const long = scrollScale(24_000_000, 800)
    expect(long.toList(2_400)).toBe(2_400)
    expect(long.toList(long.contentPx - 800 - 2_400)).toBe(24_000_000 - 800 - 2_400)
    expect(scrollScale(24_000, 800).toList(1_234)).toBe(1_234)
  })
})
