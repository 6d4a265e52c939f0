/** Scrolling through rows of different heights, against the sum of all heights. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endPosition, isBelow, type ListPosition, movedBy } from '#lib/viewer/list-position.ts'

const heights = fc.array(fc.integer({ min: 18, max: 400 }), { minLength: 1, maxLength: 60 })

const pixelOf = (all: readonly number[], { row, px }: ListPosition) =>
  all.slice(0, row).reduce((sum, height) => sum + height, 0) + px

test('moving by pixels is moving along the sum of the heights, within the list', () => {
  fc.assert(
    fc.property(heights, fc.array(fc.integer({ min: -3_000, max: 3_000 }), { maxLength: 20 }), (all, moves) => {
      const heightOf = (row: number) => all[row] ?? 0
      const total = all.reduce((sum, height) => sum + height, 0)
      let position: ListPosition = { row: 0, px: 0 }
      let pixel = 0
      for (const move of moves) {
        position = movedBy(position, move, all.length, heightOf)
        pixel = Math.max(0, Math.min(total, pixel + move))
        expect(pixelOf(all, position)).toBe(pixel)
        expect(position.row).toBeLessThan(all.length)
      }
    }),
  )
})

test('at the end, the last row touches the lower edge', () => {
  fc.assert(
    fc.property(heights, fc.integer({ min: 1, max: 2_000 }), (all, viewPx) => {
      const total = all.reduce((sum, height) => sum + height, 0)
      const position = endPosition(all.length, viewPx, (row) => all[row] ?? 0)
      expect(pixelOf(all, position)).toBe(Math.max(0, total - viewPx))
    }),
  )
})

test('an empty list has one position', () => {
  expect(movedBy({ row: 7, px: 3 }, -50, 0, () => 24)).toEqual({ row: 0, px: 0 })
  expect(endPosition(0, 500, () => 24)).toEqual({ row: 0, px: 0 })
})

test('positions are compared by row, then by pixel', () => {
  expect(isBelow({ row: 2, px: 0 }, { row: 1, px: 20 })).toBe(true)
  expect(isBelow({ row: 1, px: 20 }, { row: 1, px: 20 })).toBe(false)
  expect(isBelow({ row: 1, px: 21 }, { row: 1, px: 20 })).toBe(true)
})
