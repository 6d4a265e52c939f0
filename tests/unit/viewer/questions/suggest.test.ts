/** Keys and values that records have, for completion. */
import { expect, test } from 'vitest'
import { LogStore } from '#lib/viewer/log-store.ts'

const record = (seq: number, attributes: Record<string, unknown>, scope?: string) => ({
  seq,
  timeMs: seq,
  level: 'info' as const,
  body: 'x',
  attributes,
  ...(scope ? { scope } : {}),
})

test('keys are paths, the most frequent first, and so are values', async () => {
  const store = new LogStore({ schedule: (task) => task() })
  store.append(
    'a',
    [
      record(1, { user: { id: 42 }, tags: ['x', 'y'] }, 'shop'),
      record(2, { user: { id: 42, name: null } }, 'shop.cart'),
      record(3, { user: { id: 7 } }, 'shop'),
    ],
    100,
  )
  expect(await store.ask('suggest', { of: 'keys' })).toEqual([
    { text: 'user.id', count: 3 },
    { text: 'tags', count: 2 },
    { text: 'user.name', count: 1 },
  ])
  expect(await store.ask('suggest', { of: 'values', key: 'user.id' })).toEqual([
    { text: '42', count: 2 },
    { text: '7', count: 1 },
  ])
  expect(await store.ask('suggest', { of: 'values', key: 'logger' })).toEqual([
    { text: 'shop', count: 2 },
    { text: 'shop.cart', count: 1 },
  ])
  store.append('a', [record(4, { user: { id: 7 } }), record(5, { user: { id: 7 } })], 100)
  expect((await store.ask('suggest', { of: 'values', key: 'user.id' }))[0]).toEqual({ text: '7', count: 3 })
})

test('records with endless keys, values and depth are bounded', async () => {
  const store = new LogStore({ schedule: (task) => task() })
  let deep: unknown = 1
  for (let i = 0; i < 400; i++) deep = { deep }
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`key${i}`, i]))
  const records = Array.from({ length: 1_000 }, (_, i) =>
    record(i + 1, { ...many, deep, own: `value ${i}`, long: 'x'.repeat(10_000), __proto__: { odd: 1 } }),
  )
  store.append('a', records, 100_000)
  expect((await store.ask('suggest', { of: 'keys' })).length).toBeLessThanOrEqual(300)
  expect((await store.ask('suggest', { of: 'values', key: 'own' })).length).toBeLessThanOrEqual(200)
  expect(await store.ask('suggest', { of: 'values', key: 'long' })).toEqual([])
})
