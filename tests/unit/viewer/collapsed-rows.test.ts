/** Runs of similar records that go on through many chunks: as one row, found from each of their records, and one by one again. */
import { describe, expect, test } from 'vitest'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { LogStore } from '#lib/viewer/log-store.ts'

function opened() {
  const store = new LogStore({ schedule: (task) => task(), now: () => 0 })
  store.begin('s', 1)
  store.setOrder({ by: 'sessions', shiftsMs: {}, isCollapsed: true })
  return store
}

const polls = (from: number, to: number): NumberedRecord[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    seq: from + i,
    timeMs: from + i,
    level: 'info',
    body: `polled ${i % 7} jobs in ${i} ms`,
  }))
const other = (seq: number, body = 'something else'): NumberedRecord => ({ seq, timeMs: seq, level: 'warn', body })

const seen = (store: LogStore) =>
  Array.from({ length: Math.min(20, store.view().rowCount) }, (_, i) => {
    const row = store.row(i)
    if (row?.kind !== 'record') return row?.kind
    return row.similar ? `${row.seq} to ${row.similar.lastSeq}: ${row.similar.count}` : String(row.seq)
  })

describe('a run of thousands', () => {
  test('is one row, whatever arrives first, and each of its records leads there', () => {
    for (const parts of [
      [1, 600, 601, 1_900, 1_901, 3_000],
      [1_901, 3_000, 1, 600, 601, 1_900],
      [1, 600, 1_901, 3_000, 601, 1_900],
    ]) {
      const store = opened()
      store.append('s', [other(3_001)], 50)
      for (let i = 0; i < parts.length; i += 2) {
        const [from, to] = [parts[i] as number, parts[i + 1] as number]
        for (let at = from; at <= to; at += 100) store.append('s', polls(at, Math.min(to, at + 99)), 9_000)
      }
      expect(seen(store)).toEqual(['1 to 3000: 3000', '3001'])
      for (const [seq, row] of [
        [1, 0],
        [513, 0],
        [1_500, 0],
        [3_000, 0],
        [3_001, 1],
      ] as const) {
        store.select({ session: 's', seq })
        expect(store.view().selectedRow, `row of ${seq}`).toBe(row)
      }
      expect(store.view()).toMatchObject({ total: 3_001, matched: 3_001 })
    }
  })

  test('grows while it is watched, as a new row each time, so that the list draws its count', () => {
    const store = opened()
    store.append('s', polls(1, 2), 100)
    const before = store.row(0)
    store.append('s', polls(3, 3), 100)
    expect(store.row(0)).not.toBe(before)
    expect(seen(store)).toEqual(['1 to 3: 3'])
    expect(store.row(0)).toBe(store.row(0))
  })

  test('consists of what the filter shows', () => {
    const store = opened()
    for (let at = 1; at <= 2_000; at += 100) store.append('s', polls(at, at + 99), 9_000)
    store.append('s', [other(2_001), ...polls(2_002, 2_100)], 9_000)
    expect(seen(store)).toEqual(['1 to 2000: 2000', '2001', '2002 to 2100: 99'])
    store.setFilter({ levels: ['info'], text: '' })
    expect(seen(store)).toEqual(['1 to 2100: 2099'])
    store.setFilter({ levels: [], text: 'seq:>1500 -seq:>1600' })
    expect(seen(store)).toEqual(['1501 to 1600: 100'])
  })

  test('is shown one by one on request, and what comes later is a run of its own', () => {
    const store = opened()
    for (let at = 1; at <= 1_000; at += 100) store.append('s', polls(at, at + 99), 9_000)
    store.expand({ session: 's', seq: 1 }, 1_000)
    expect(store.view().rowCount).toBe(1_000)
    store.append('s', polls(1_001, 1_010), 900)
    expect(store.view().rowCount).toBe(1_001)
    store.setOrder({ by: 'sessions', shiftsMs: {}, isCollapsed: false })
    expect(store.view().rowCount).toBe(1_010)
    store.setOrder({ by: 'sessions', shiftsMs: {}, isCollapsed: true })
    expect(seen(store)).toEqual(['1 to 1010: 1010'])
  })

  test('keeps its place among markers and beside other sessions in one time line', () => {
    const store = opened()
    store.append('s', polls(1, 10), 900)
    store.lose('s', [11, 12], 'overrun')
    store.append('s', polls(13, 20), 900)
    expect(seen(store)).toEqual(['1 to 20: 18', 'marker'])
    store.select({ session: 's', seq: 15 })
    expect(store.view().selectedRow).toBe(0)
    store.begin('t', 2)
    store.append('t', [{ ...other(1), timeMs: 5 }], 50)
    store.setOrder({ by: 'time', shiftsMs: {}, isCollapsed: true })
    expect(seen(store)).toEqual(['1 to 20: 18', '1', 'marker'])
  })
})

test.each([
  ['another level', { ...other(2), level: 'error' as const }],
  ['another logger', { ...other(2), scope: 'db' }],
  ['other words', other(2, 'something new')],
  ['another error', { ...other(2), error: { name: 'TypeError', message: 'x', stack: '' } }],
])('%s ends a run', (_, record) => {
  const store = opened()
  store.append('s', [other(1), record], 100)
  expect(seen(store)).toEqual(['1', '2'])
})
