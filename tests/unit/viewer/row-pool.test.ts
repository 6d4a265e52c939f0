/** The elements of the list: few, reused, and always in the order of their rows. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RowPool } from '#lib/viewer/row-pool.ts'

/** A parent that holds numbers as its elements. */
function parent() {
  const children: number[] = []
  let created = 0
  let moved = 0
  const remove = (element: number) => {
    const at = children.indexOf(element)
    if (at >= 0) children.splice(at, 1)
  }
  const pool = new RowPool<number>({
    create: () => created++,
    insert: (element, before) => {
      moved++
      remove(element)
      children.splice(before === null ? children.length : children.indexOf(before), 0, element)
    },
    remove,
  })
  return { pool, children, created: () => created, moved: () => moved }
}

const ranges = fc.array(
  fc.record({
    from: fc.integer({ min: 0, max: 300 }),
    count: fc.integer({ min: 0, max: 60 }),
    by: fc.integer({ min: -30, max: 30 }),
  }),
  { minLength: 1, maxLength: 40 },
)

test('whatever is shown, elements stand in the order of rows and none is superfluous', () => {
  fc.assert(
    fc.property(ranges, (steps) => {
      const { pool, children, created } = parent()
      let most = 0
      for (const { from, count, by } of steps) {
        pool.renumber(by)
        const slots = pool.show(from, from + count)
        most = Math.max(most, count)
        expect(slots.map(({ row }) => row)).toEqual(Array.from({ length: count }, (_, i) => from + i))
        expect(slots.map(({ element }) => element)).toEqual(children)
        for (const { row, element } of slots) expect(pool.slotOf(row)?.element).toBe(element)
      }
      expect(created()).toBeLessThanOrEqual(steps.length * most)
    }),
  )
})

test('a row that stays in sight keeps its element, and only others are new', () => {
  fc.assert(
    fc.property(ranges, (steps) => {
      const { pool } = parent()
      for (const { from, count, by } of steps) {
        pool.renumber(by)
        const before = new Map(pool.slots.map(({ row, element }) => [row, element]))
        for (const { row, element, isNew } of pool.show(from, from + count)) {
          expect(isNew).toBe(!before.has(row))
          if (before.has(row)) expect(element).toBe(before.get(row))
        }
      }
    }),
  )
})

test('scrolling reuses elements: none is created, and only the rows that enter are moved', () => {
  const { pool, created, moved } = parent()
  pool.show(0, 50)
  for (let from = 1; from <= 500; from++) pool.show(from, from + 50)
  expect(created()).toBe(50)
  expect(moved()).toBe(550)
  pool.show(100_000, 100_050)
  expect(created()).toBe(50)
  expect(moved()).toBe(550)
})
