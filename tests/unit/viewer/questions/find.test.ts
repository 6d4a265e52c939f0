/** Finding among the shown records: next and previous in a circle, counted, compared with a plain list. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LogStore } from '#lib/viewer/log-store.ts'
import type { FoundPlace } from '#lib/viewer/questions/find.ts'

const bodies = ['cart', 'Cart and cart', 'nothing', 'a (b) c']
const run = (from: number, to: number, words: readonly number[]) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    seq: from + i,
    timeMs: from + i,
    level: (from + i) % 3 === 0 ? ('error' as const) : ('info' as const),
    body: bodies[words[(from + i) % words.length] ?? 0] as string,
  }))

test('each step leads to the neighboring hit, around the end', async () => {
  const words = fc.array(fc.nat(bodies.length - 1), { minLength: 1, maxLength: 9 })
  await fc.assert(
    fc.asyncProperty(
      words,
      fc.integer({ min: 1, max: 1_300 }),
      fc.boolean(),
      fc.nat(),
      async (wanted, count, isFiltered, start) => {
        const store = new LogStore({ schedule: (task) => task() })
        store.begin('a', 1)
        store.begin('b', 2)
        store.append('a', run(1, count, wanted), 100)
        store.append('b', run(5, 20, wanted), 100)
        if (isFiltered) store.setFilter({ levels: ['error'], text: '' })
        const all = [
          ...run(1, count, wanted).map((record) => ({ session: 'a', ...record })),
          ...run(5, 20, wanted).map((record) => ({ session: 'b', ...record })),
        ].filter(({ level }) => !isFiltered || level === 'error')
        const hits = all.filter(({ body }) => body.toLowerCase().includes('cart'))
        const from = all[start % Math.max(1, all.length)]
        const place = (hit: FoundPlace | undefined) => (hit ? { session: hit.session, seq: hit.seq } : null)
        const ask = (step: 'next' | 'previous' | 'near', at: FoundPlace | null) =>
          store.ask('find', { text: 'cart', at, step, isCounted: true })
        if (!from) return
        const rank = all.indexOf(from)
        const after = hits.find((hit) => all.indexOf(hit) > rank) ?? hits[0]
        const before = hits.findLast((hit) => all.indexOf(hit) < rank) ?? hits.at(-1)
        const near = hits.findLast((hit) => all.indexOf(hit) <= rank) ?? hits.at(-1)
        const at = place(from)
        expect(await ask('next', at)).toEqual({
          place: place(after),
          count: hits.length,
          index: after ? hits.indexOf(after) + 1 : 0,
        })
        expect((await ask('previous', at)).place).toEqual(place(before))
        expect((await ask('near', at)).place).toEqual(place(near))
        expect((await ask('near', null)).place).toEqual(place(hits.at(-1)))
      },
    ),
    { numRuns: 60 },
  )
})

test('new records are found, expressions are, and nothing finds nothing', async () => {
  const store = new LogStore({ schedule: (task) => task() })
  store.append('a', run(1, 4, [0]), 100)
  const count = async (text: string) =>
    (await store.ask('find', { text, at: null, step: 'near', isCounted: true })).count
  expect([
    await count('cart'),
    await count('Cart'),
    await count('/^c.rt$/'),
    await count('(b)'),
    await count(' '),
  ]).toEqual([4, 0, 4, 0, 0])
  store.append('a', run(5, 6, [0]), 100)
  expect(await count('cart')).toBe(6)
})

test('a search ends when another text is asked for', async () => {
  const store = new LogStore({ schedule: (task) => task() })
  store.append('a', run(1, 20_000, [0, 1, 2]), 100)
  const first = store.ask('find', { text: 'cart', at: null, step: 'near', isCounted: true })
  const second = store.ask('find', { text: 'nothing', at: null, step: 'near', isCounted: true })
  expect([(await first).count, (await second).count]).toEqual([null, expect.any(Number)])
})
