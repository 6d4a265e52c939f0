/** The records of the direct page: filter and bound. */
import { expect, test } from 'vitest'
import type { Level } from '#lib/protocol/levels.ts'
import { PageRecords } from '#lib/sdk/lan/page/page-records.ts'

const record = (body: string, level: Level = 'info') => ({ timeMs: 0, level, body })
const bodies = (records: PageRecords) => records.shown.map(({ body }) => body)

test('text is found in message and error, whatever its case', () => {
  const records = new PageRecords()
  records.add(record('Order placed'))
  records.add({ ...record('Payment failed', 'error'), error: { name: 'TypeError', message: 'card declined' } })
  records.filter('ORDER', 'trace')
  expect(bodies(records)).toEqual(['Order placed'])
  records.filter('typeerror: card', 'trace')
  expect(bodies(records)).toEqual(['Payment failed'])
  // The filter holds for records that come later.
  records.add(record('typeerror: card expired'))
  records.add(record('other'))
  expect(bodies(records)).toEqual(['Payment failed', 'typeerror: card expired'])
  expect(records.total).toBe(4)
})

test('a lowest level shows itself and the levels above; without one, unknown levels are shown too', () => {
  const records = new PageRecords()
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'unknown'] as const)
    records.add(record(level, level))
  expect(bodies(records)).toHaveLength(7)
  records.filter('', 'warn')
  expect(bodies(records)).toEqual(['warn', 'error', 'fatal'])
})

test('the newest 50,000 are held, filtered or not', () => {
  const records = new PageRecords()
  records.filter('', 'error')
  for (let i = 1; i <= 54_999; i++) records.add(record(`record ${i}`, i % 1000 === 0 ? 'error' : 'info'))
  expect(records.total).toBe(54_999)
  records.add(record('record 55000', 'error'))
  expect(records.total).toBe(50_000)
  expect(records.received).toBe(55_000)
  expect(bodies(records)).toHaveLength(50)
  expect(bodies(records)[0]).toBe('record 6000')
  records.clear()
  expect([records.total, records.received, records.shown.length]).toEqual([0, 0, 0])
})
