/** The names of attributes that a reader can choose as columns. */
import { expect, test } from 'vitest'
import { attributeText } from '#lib/viewer/display-body.ts'
import { LogStore } from '#lib/viewer/log-store.ts'

const store = () => new LogStore({ schedule: (task) => task() })
const record = (seq: number, attributes?: Record<string, unknown>) => ({
  seq,
  timeMs: seq,
  level: 'info' as const,
  body: 'x',
  ...(attributes ? { attributes } : {}),
})

test('are counted, the most frequent first, with those inside of objects', async () => {
  const log = store()
  log.append('s', [record(1, { user: 'a', http: { status: 200 } }), record(2, { user: 'b' }), record(3)], 10)
  expect(await log.ask('fields', { countMax: 10 })).toEqual([
    { key: 'user', count: 2 },
    { key: 'http.status', count: 1 },
  ])
  log.append('s', [record(4, { late: true })], 10)
  expect((await log.ask('fields', { countMax: 10 })).map(({ key }) => key)).toEqual(['user', 'http.status', 'late'])
  expect(await log.ask('fields', { countMax: 1 })).toHaveLength(1)
})

test('can be read as a column, whatever they are called', async () => {
  const log = store()
  const attributes = { __proto__: null, constructor: 'c', 'a.b': 1, a: { b: 2, c: null }, list: [1, 2], Upper: 'u' }
  log.append('s', [record(1, attributes)], 10)
  const keys = (await log.ask('fields', { countMax: 20 })).map(({ key }) => key)
  expect(keys).toEqual(['Upper', 'a.b', 'a.c', 'constructor', 'list'])
  expect(keys.map((key) => attributeText(record(1, attributes), key))).toEqual(['u', '1', 'null', 'c', '[2]'])
  expect(attributeText(record(1, attributes), 'toString')).toBe('')
})

test('do not grow with hostile records', async () => {
  const log = store()
  for (let seq = 1; seq <= 40; seq++) {
    const attributes = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`key${seq}-${i}`, i]))
    log.append('s', [record(seq, { ...attributes, ['x'.repeat(5_000)]: 1 })], 10)
  }
  const fields = await log.ask('fields', { countMax: 10_000 })
  expect(fields.length).toBeLessThanOrEqual(500)
  expect(fields.every(({ key }) => key.length <= 200)).toBe(true)
})
