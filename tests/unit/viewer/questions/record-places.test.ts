/** Questions about places in the log: the next record that matches, whether one is held, how many share an id. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LogStore } from '#lib/viewer/log-store.ts'

const LEVELS = ['info', 'warn', 'error'] as const

interface Given {
  session: string
  seq: number
  level: (typeof LEVELS)[number]
  body: string
  traceId?: string
}

const sizes = fc.tuple(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 40 }))

function given([a, b]: [number, number]): { store: LogStore; all: Given[] } {
  const store = new LogStore({ schedule: (task) => task() })
  const all: Given[] = []
  for (const [session, count, startedAtMs] of [
    ['a', a, 1],
    ['b', b, 2],
  ] as const) {
    store.begin(session, startedAtMs)
    const records = Array.from({ length: count }, (_, i) => ({
      seq: i + 1,
      timeMs: i,
      level: LEVELS[(i * 7) % 3] as Given['level'],
      body: i % 5 === 0 ? 'needle' : 'hay',
      traceId: `t${i % 4}`,
    }))
    store.append(session, records, 100)
    all.push(...records.map((record) => ({ session, ...record })))
  }
  return { store, all }
}

test('the next record is the one that a walk finds', async () => {
  await fc.assert(
    fc.asyncProperty(
      sizes,
      fc.nat(),
      fc.constantFrom<1 | -1>(1, -1),
      fc.subarray([...LEVELS]),
      fc.constantFrom('', 'needle', 'nowhere'),
      fc.constantFrom<'shown' | 'all'>('shown', 'all'),
      async (size, at, direction, levels, text, which) => {
        const { store, all } = given(size)
        store.setFilter({ levels: ['info', 'error'], text: '' })
        const start = at % all.length
        const rest = direction === 1 ? all.slice(start + 1) : all.slice(0, start).reverse()
        const expected = rest.find(
          ({ level, body }) =>
            (levels.length === 0 || levels.includes(level)) &&
            body.includes(text) &&
            (which === 'all' || level !== 'warn'),
        )
        const { session, seq } = all[start] as Given
        const found = await store.ask('next', { from: { session, seq }, direction, levels, text, which })
        expect(found && [found.session, found.record.seq]).toEqual(expected ? [expected.session, expected.seq] : null)
      },
    ),
    { numRuns: 60 },
  )
})

test('without a place to start from, the search begins at the end that lies behind', async () => {
  const { store } = given([4, 3])
  const ask = (direction: 1 | -1) => store.ask('next', { from: null, direction, levels: [], text: '', which: 'all' })
  expect((await ask(1))?.session).toBe('a')
  expect((await ask(-1))?.record.seq).toBe(3)
})

test('a place is held and shown, held and hidden, passed, or still to come', async () => {
  const { store } = given([600, 2])
  store.setFilter({ levels: ['error'], text: '' })
  expect(await store.ask('place', { session: 'a', seq: 3 })).toMatchObject({ record: { seq: 3 }, isShown: true })
  expect(await store.ask('place', { session: null, seq: 4 })).toMatchObject({ session: 'a', isShown: false })
  expect(await store.ask('place', { session: 'a', seq: 601 })).toMatchObject({ record: null, isPassed: false })
  expect(await store.ask('place', { session: 'x', seq: 1 })).toMatchObject({ session: null, record: null })
  const late = new LogStore({ schedule: (task) => task() })
  late.append('a', [{ seq: 9, timeMs: 1, level: 'info', body: '' }], 10)
  expect(await late.ask('place', { session: 'a', seq: 8 })).toMatchObject({ record: null, isPassed: true })
})

test('records that share an id are counted, also those that came after the first count', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 0, max: 4 }), async (size, at) => {
      const { store, all } = given(size)
      const count = () => store.ask('sameId', { kind: 'trace', value: `t${at}` })
      const expected = all.filter(({ traceId }) => traceId === `t${at}`).length
      expect(await count()).toEqual({ count: expected })
      store.append('b', [{ seq: size[1] + 1, timeMs: 1, level: 'info', body: '', traceId: `t${at}` }], 10)
      expect(await count()).toEqual({ count: expected + 1 })
    }),
    { numRuns: 20 },
  )
})
