/** Which logs pass when a phone replays everything it holds at every connect [FP18], however often the connection breaks. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ReplayedLog, ReplayFilter } from '#lib/flutter/replay-filter.ts'
import { LIMITS } from '#lib/protocol/limits.ts'

const log = (message: string, more: Partial<ReplayedLog> = {}): ReplayedLog => ({
  timestamp: '2025-10-07T09:11:00.123456',
  level: 'info',
  message,
  error: null,
  stackTrace: null,
  ...more,
})

/** One connection: which of the phone's logs pass. */
function connection(filter: ReplayFilter, sent: readonly ReplayedLog[]): ReplayedLog[] {
  filter.startConnection()
  return sent.filter((one) => filter.isNew(one))
}

test('[LN7][FB12] of the replay after a reconnect, only new logs pass', () => {
  const filter = new ReplayFilter()
  const [a, b, c] = [log('a'), log('b'), log('c')]
  expect(connection(filter, [a, b])).toEqual([a, b])
  expect(connection(filter, [a, b, c])).toEqual([c])
  expect(filter.counts).toEqual({ fresh: 1, repeats: 2 })
})

test('[LN7][FB12] equal logs are counted: after two, a third is new', () => {
  const filter = new ReplayFilter()
  const twice = [log('tick'), log('tick')]
  expect(connection(filter, twice)).toHaveLength(2)
  expect(connection(filter, [...twice, log('tick')])).toHaveLength(1)
  expect(connection(filter, [log('tick')])).toHaveLength(0)
})

test.each<[string, Partial<ReplayedLog>]>([
  ['timestamp', { timestamp: '2025-10-07T09:11:00.123457' }],
  ['level', { level: 'error' }],
  ['level that is missing', { level: null }],
  ['message', { message: 'other' }],
  ['error', { error: 'Exception' }],
  ['stack', { stackTrace: '#0 main' }],
])('[LN7][FB12] a log that differs only in its %s is another log', (_name, more) => {
  const filter = new ReplayFilter()
  connection(filter, [log('same')])
  expect(connection(filter, [log('same'), log('same', more)])).toEqual([log('same', more)])
})

test('fields do not run into each other', () => {
  const filter = new ReplayFilter()
  connection(filter, [log('a', { error: 'b', stackTrace: null })])
  expect(connection(filter, [log('a', { error: null, stackTrace: 'b' })])).toHaveLength(1)
})

/** A phone logs, and its connection breaks at any point, even inside a replay. */
test('[LN7][FB12] each log passes exactly once and in order, wherever connections break', () => {
  const few = fc.record({ stamp: fc.nat(20), message: fc.constantFrom('a', 'b', 'tick') })
  const connections = fc.array(
    fc.record({ logged: fc.array(few, { maxLength: 12 }), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  )
  fc.assert(
    fc.property(connections, (steps) => {
      const filter = new ReplayFilter()
      const held: ReplayedLog[] = []
      const through: ReplayedLog[] = []
      let reached = 0
      for (const { logged, share } of steps) {
        held.push(
          ...logged.map(({ stamp, message }) => log(message, { timestamp: `2025-10-07T09:11:00.${100 + stamp}` })),
        )
        const sent = held.slice(0, Math.round(held.length * share))
        reached = Math.max(reached, sent.length)
        through.push(...connection(filter, sent))
      }
      expect(through).toEqual(held.slice(0, reached))
    }),
    { numRuns: 500 },
  )
})

test('replayIdentitiesMax: evicted logs are not new when they are replayed, and new logs still pass', () => {
  const stamped = (i: number) => log(`log ${i}`, { timestamp: `2025-10-07T09:11:${String(i).padStart(9, '0')}` })
  const history = Array.from({ length: 30 }, (_, i) => stamped(i))
  const filter = new ReplayFilter(10)
  expect(connection(filter, history)).toEqual(history)
  expect(filter.evicted).toBe(20)
  expect(connection(filter, [...history, stamped(30), stamped(31)])).toEqual([stamped(30), stamped(31)])
  expect(connection(filter, [...history, stamped(30), stamped(31), stamped(32)])).toEqual([stamped(32)])
  // The phone's list was cleared: later logs are not taken for evicted ones.
  expect(connection(filter, [stamped(33)])).toEqual([stamped(33)])
  expect(LIMITS.replayIdentitiesMax).toBeGreaterThanOrEqual(LIMITS.ringRecordsMax)
})
