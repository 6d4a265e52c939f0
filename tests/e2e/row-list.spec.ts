/** The list of the live page with a million rows, in a browser that allows no element of that height. */
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { build } from 'esbuild'

type Entry = typeof import('./row-list-entry.ts')
/** The parts of a look that a page can be sent. */
interface Look {
  wrap?: { lineChars: number; linesMax: number }
  isNewestFirst?: boolean
}
type Win = Window & { rowList: Entry; made: ReturnType<Entry['start']> }

/** What globals.css says of rows, as far as their places depend on it. */
const STYLE = `
  body { margin: 0 }
  #scroller { height: 480px; width: 600px; overflow: hidden scroll; overflow-anchor: none }
  #sheet { position: relative; overflow: clip }
  .log-row { position: absolute; top: 0; left: 0; right: 0; height: 24px; font: 13px/24px monospace; white-space: pre }
  [data-wrap] .log-row { height: auto; min-height: 24px }
`
const ROWS = 1_000_000

let script = ''
test.beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, 'row-list-entry.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'rowList',
    target: 'es2022',
  })
  script = outputFiles[0]?.text ?? ''
})

async function openList(page: Page, look: Look = {}) {
  await page.setContent('<body></body>')
  await page.addStyleTag({ content: STYLE })
  await page.addScriptTag({ content: script })
  await page.evaluate(
    ([rows, part]) => {
      const win = window as unknown as Win
      win.made = win.rowList.start(rows, part)
    },
    [ROWS, look] as const,
  )
}

const seen = (page: Page) =>
  page.evaluate(() => (window as unknown as Win).rowList.seen((window as unknown as Win).made))
const firstOf = async (page: Page) => (await seen(page)).rows[0]

/** Moves the scroll bar as a pointer does that drags it. */
const drag = (page: Page, share: number) =>
  page.evaluate((at) => {
    const { scroller } = (window as unknown as Win).made
    scroller.scrollTop = at * (scroller.scrollHeight - scroller.clientHeight)
  }, share)

test('follows at the last row, and draws few elements', async ({ page }) => {
  await openList(page)
  const { rows, elements, below, scrollHeight } = await seen(page)
  expect(rows).toEqual(Array.from({ length: 20 }, (_, i) => ROWS - 20 + i))
  expect(below).toBe(0)
  expect(elements).toBeLessThan(60)
  expect(scrollHeight).toBeLessThan(33_554_428 / 3)
})

test('a place far away comes to the top, and the last ones as far up as they go', async ({ page }) => {
  await openList(page)
  for (const [seq, first] of [
    [700_000, 700_000],
    [3, 3],
    [ROWS - 1, ROWS - 20],
  ] as const) {
    await page.evaluate((at) => (window as unknown as Win).made.list.showFirst({ session: 's', seq: at }), seq)
    expect(await firstOf(page)).toBe(first)
  }
  await page.evaluate(() => {
    const { list, scroller } = (window as unknown as Win).made
    list.showFirst({ session: 's', seq: 500_000 })
    scroller.scrollBy(0, 48)
  })
  await expect.poll(() => firstOf(page)).toBe(500_002)
})

test('every row can be brought into sight', async ({ page }) => {
  await openList(page)
  const rows = [0, 1, 499_999, 999_998, 999_999, 123_456, 765_432, 2_083, 2_084, 997_916]
  for (const row of rows) {
    await page.evaluate((index) => (window as unknown as Win).made.list.scrollToRow(index), row)
    const { rows: inSight, above, below, isGapless } = await seen(page)
    expect(inSight).toContain(row)
    expect(isGapless).toBe(true)
    expect(inSight[0] === row ? above : 0).toBe(0)
    expect(inSight.at(-1) === row ? below : 0).toBe(0)
  }
})

test('the bar is proportional when it is dragged, and the wheel moves by real rows', async ({ page }) => {
  await openList(page)
  for (const share of [0.25, 0.5, 0.75]) {
    await drag(page, share)
    await expect.poll(async () => Math.abs(((await firstOf(page)) ?? 0) / ROWS - share)).toBeLessThan(0.01)
  }
  await page.mouse.move(300, 200)
  const before = (await firstOf(page)) ?? 0
  await page.mouse.wheel(0, 240)
  await expect.poll(() => firstOf(page)).toBe(before + 10)
  // The bar has come to rest where the list is: the same row again, from there.
  await page.mouse.wheel(0, -240)
  await expect.poll(() => firstOf(page)).toBe(before)
  await drag(page, 0)
  await expect.poll(() => firstOf(page)).toBe(0)
  await page.mouse.wheel(0, 2_400)
  await expect.poll(() => firstOf(page)).toBe(100)
  await drag(page, 1)
  await expect.poll(async () => (await seen(page)).rows.at(-1)).toBe(ROWS - 1)
})

test('scrolling up pauses, what arrives moves nothing, and the end follows again', async ({ page }) => {
  await openList(page)
  await page.mouse.move(300, 200)
  await page.mouse.wheel(0, -480)
  await expect.poll(() => firstOf(page)).toBe(ROWS - 40)
  const isFollowing = () => page.evaluate(() => (window as unknown as Win).made.log.view().isFollowing)
  expect(await isFollowing()).toBe(false)
  const before = await seen(page)
  await page.evaluate((rowCount) => (window as unknown as Win).made.log.change({ rowCount }), ROWS + 500)
  expect((await seen(page)).rows).toEqual(before.rows)
  const atEnd = async () => {
    await drag(page, 1)
    return (await seen(page)).rows.at(-1)
  }
  // The bar shows at once, or a moment later, that there are more rows.
  await expect.poll(atEnd).toBe(ROWS + 499)
  expect(await isFollowing()).toBe(true)
})

test('rows of different heights: the same rows, gapless, from end to end', async ({ page }) => {
  await openList(page, { wrap: { lineChars: 80, linesMax: 20 } })
  expect((await seen(page)).below).toBe(0)
  await page.mouse.move(300, 200)
  await drag(page, 0.5)
  await expect.poll(async () => Math.abs(((await firstOf(page)) ?? 0) / ROWS - 0.5)).toBeLessThan(0.01)
  const before = await seen(page)
  expect(before.isGapless).toBe(true)
  // Rows of one, two and three lines: three rows have six lines.
  const first = before.rows[0] ?? 0
  for (const step of [1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 0]) {
    const at = (await firstOf(page)) ?? 0
    await page.mouse.wheel(0, (first + 3 * step - at) * 48)
    await expect.poll(() => firstOf(page)).toBe(first + 3 * step)
  }
  expect((await seen(page)).above).toBe(before.above)
  await drag(page, 0)
  await expect.poll(() => firstOf(page)).toBe(0)
  await page.evaluate(() => (window as unknown as Win).made.list.scrollToRow(700_001))
  const after = await seen(page)
  expect([after.rows.includes(700_001), after.isGapless]).toEqual([true, true])
  await drag(page, 1)
  await expect.poll(async () => (await seen(page)).rows.at(-1)).toBe(ROWS - 1)
  expect((await seen(page)).below).toBe(0)
})

test('newest first: the top follows, and older rows are further down', async ({ page }) => {
  await openList(page, { isNewestFirst: true })
  expect((await seen(page)).rows.slice(0, 2)).toEqual([ROWS - 1, ROWS - 2])
  await page.evaluate((rowCount) => (window as unknown as Win).made.log.change({ rowCount }), ROWS + 3)
  await expect.poll(() => firstOf(page)).toBe(ROWS + 2)
  await page.mouse.move(300, 200)
  await page.mouse.wheel(0, 240)
  await expect.poll(() => firstOf(page)).toBe(ROWS - 8)
  await page.evaluate((rowCount) => (window as unknown as Win).made.log.change({ rowCount }), ROWS + 100)
  expect(await firstOf(page)).toBe(ROWS - 8)
})

test('a row that is not loaded yet keeps its place, and is drawn when it comes', async ({ page }) => {
  await openList(page)
  await page.evaluate(() => {
    const { log, list } = (window as unknown as Win).made
    log.loadedMax = 500_005
    list.scrollToRow(500_000)
  })
  const blank = page.locator('[data-blank]')
  await expect(blank).not.toHaveCount(0)
  await expect(page.getByText('record 500000')).toBeVisible()
  await page.evaluate(() => {
    const { log } = (window as unknown as Win).made
    log.loadedMax = Number.POSITIVE_INFINITY
    log.change({})
  })
  await expect(blank).toHaveCount(0)
  expect((await seen(page)).rows).toContain(500_000)
})

test('when more rows arrive than anyone can read, the list is drawn a few times a second', async ({ page }) => {
  await openList(page)
  const flood = (perFrame: number, forMs: number) =>
    page.evaluate(([rows, ms]) => (window as unknown as Win).rowList.flood((window as unknown as Win).made, rows, ms), [
      perFrame,
      forMs,
    ] as const)
  await expect.poll(async () => (await flood(100, 500)).isCalm).toBe(true)
  const { drawn, frames, spentMs } = await flood(100, 1_500)
  expect(frames).toBeGreaterThan(drawn)
  // Each 250 ms, or up to 75 ms earlier.
  expect(drawn).toBeLessThanOrEqual(spentMs / 175 + 2)

  await test.step('pausing keeps what was drawn', async () => {
    const before = await seen(page)
    await page.evaluate(() => (window as unknown as Win).made.log.pause())
    expect((await seen(page)).rows).toEqual(before.rows)
  })
})

test('with several sessions in one time line, a row says whose it is, and its time is corrected', async ({ page }) => {
  await openList(page)
  await page.evaluate(() => {
    const { rowList } = window as unknown as Win
    const sessions = new Map([['s', { name: 'A phone', color: 'rgb(1, 2, 3)', shiftMs: 3_600_000 }]])
    ;(window as unknown as Win).made = rowList.start(10, { sessions })
  })
  const row = page.getByRole('option').last()
  await expect(row).toHaveText(/A phone.*01:00:09\.000Z.*record 9/)
  expect(await row.locator('.log-session-bar').getAttribute('style')).toContain('rgb(1, 2, 3)')
})
