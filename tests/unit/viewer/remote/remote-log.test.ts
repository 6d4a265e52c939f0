/** The page's copy of the log against the log itself: the same rows after any script, and no gaps on the way. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import type { LogFilter, LogSource } from '#lib/viewer/log-source.ts'
import { LogStore } from '#lib/viewer/log-store.ts'
import { hostedPage } from './hosted-page.ts'

const IN_SIGHT = 30

const run = (from: number, count: number): NumberedRecord[] =>
  Array.from({ length: count }, (_, i) => ({
    seq: from + i,
    timeMs: from + i,
    level: (from + i) % 7 === 0 ? ('error' as const) : ('info' as const),
    body: `record ${from + i}`,
  }))

type Act =
  | { do: 'append'; count: number }
  | { do: 'fill' }
  | { do: 'lose' }
  | { do: 'filter'; filter: LogFilter }
  | { do: 'pause' | 'follow' | 'clear' }
  | { do: 'select'; seq: number }
  | { do: 'scroll'; to: number }
  | { do: 'pass'; picks: number[] }

const actArb: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('append' as const), count: fc.integer({ min: 1, max: 400 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('fill' as const, 'lose' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('filter' as const),
      filter: fc.constantFrom<LogFilter>(
        { levels: [], text: '' },
        { levels: ['error'], text: '' },
        { levels: [], text: '3' },
      ),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('pause' as const, 'follow' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('select' as const), seq: fc.nat(3_000) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('scroll' as const), to: fc.nat(100) }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('pass' as const), picks: fc.array(fc.nat(9), { maxLength: 12 }) }),
  },
)

/** What the list does with each view: draws the rows in sight. */
function drawn(log: LogSource, top: number): (unknown | undefined)[] {
  const { isFollowing, rowCount } = log.view()
  const first = isFollowing ? Math.max(0, rowCount - IN_SIGHT) : Math.max(0, Math.min(top, rowCount - IN_SIGHT))
  return Array.from({ length: Math.min(IN_SIGHT, rowCount) }, (_, i) => log.row(first + i))
}

test('the page shows the same rows as the log itself, after any script', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(actArb, { minLength: 1, maxLength: 40 }), async (acts) => {
      const page = hostedPage()
      await page.settle()
      const direct = new LogStore({ schedule: (task) => task(), now: () => 0 })
      const { log } = page.source
      let top = 0
      let isSettled = false
      log.subscribe(() => {
        const rows = drawn(log, top)
        // Newest rows come together with the view that has them.
        if (isSettled && log.view().isFollowing) expect(rows.every((row) => row !== undefined)).toBe(true)
      })
      drawn(log, top)
      await page.settle()
      isSettled = true
      let next = 101
      let holes: [number, number][] = [[1, 100]]
      for (const act of acts) {
        for (const it of [page.store(), direct]) {
          if (act.do === 'append') it.append('s', run(next, act.count), act.count * 60)
          const hole = holes[0]
          if (act.do === 'fill' && hole) it.append('s', run(hole[0], hole[1] - hole[0] + 1), 6_000)
          if (act.do === 'lose' && hole) it.lose('s', hole, 'evicted')
        }
        if (act.do === 'append') {
          next += act.count + 20
          holes.push([next - 20, next - 1])
        }
        if (act.do === 'fill' || act.do === 'lose') holes = holes.slice(1)
        for (const it of [log, direct]) {
          if (act.do === 'filter') it.setFilter(act.filter)
          if (act.do === 'select') it.select({ session: 's', seq: act.seq })
          if (act.do === 'pause' || act.do === 'follow' || act.do === 'clear') {
            // Both must see the command after the same records.
            await page.settle()
            it[act.do]()
          }
        }
        if (act.do === 'scroll') {
          top = Math.floor((act.to / 100) * log.view().rowCount)
          const place = drawn(log, top)[0] as { session: string; seq: number } | undefined
          if (!log.view().isFollowing) log.setAnchor(place ?? null)
        }
        if (act.do === 'pass') for (const pick of act.picks) page.pass(pick)
        await Promise.resolve()
      }
      await page.settle()
      for (const share of [0, 0.3, 0.9, 1]) {
        top = Math.floor(share * direct.view().rowCount)
        drawn(log, top)
        await page.settle()
        expect(drawn(log, top)).toEqual(drawn(direct, top))
        const { version: _version, anchorRow: _anchorRow, ...view } = log.view()
        expect(direct.view()).toMatchObject(view)
      }
      await page.settle()
    }),
    { numRuns: 60 },
  )
})

test('a row that stands for more and more similar records shows how many', async () => {
  const page = hostedPage()
  const { log } = page.source
  await page.settle()
  log.setOrder({ by: 'sessions', shiftsMs: {}, isCollapsed: true })
  const counts: unknown[] = []
  for (let seq = 1; seq <= 5; seq++) {
    page.store().append('s', [{ seq, timeMs: seq, level: 'info', body: `polled ${seq} jobs` }], 60)
    drawn(log, 0)
    await page.settle()
    const row = log.row(0)
    counts.push(row?.kind === 'record' && row.similar?.count)
  }
  expect(counts).toEqual([undefined, 2, 3, 4, 5])
})

describe('what the reader does shows at once', () => {
  test('a pause holds the list, whatever frames are under way', async () => {
    const page = hostedPage()
    const { log } = page.source
    await page.settle()
    page.store().append('s', run(1, 500), 30_000)
    drawn(log, 0)
    await page.settle()
    page.store().append('s', run(501, 500), 30_000)
    // The host has made its frame, and the page has not drawn it.
    while (!page.sentToPage.some((message) => message.kind === 'frame' && message.frame.view.rowCount === 1_000))
      page.pass(0)
    log.pause()
    expect(log.view()).toMatchObject({ isFollowing: false, rowCount: 500 })
    const views: number[] = []
    log.subscribe(() => views.push(log.view().isFollowing ? -1 : log.view().rowCount))
    await page.settle()
    expect(views).not.toContain(-1)
    expect(log.view()).toMatchObject({ isFollowing: false, rowCount: 1_000 })
  })

  test('the selection moves without a word from the host, and rows around it are at hand when it is out of sight', async () => {
    const page = hostedPage()
    const { log } = page.source
    await page.settle()
    page.store().append('s', run(1, 2_000), 90_000)
    await page.settle()
    drawn(log, 0)
    log.select({ session: 's', seq: 1_990 })
    expect(log.view().selectedRow).toBe(1_989)
    await page.settle()
    log.pause()
    await page.settle()
    drawn(log, 100)
    await page.settle()
    expect(log.row(1_988)).toMatchObject({ seq: 1_989 })
    expect(log.row(1_990)).toMatchObject({ seq: 1_991 })
  })
})

test('the filter is the same object for as long as it says the same, though each frame brings a copy', async () => {
  const page = hostedPage()
  const { log } = page.source
  await page.settle()
  const filtersOf = async (filter: LogFilter) => {
    log.setFilter(filter)
    await page.settle()
    const first = log.view().filter
    page.store().append('s', run(log.view().total + 1, 10), 600)
    await page.settle()
    expect(first).toEqual(filter)
    expect(log.view().filter).toBe(first)
    return first
  }
  const seen = new Set<LogFilter>()
  for (const filter of [
    { levels: [], text: '' },
    { levels: [], text: '3' },
    { levels: ['error'], text: '3' },
    { levels: ['info'], text: '3' },
    { levels: ['info'], text: '3', fromMs: 1 },
    { levels: ['info'], text: '3', fromMs: 1, toMs: 9 },
  ] satisfies LogFilter[])
    seen.add(await filtersOf(filter))
  expect(seen.size).toBe(6)
})

test('a page that draws nothing is sent nothing, and catches up with one frame', async () => {
  const frames: (() => void)[] = []
  const page = hostedPage({ schedule: (task) => frames.push(task) })
  const draw = async () => {
    for (const task of frames.splice(0)) task()
    await page.settle()
  }
  await page.settle()
  await draw()
  await draw()
  const before = page.sentToPage.length
  for (let i = 0; i < 50; i++) {
    page.store().append('s', run(1 + i * 100, 100), 6_000)
    await page.settle()
  }
  expect(page.sentToPage.length - before).toBeLessThanOrEqual(1)
  await draw()
  await draw()
  expect(page.source.log.view().rowCount).toBe(5_000)
  expect(page.source.log.row(4_999)).toMatchObject({ seq: 5_000 })
  expect(page.sentToPage.length - before).toBeLessThanOrEqual(3)
})

test('rows that the page has are not sent again', async () => {
  const page = hostedPage()
  const { log } = page.source
  await page.settle()
  page.store().append('s', run(1, 500), 30_000)
  drawn(log, 0)
  await page.settle()
  const row = log.row(495)
  page.store().append('s', run(501, 2), 100)
  await page.settle()
  const last = page.sentToPage.findLast((message) => message.kind === 'frame')
  const sent = last?.kind === 'frame' ? last.frame.windows.flatMap(({ rows }) => rows) : []
  expect(sent.filter((each) => typeof each !== 'number')).toHaveLength(2)
  expect(log.row(495)).toBe(row)
})

test('questions are answered by the host', async () => {
  const page = hostedPage()
  await page.settle()
  page.store().append('s', run(1, 5), 300)
  const answers = Promise.all([
    page.source.log.matching(2),
    page.source.log.ask('page', { which: 'all', after: null, countMax: 2 }),
  ])
  await page.settle()
  const [newest, first] = await answers
  expect(newest.map(({ seq }) => seq)).toEqual([4, 5])
  expect(first.records.map(({ record }) => record.seq)).toEqual([1, 2])
})
