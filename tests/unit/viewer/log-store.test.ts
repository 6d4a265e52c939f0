/** The store behind the live page: places, bounds, filter, markers, counters. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Level } from '#lib/protocol/levels.ts'
import { LEVELS } from '#lib/protocol/levels.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { LogRow } from '#lib/viewer/log-source.ts'
import { LogStore } from '#lib/viewer/log-store.ts'
import type { LogStoreOptions } from '#lib/viewer/log-store-options.ts'

function record(seq: number, body = `record ${seq}`, level: Level = 'info'): NumberedRecord {
  return { seq, timeMs: seq, level, body }
}
const run = (from: number, to: number, body?: (seq: number) => string) =>
  Array.from({ length: to - from + 1 }, (_, i) => record(from + i, body?.(from + i)))

function store(options: Partial<LogStoreOptions> = {}): LogStore {
  return new LogStore({ schedule: (task) => task(), now: () => 0, ...options })
}

function rows(of: LogStore): LogRow[] {
  return Array.from({ length: of.view().rowCount }, (_, i) => of.row(i) as LogRow)
}

/** `12` for a record, `gone 3-7` for a marker, `--` where a session begins. */
function seen(of: LogStore): string[] {
  return rows(of).map((row) => {
    if (row.kind === 'record') return String(row.seq)
    if (row.kind === 'session') return '--'
    return row.marker === 'trimmed' ? `trimmed ${row.count}` : `${row.marker} ${row.range[0]}-${row.range[1]}`
  })
}

const numbers = (from: number, to: number) => run(from, to).map(({ seq }) => String(seq))

describe('places', () => {
  test('[VW4] records stand in rising seq wherever their fills go', () => {
    const it = store()
    it.append('s', run(11, 20), 100)
    it.append('s', run(1, 5), 100)
    it.append('s', run(6, 10), 100)
    expect(seen(it)).toEqual(numbers(1, 20))
  })

  test('a run beside a newer one of which nothing is held comes back to its place', () => {
    const it = store({ recordsMax: 20 })
    const begin = () => {
      it.begin('old', 1_000)
      it.begin('new', 2_000)
    }
    begin()
    it.append('old', run(1, 5), 100)
    it.append('new', run(1, 20), 100)
    begin()
    expect(seen(it)).toEqual(['trimmed 5', ...numbers(1, 20)])
    it.clear()
    it.append('old', run(6, 7), 100)
    expect(seen(it)).toEqual(['6', '7', '--'])
    it.append('new', run(21, 22), 100)
    expect(seen(it)).toEqual(['6', '7', '--', '21', '22'])
    expect(rows(it)[2]).toMatchObject({ kind: 'session', startedAtMs: 2_000 })
  })

  test('[SQ3] clocks decide nothing: a device whose clock jumps back keeps the order of its records', () => {
    const it = store()
    const jumping = run(1, 20).map((each) => ({ ...each, timeMs: each.seq % 5 === 0 ? -1e12 : 1e12 - each.seq }))
    it.append('s', jumping.slice(10), 100)
    it.append('s', jumping.slice(0, 10), 100)
    expect(seen(it)).toEqual(numbers(1, 20))
  })

  test('[VW4] runs in any order make the same rows as runs in order', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 1500 }), { maxLength: 40 })
    fc.assert(
      fc.property(cuts, fc.infiniteStream(fc.nat()), fc.boolean(), (at, picks, isFiltered) => {
        const bounds = [0, ...at.sort((a, b) => a - b), 1501]
        const runs = bounds
          .slice(1)
          .map((to, i) => run((bounds[i] ?? 0) + 1, to))
          .filter((part) => part.length > 0)
        const [ordered, shuffled] = [store(), store()]
        if (isFiltered) for (const it of [ordered, shuffled]) it.setFilter({ levels: [], text: '7' })
        for (const part of runs) ordered.append('s', part, 1)
        const left = [...runs]
        while (left.length > 0) {
          const part = left.splice((picks.next().value ?? 0) % left.length, 1)[0]
          if (part) shuffled.append('s', part, 1)
        }
        expect(seen(shuffled)).toEqual(seen(ordered))
        expect(shuffled.view().total).toBe(1501)
        for (const seq of [1, 17, 700, 1501]) {
          shuffled.select({ session: 's', seq })
          const row = shuffled.row(shuffled.view().selectedRow ?? -1)
          if (!isFiltered || String(seq).includes('7')) expect(row?.seq).toBe(seq)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('a later session stands below a divider', () => {
    const it = store()
    it.begin('a', 1)
    it.append('a', run(1, 2), 1)
    it.begin('b', 2)
    it.append('b', run(1, 1), 1)
    it.append('a', run(3, 3), 1)
    expect(seen(it)).toEqual(['1', '2', '3', '--', '1'])
  })

  test('the view follows the anchor and the selection while rows appear above them', () => {
    const it = store()
    it.append('s', run(11, 20), 1)
    it.setAnchor({ session: 's', seq: 15 })
    it.select({ session: 's', seq: 12 })
    expect(it.view()).toMatchObject({ anchorRow: 4, selectedRow: 1 })
    it.append('s', run(1, 10), 1)
    expect(it.view()).toMatchObject({ anchorRow: 14, selectedRow: 11 })
  })

  test('a place that is sought has its row in a view of its own', () => {
    const it = store()
    it.append('s', run(11, 20), 1)
    const rows: (number | null)[] = []
    it.subscribe(() => rows.push(it.view().anchorRow))
    it.setAnchor({ session: 's', seq: 15 })
    expect(rows).toEqual([])
    it.seek({ session: 's', seq: 18 })
    expect(rows).toEqual([7])
  })
})

describe('[VW5] markers', () => {
  test('stand where the records would, and a fill takes their place', () => {
    const it = store()
    it.append('s', run(1, 2), 1)
    it.append('s', run(9, 9), 1)
    it.lose('s', [3, 4], 'overrun')
    it.setHoles('s', [{ range: [5, 8], kind: 'loading' }])
    expect(seen(it)).toEqual(['1', '2', 'gone 3-4', 'loading 5-8', '9'])
    it.append('s', run(5, 8), 1)
    it.setHoles('s', [])
    expect(seen(it)).toEqual(['1', '2', 'gone 3-4', '5', '6', '7', '8', '9'])
  })
  test('of neighboring ranges with the same reason are one marker', () => {
    const it = store()
    it.lose('s', [1, 4], 'evicted')
    it.lose('s', [5, 9], 'evicted')
    it.append('s', run(10, 10), 1)
    expect(seen(it)).toEqual(['gone 1-9', '10'])
  })
  test('give way to a record that arrives after all', () => {
    const it = store()
    it.lose('s', [1, 9], 'session-ended')
    it.append('s', run(4, 6), 1)
    expect(seen(it)).toEqual(['gone 1-3', '4', '5', '6', 'gone 7-9'])
  })
  test('stay visible while a filter hides records', () => {
    const it = store()
    it.append('s', run(1, 3), 1)
    it.lose('s', [4, 6], 'evicted')
    it.append('s', run(7, 9), 1)
    it.setFilter({ levels: [], text: '8' })
    expect(seen(it)).toEqual(['gone 4-6', '8'])
  })
})

describe('bounds', () => {
  test('the oldest records are dropped first, counted, and not wanted again', () => {
    const floors: [string, number][] = []
    const it = store({ recordsMax: 1000 })
    it.onDrop((session, seq) => floors.push([session, seq]))
    for (let seq = 1; seq <= 5000; seq += 100) it.append('s', run(seq, seq + 99), 1)
    const { total, trimmed, rowCount } = it.view()
    expect(total).toBeLessThanOrEqual(1000)
    expect(total + trimmed).toBe(5000)
    expect(rowCount).toBe(total + 1)
    expect(it.row(0)).toMatchObject({ kind: 'marker', marker: 'trimmed', count: trimmed })
    expect(floors.at(-1)).toEqual(['s', trimmed + 1])
    it.append('s', run(1, 100), 1)
    expect(it.view().total).toBe(total)
  })
  test('bytes are bounded like records', () => {
    const it = store({ bytesMax: 1_000_000 })
    for (let seq = 1; seq <= 100; seq++) it.append('s', run(seq, seq), 100_000)
    expect(it.view().total).toBeLessThanOrEqual(12)
    expect(it.view().total + it.view().trimmed).toBe(100)
  })
  test('the counts per level follow records as they come and go', () => {
    const it = store({ recordsMax: 600 })
    for (let seq = 1; seq <= 2000; seq++) it.append('s', [record(seq, 'x', LEVELS[seq % 7])], 1)
    expect(it.view().levels.reduce((sum, n) => sum + n, 0)).toBe(it.view().total)
    it.reset()
    expect(it.view().levels).toEqual([0, 0, 0, 0, 0, 0, 0])
  })
})

describe('filter', () => {
  test('tests new and held records by level and words', () => {
    const it = store()
    it.append('s', [record(1, 'GET /cart', 'info'), record(2, 'lost /cart', 'error'), record(3, 'GET /', 'error')], 1)
    it.setFilter({ levels: ['error', 'fatal'], text: 'cart' })
    expect(seen(it)).toEqual(['2'])
    it.append('s', [record(4, 'Cart is empty', 'fatal'), record(5, 'cart', 'debug')], 1)
    expect(seen(it)).toEqual(['2', '4'])
    expect(it.view()).toMatchObject({ matched: 2, total: 5 })
    it.setFilter({ levels: [], text: '' })
    expect(seen(it)).toEqual(numbers(1, 5))
  })
  test('tests many records in slices, newest first, and reports progress', () => {
    const frames: (() => void)[] = []
    let nowMs = 0
    const it = store({ schedule: (task) => frames.push(task), now: () => nowMs++ })
    for (let seq = 1; seq <= 20_000; seq += 500) it.append('s', run(seq, seq + 499), 1)
    it.setFilter({ levels: [], text: '1' })
    frames.shift()?.()
    expect(it.view().isFiltering).toBe(true)
    expect(it.row(it.view().rowCount - 1)).toMatchObject({ seq: 19_999 })
    while (it.view().isFiltering) frames.shift()?.()
    expect(it.view().matched).toBe(run(1, 20_000).filter(({ body }) => body.includes('1')).length)
  })
})

describe('follow and pause', () => {
  test('while paused, it counts new records and errors; a record that fills a hole is not new', () => {
    const it = store()
    it.append('s', run(11, 20), 1)
    it.pause()
    it.append('s', run(1, 10), 1)
    it.append('s', [record(21, 'x', 'error'), record(22)], 1)
    expect(it.view()).toMatchObject({ isFollowing: false, newSincePause: 2, errorsSincePause: 1 })
    it.follow()
    expect(it.view()).toMatchObject({ isFollowing: true, newSincePause: 0, errorsSincePause: 0 })
  })
  test('while paused, it does not count records that the filter hides', () => {
    const it = store()
    it.setFilter({ levels: [], text: 'wanted' })
    it.pause()
    it.append('s', [record(1, 'wanted', 'error'), record(2, 'other', 'error')], 1)
    expect(it.view()).toMatchObject({ newSincePause: 1, errorsSincePause: 1 })
  })
  test('clear drops what is held, and what is still missing of it', () => {
    const it = store()
    it.append('s', run(1, 10), 1)
    it.setHoles('s', [{ range: [11, 12], kind: 'loading' }])
    it.clear()
    it.append('s', run(11, 12), 1)
    it.append('s', run(13, 14), 1)
    expect(it.view()).toMatchObject({ cleared: 10, total: 2 })
    expect(seen(it)).toEqual(['13', '14'])
  })
})

test('listeners are called once per frame, however many records arrive', () => {
  const frames: (() => void)[] = []
  const it = store({ schedule: (task) => frames.push(task) })
  let calls = 0
  it.subscribe(() => calls++)
  for (let seq = 1; seq <= 1000; seq++) it.append('s', run(seq, seq), 1)
  expect([frames.length, calls]).toEqual([1, 0])
  frames.shift()?.()
  expect(calls).toBe(1)
  expect(it.view().total).toBe(1000)
})
