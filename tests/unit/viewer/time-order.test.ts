/** Several sessions in one time line, against sorting all of their rows. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { LogFilter, LogRow } from '#lib/viewer/log-source.ts'
import { LogStore } from '#lib/viewer/log-store.ts'

const SESSIONS = ['a', 'b', 'c'] as const
type Session = (typeof SESSIONS)[number]

const stepArb = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      session: fc.constantFrom(...SESSIONS),
      place: fc.nat(30),
      times: fc.array(fc.nat(60), { minLength: 1, maxLength: 20 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('lose' as const),
      session: fc.constantFrom(...SESSIONS),
      place: fc.nat(30),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('filter' as const),
      filter: fc.constantFrom<LogFilter>(
        { levels: [], text: '' },
        { levels: ['error'], text: '' },
        { levels: [], text: '1' },
      ),
    }),
  },
)
const PLACE_SIZE = 20

function rowsOf(store: LogStore): LogRow[] {
  return Array.from({ length: store.view().rowCount }, (_, i) => store.row(i) as LogRow)
}

class Merge {
  readonly held: Record<Session, Map<number, NumberedRecord>> = { a: new Map(), b: new Map(), c: new Map() }
  readonly shiftsMs: Record<Session, number>

  constructor(shiftsMs: Record<Session, number>) {
    this.shiftsMs = shiftsMs
  }

  /** The rows of each session as the other order has them, sorted by time. */
  sort(rows: readonly LogRow[]): string[] {
    const timed = rows
      .filter((row) => row.kind !== 'session' && row.key !== 'trimmed')
      .map((row, i) => ({ row, i, timeMs: this.timeMs(row), session: SESSIONS.indexOf(row.session as Session) }))
    timed.sort((a, b) => a.timeMs - b.timeMs || a.session - b.session || a.i - b.i)
    return timed.map(({ row }) => row.key)
  }

  timeMs(row: LogRow): number {
    const session = row.session as Session
    const held = [...this.held[session].values()].sort((a, b) => a.seq - b.seq)
    const above = held.filter(({ seq }) => (row.kind === 'record' ? seq <= row.seq : seq < row.seq))
    const started = SESSIONS.indexOf(session) + 1
    const times = above.length > 0 ? above : held.slice(0, 1)
    return (times.length > 0 ? Math.max(...times.map(({ timeMs }) => timeMs)) : started) + this.shiftsMs[session]
  }
}

test('rows stand as if all of them were sorted by time', () => {
  const shiftArb = fc.record({
    a: fc.integer({ min: -30, max: 30 }),
    b: fc.constant(0),
    c: fc.integer({ min: -5, max: 90 }),
  })
  fc.assert(
    fc.property(
      fc.array(stepArb, { minLength: 1, maxLength: 30 }),
      shiftArb,
      fc.constantFrom(80, 100_000),
      (steps, shiftsMs, recordsMax) => {
        const store = new LogStore({ schedule: (task) => task(), now: () => 0, recordsMax })
        const merge = new Merge(shiftsMs)
        store.onDrop((session, seq) => {
          const held = merge.held[session as Session]
          for (const each of [...held.keys()]) if (each < seq) held.delete(each)
        })
        for (const [i, session] of SESSIONS.entries()) store.begin(session, i + 1)
        const places = new Set<string>()
        store.setOrder({ by: 'time', shiftsMs })
        for (const step of steps) {
          if (step.do === 'filter') store.setFilter(step.filter)
          else if (!places.has(`${step.session}${step.place}`)) {
            const first = step.place * PLACE_SIZE + 1
            if (step.do === 'lose') store.lose(step.session, [first, first + PLACE_SIZE - 1], 'evicted')
            else {
              places.add(`${step.session}${step.place}`)
              const records = step.times.map((timeMs, i) => ({
                seq: first + i,
                timeMs,
                level: timeMs % 3 === 0 ? ('error' as const) : ('info' as const),
                body: `record ${first + i}`,
              }))
              for (const record of records) merge.held[step.session].set(record.seq, record)
              store.append(step.session, records, records.length * 60)
            }
            if (step.do === 'lose') places.add(`${step.session}${step.place}`)
          }
          const merged = rowsOf(store).filter(({ key }) => key !== 'trimmed')
          // In any order of reading.
          const { rowCount } = store.view()
          for (const i of [rowCount - 1, 0, Math.floor(rowCount / 2)]) {
            const row = store.row(i)
            if (row && row.kind === 'record') expect(store.rowOf(row)).toBe(i)
          }
          store.setOrder({ by: 'sessions', shiftsMs: {} })
          const bySession = rowsOf(store)
          store.setOrder({ by: 'time', shiftsMs })
          expect(merged.map(({ key }) => key)).toEqual(merge.sort(bySession))
        }
      },
    ),
    { numRuns: 120 },
  )
})

test('each session has a color of its own, and the oldest by time are dropped first', () => {
  const store = new LogStore({ schedule: (task) => task(), recordsMax: 1_200 })
  store.setOrder({ by: 'time', shiftsMs: { b: -10_000 } })
  store.begin('a', 1)
  store.begin('b', 2)
  const run = (first: number, timeMs: number) =>
    Array.from({ length: 400 }, (_, i) => ({ seq: first + i, timeMs: timeMs + i, level: 'info' as const, body: 'x' }))
  store.append('a', run(1, 5_000), 400)
  store.append('b', run(1, 6_000), 400)
  expect(store.row(0)).toMatchObject({ session: 'b', color: 1 })
  expect(store.row(799)).toMatchObject({ session: 'a', color: 0 })
  store.append('a', run(401, 7_000), 400)
  store.append('a', run(801, 8_000), 400)
  expect(store.view()).toMatchObject({ trimmed: 400, total: 1_200 })
  expect(
    rowsOf(store)
      .filter(({ session }) => session === 'b')
      .map(({ kind }) => kind),
  ).not.toContain('record')
})
