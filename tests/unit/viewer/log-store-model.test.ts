/** The store against a plain array: whatever arrives in whatever order, it shows the same rows and counts. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LEVELS, type Level } from '#lib/protocol/levels.ts'
import { decodeRecord, encodeRecord, type LogRecord, type NumberedRecord } from '#lib/protocol/record.ts'
import { shapeOf } from '#lib/viewer/chunk-runs.ts'
import type { LogFilter } from '#lib/viewer/log-source.ts'
import { LogStore } from '#lib/viewer/log-store.ts'
import { matcherOf } from '#lib/viewer/record-matcher.ts'

const SESSIONS = ['a', 'b'] as const

/** Texts in which a search by bytes could go wrong: colors, escapes, JSON in JSON, other cases of a letter, long characters. */
const TEXTS = [
  'GET /cart',
  'lost the cart',
  'sa\u001b[31mle\u001b[0m of the day',
  'sa\u009b31mle',
  'say "hi" to C:\\temp\\new',
  'first\nsecond\r\nthird\ttab',
  'Привет, мир',
  'ПРИВЕТ',
  '\u212aelvin and a \u017fmall letter',
  '\u0130stanbul',
  '😀 smile',
  '\ud83d alone',
  '',
  '"b":"info"',
  '{"msg":"say \\"hi\\"","user":{"name":"K\\u00e4the"},"big":12345678901234567890}',
  'prefix {"cart":[1,2,{"deep":"SALE"}]}',
]
const SEARCHES = [
  '',
  'cart',
  'CART',
  'sale',
  'Sale',
  '"say "',
  'hi',
  '\\temp',
  '"c:\\temp"',
  '-cart',
  '-sale',
  '-привет',
  '-cart -deep',
  '-level:error -cart',
  'second',
  'привет',
  'Привет',
  'мир',
  'kelvin',
  'small',
  'istanbul',
  '😀',
  'b',
  'käthe',
  'info',
  'name',
  '"\\"',
  'deep',
  '12345',
  'boom',
  'main',
  '-a',
  'cart lost',
  'trace7',
  'é',
  '"',
  '-',
]

const recordArb: fc.Arbitrary<LogRecord> = fc
  .record({
    text: fc.constantFrom(...TEXTS),
    level: fc.constantFrom(...LEVELS),
    timeMs: fc.constantFrom(0, 1, 5.25, -3, 1_790_000_000_000.5),
    extra: fc.constantFrom<Partial<LogRecord>>(
      {},
      {},
      { scope: 'main.Cart' },
      { attributes: { cart: 'sale', é: [null, true, 7.5e30], name: 'sa\u001b[1mle' } },
      { attributes: { a: 1 }, scope: 'main' },
      { error: { name: 'Boom', message: 'sale "off"', stack: 'at main\n  at cart' } },
      { isJson: true },
      { traceId: 'trace7', isPartial: true },
    ),
  })
  // As it comes out of a batch.
  .map(({ text, level, timeMs, extra }) => decodeRecord(encodeRecord({ timeMs, level, body: text, ...extra })))

const filterArb: fc.Arbitrary<LogFilter> = fc
  .record({
    text: fc.constantFrom(...SEARCHES),
    levels: fc.constantFrom<readonly Level[]>([], [], ['error'], ['info', 'unknown'], LEVELS),
  })
  .chain((filter) =>
    fc.constantFrom<LogFilter>(filter, filter, { ...filter, fromMs: 1 }, { ...filter, toMs: 5.5, fromMs: 0 }),
  )

type Step =
  | { do: 'append'; session: number; place: number; records: LogRecord[] }
  | { do: 'lose'; session: number; place: number }
  | { do: 'filter'; filter: LogFilter }
  | { do: 'collapse'; isCollapsed: boolean }
  | { do: 'expand'; row: number }
  | { do: 'pause' | 'follow' | 'clear' | 'reset' }

const stepArb: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      session: fc.nat(1),
      place: fc.nat(40),
      records: fc.oneof(
        fc.array(recordArb, { minLength: 1, maxLength: 25 }),
        fc
          .tuple(fc.constantFrom('GET /cart', 'lost'), fc.integer({ min: 1, max: 25 }))
          .map(([body, count]) =>
            Array.from({ length: count }, (_, i) =>
              decodeRecord(encodeRecord({ timeMs: i, level: 'info', body: `${body} ${i}` })),
            ),
          ),
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lose' as const), session: fc.nat(1), place: fc.nat(40) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('filter' as const), filter: filterArb }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('collapse' as const), isCollapsed: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('expand' as const), row: fc.nat(100) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('pause' as const, 'follow' as const, 'clear' as const, 'reset' as const),
    }),
  },
)

/** Numbers of one place of a session: places are filled once, in any order. */
const PLACE_SIZE = 25
const ERRORS: readonly Level[] = ['error', 'fatal']

class Model {
  readonly held = SESSIONS.map(() => new Map<number, NumberedRecord>())
  readonly lost = SESSIONS.map(() => new Set<number>())
  readonly floors = SESSIONS.map(() => 1)
  readonly pausedAfter = SESSIONS.map(() => 0)
  filter: LogFilter = { levels: [], text: '' }
  isFollowing = true
  isCollapsed = false
  readonly alone = SESSIONS.map(() => new Set<number>())

  passing(session: number): NumberedRecord[] {
    const passes = matcherOf(this.filter)?.test ?? (() => true)
    return [...(this.held[session]?.values() ?? [])].sort((a, b) => a.seq - b.seq).filter(passes)
  }

  /** What is in each row of a session, with each lost record on its own. */
  rows(session: number): string[] {
    const records = this.runs(session).map((run) => {
      const [first, last] = [run[0] as NumberedRecord, run.at(-1) as NumberedRecord]
      return { seq: first.seq, row: show(first, run.length, last.seq) }
    })
    const lost = [...(this.lost[session] ?? [])].map((seq) => ({ seq, row: `lost ${seq}` }))
    return [...records, ...lost].sort((a, b) => a.seq - b.seq).map(({ row }) => row)
  }

  /** Passing records, with those together that share a row. */
  runs(session: number): NumberedRecord[][] {
    const runs: NumberedRecord[][] = []
    const alone = this.alone[session]
    for (const record of this.passing(session)) {
      const before = runs.at(-1)?.[0]
      const isOne = this.isCollapsed && before && !alone?.has(record.seq) && !alone?.has(before.seq)
      if (isOne && shapeOf(before) === shapeOf(record)) runs.at(-1)?.push(record)
      else runs.push([record])
    }
    return runs
  }

  drop(session: number, seq: number): void {
    this.floors[session] = Math.max(this.floors[session] ?? 1, seq)
    for (const key of [...(this.held[session]?.keys() ?? [])]) if (key < seq) this.held[session]?.delete(key)
    for (const key of [...(this.lost[session] ?? [])]) if (key < seq) this.lost[session]?.delete(key)
  }
}

const show = (record: NumberedRecord, count = 1, lastSeq = record.seq) =>
  `${JSON.stringify(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))} × ${count} … ${lastSeq}`

function rowsOf(store: LogStore): Record<string, string[]> {
  const rows: Record<string, string[]> = { a: [], b: [] }
  for (let i = 0; i < store.view().rowCount; i++) {
    const row = store.row(i)
    if (!row) throw new Error(`row ${i} is missing`)
    if (row.kind === 'record') rows[row.session]?.push(show(row.record, row.similar?.count, row.similar?.lastSeq))
    if (row.kind === 'marker' && row.marker === 'gone')
      for (let seq = row.range[0]; seq <= row.range[1]; seq++) rows[row.session]?.push(`lost ${seq}`)
  }
  return rows
}

function check(store: LogStore, model: Model): void {
  const view = store.view()
  const rows = rowsOf(store)
  // A session that trimming left without records is out of the list, with the markers behind them, until more of it comes.
  const isAside = view.trimmed > 0 && rows.a?.length === 0 && model.held[0]?.size === 0
  expect(rows).toEqual({ a: isAside ? [] : model.rows(0), b: model.rows(1) })
  const held = model.held.flatMap((records) => [...records.values()])
  expect(view.total).toBe(held.length)
  expect(view.matched).toBe(model.passing(0).length + model.passing(1).length)
  for (let i = 0; i < view.rowCount; i++) {
    const row = store.row(i)
    if (row?.kind !== 'record' || !row.similar) continue
    for (const seq of [row.seq, row.similar.lastSeq]) {
      store.select({ session: row.session, seq })
      expect(store.view().selectedRow).toBe(i)
    }
  }
  expect(view.levels).toEqual(LEVELS.map((level) => held.filter((record) => record.level === level).length))
}

function run(store: LogStore, model: Model, step: Step): void {
  if (step.do === 'append') {
    const [held, lost] = [model.held[step.session], model.lost[step.session]]
    const first = step.place * PLACE_SIZE + 1
    if (!held || !lost || held.has(first)) return
    const records = step.records.map((record, i) => ({ ...record, seq: first + i }))
    for (const record of records) {
      if (record.seq < (model.floors[step.session] ?? 1)) continue
      held.set(record.seq, record)
      lost.delete(record.seq)
    }
    // The store may drop some of them in the same call.
    store.append(SESSIONS[step.session] ?? '', records, records.map(encodeRecord).join('\n').length)
  } else if (step.do === 'lose') {
    const first = step.place * PLACE_SIZE + 1
    const last = first + PLACE_SIZE - 1
    const [held, floor] = [model.held[step.session], model.floors[step.session] ?? 1]
    if (!held || Array.from({ length: PLACE_SIZE }, (_, i) => first + i).some((seq) => held.has(seq))) return
    for (let seq = Math.max(first, floor); seq <= last; seq++) model.lost[step.session]?.add(seq)
    store.lose(SESSIONS[step.session] ?? '', [first, last], 'evicted')
  } else if (step.do === 'filter') {
    model.filter = step.filter
    store.setFilter(step.filter)
  } else if (step.do === 'collapse') {
    if (step.isCollapsed !== model.isCollapsed) for (const alone of model.alone) alone.clear()
    model.isCollapsed = step.isCollapsed
    store.setOrder({ by: 'sessions', shiftsMs: {}, isCollapsed: step.isCollapsed })
  } else if (step.do === 'expand') {
    const row = store.row(step.row)
    if (row?.kind !== 'record' || !row.similar) return
    store.expand(row, row.similar.lastSeq)
    const alone = model.alone[SESSIONS.indexOf(row.session as 'a')]
    for (let seq = row.seq; seq <= row.similar.lastSeq; seq++) alone?.add(seq)
  } else if (step.do === 'reset') {
    for (const session of [0, 1]) {
      model.held[session]?.clear()
      model.lost[session]?.clear()
      model.floors[session] = 1
      model.alone[session]?.clear()
    }
    store.reset()
  } else store[step.do]()
}

test('any script leaves the rows and counts of a plain array', () => {
  fc.assert(
    fc.property(
      fc.array(stepArb, { minLength: 1, maxLength: 40 }),
      fc.constantFrom(60, 400, 100_000),
      (steps, recordsMax) => {
        const store = new LogStore({ schedule: (task) => task(), now: () => 0, recordsMax })
        const model = new Model()
        store.onDrop((session, seq) => model.drop(SESSIONS.indexOf(session as 'a'), seq))
        store.begin('a', 1)
        store.begin('b', 2)
        for (const step of steps) {
          run(store, model, step)
          check(store, model)
        }
      },
    ),
    { numRuns: 150 },
  )
})

test('while paused, it counts what is new by the filter of the moment', () => {
  fc.assert(
    fc.property(
      fc.array(recordArb, { minLength: 1, maxLength: 60 }),
      fc.nat(60),
      fc.array(filterArb, { maxLength: 4 }),
      (records, pauseAt, filters) => {
        const store = new LogStore({ schedule: (task) => task(), now: () => 0 })
        const numbered = records.map((record, i) => ({ ...record, seq: i + 1 }))
        for (const record of numbered) {
          if (record.seq === pauseAt + 1) store.pause()
          store.append('a', [record], 100)
        }
        if (pauseAt >= records.length) store.pause()
        for (const filter of [{ levels: [], text: '' }, ...filters]) {
          store.setFilter(filter)
          const passes = matcherOf(filter)?.test ?? (() => true)
          const fresh = numbered.filter((record) => record.seq > pauseAt && passes(record))
          const errors = fresh.filter(({ level }) => ERRORS.includes(level)).length
          expect(store.view()).toMatchObject({ newSincePause: fresh.length, errorsSincePause: errors })
        }
      },
    ),
    { numRuns: 100 },
  )
})

test('dropped records still count as new', () => {
  const store = new LogStore({ schedule: (task) => task(), recordsMax: 600 })
  store.pause()
  for (let seq = 1; seq <= 3_000; seq += 100)
    store.append(
      'a',
      Array.from({ length: 100 }, (_, i) => ({
        seq: seq + i,
        timeMs: 0,
        level: i % 10 === 0 ? ('error' as const) : ('info' as const),
        body: 'x',
      })),
      100,
    )
  expect(store.view()).toMatchObject({ newSincePause: 3_000, errorsSincePause: 300 })
})
