/** Reading the live page: following and pausing, what has arrived since, wrapping, times, order, and that the browser remembers. */
import type { Page } from '@playwright/test'
import { cli, type Program } from '#tests/integration/cli/programs.ts'
import type { TestServer } from '#tests/support/start-server.ts'
import { expect, test } from './fixtures.ts'

test.use({ timezoneId: 'Asia/Kolkata', viewport: { width: 1440, height: 700 } })

let pipe: Program | null = null
test.afterEach(async () => {
  pipe?.process.stdin.end()
  await pipe?.ended
  pipe = null
})

/** Watches what is fed to `agent-logger pipe`. */
async function watchPipe(page: Page, server: TestServer, email: string) {
  const token = server.cli(['token', 'create', '--email', email, '--name', 'pipe']).trim()
  const program = cli('pipe', '--server', server.url, '--token', token, '--name', 'A device with a long name')
  pipe = program
  const session = await program.waitForStderr(/^session (\w+)/m)
  await page.goto(`/dashboard/sessions/${session}`)
  const log = page.getByRole('log')
  return {
    log,
    feed: (lines: readonly string[]) => void program.process.stdin.write(`${lines.join('\n')}\n`),
    jump: page.getByRole('button', { name: /jump to live/i }),
    follow: page.getByRole('button', { name: 'Follow', exact: true }),
    pause: page.getByRole('button', { name: 'Pause', exact: true }),
  }
}

const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}.`)
const choose = async (page: Page, control: string, option: string) => {
  await page.getByRole('radiogroup', { name: control }).getByRole('radio', { name: option }).click()
}

test('scrolling up pauses; what arrives is counted, by the filter too; the button leads back', async ({
  page,
  server,
  signUp,
}) => {
  const { email } = await signUp(page)
  const { log, feed, jump, follow, pause } = await watchPipe(page, server, email)
  feed(run(1, 300))
  await expect(log.getByText('line 300.')).toBeVisible()
  await expect(page.getByText('300 records', { exact: true })).toBeVisible()

  await log.hover()
  await page.mouse.wheel(0, -2_400)
  await expect(follow).toBeVisible()
  await expect(jump).toHaveCount(0)
  const first = await log.getByRole('option').first().textContent()
  feed(['ERROR one', ...run(301, 303), 'ERROR two'])
  await expect(jump).toHaveText('5 new · 2 errors · Jump to live')
  expect(await log.getByRole('option').first().textContent()).toBe(first)

  await test.step('the counts are those of the filter', async () => {
    const chip = page.getByRole('button', { name: /^Error/ })
    await chip.click()
    await expect(jump).toHaveText('2 new · 2 errors · Jump to live')
    await chip.click()
    await expect(jump).toHaveText('5 new · 2 errors · Jump to live')
  })
  await jump.click()
  await expect(log.getByText('ERROR two')).toBeVisible()
  await expect(jump).toHaveCount(0)
  await expect(pause).toBeVisible()

  await test.step('Space pauses and follows', async () => {
    await log.getByRole('listbox').focus()
    await page.keyboard.press(' ')
    await expect(follow).toBeVisible()
    feed(['another'])
    await expect(jump).toHaveText('1 new · Jump to live')
    await page.keyboard.press(' ')
    await expect(log.getByText('another')).toBeVisible()
    await expect(pause).toBeVisible()
  })
})

test('keys move the selection from wherever the focus was, and then act on it', async ({ page, server, signUp }) => {
  const { email } = await signUp(page)
  const { log, feed, follow } = await watchPipe(page, server, email)
  feed(['ERROR one', ...run(1, 40), 'ERROR two'])
  await expect(log.getByText('ERROR two')).toBeVisible()
  const chip = page.getByRole('button', { name: /^Error/ })
  await chip.click()
  await page.keyboard.press('k')
  await page.keyboard.press('k')
  await expect(log.getByRole('option', { selected: true })).toContainText('ERROR one')
  await expect(log.getByRole('listbox')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: 'Record 1', exact: true })).toBeVisible()
  await expect(chip).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press(' ')
  await expect(follow.or(page.getByRole('button', { name: 'Pause', exact: true }))).toBeVisible()
})

test('lines wrap, rows are roomy and times are in UTC, also after a reload', async ({ page, server, signUp }) => {
  const { email } = await signUp(page)
  const { log, feed } = await watchPipe(page, server, email)
  feed(['2026-03-04T10:15:30.120Z ERROR boom', 'java.lang.IllegalStateException: declined', '\tat a.B(B.java:1)'])
  feed([`wide ${'word '.repeat(200)}end`, '2026-03-05T10:15:30.120Z INFO the next day'])
  const wide = log.getByRole('option').filter({ hasText: /^.*wide word/ })
  await expect(log.getByText('the next day')).toBeVisible()
  const time = log.getByRole('option').filter({ hasText: 'boom' }).locator('time')
  await expect(time).toHaveText('15:45:30.120')
  const heightOf = async () => (await wide.boundingBox())?.height ?? 0
  const oneLine = await heightOf()
  expect(oneLine).toBe(24)

  const settings = page.getByRole('dialog', { name: 'View' })
  const isSet = async () => {
    await expect(time).toHaveText('10:15:30.120Z')
    await expect.poll(heightOf).toBeGreaterThan(3 * oneLine)
    await expect(wide).toContainText('end')
  }
  await test.step('each choice takes effect at once', async () => {
    await page.getByRole('button', { name: 'View', exact: true }).click()
    await settings.getByRole('checkbox', { name: 'Wrap lines' }).click()
    await choose(page, 'Density', 'Roomy')
    await settings.getByRole('combobox', { name: 'Time' }).click()
    await page.getByRole('option', { name: 'UTC' }).click()
    await isSet()
  })
  await test.step('the browser remembers', async () => {
    await page.reload()
    await expect(log.getByText('the next day')).toBeVisible()
    await isSet()
  })
  await test.step('one press takes it all back', async () => {
    await page.getByRole('button', { name: 'View', exact: true }).click()
    await settings.getByRole('button', { name: 'Reset to defaults' }).click()
    await expect(time).toHaveText('15:45:30.120')
    await expect.poll(heightOf).toBe(oneLine)
  })
})

test('attributes become columns, and the newest record can be first', async ({ page, server, signUp }) => {
  const { email } = await signUp(page)
  const { log, feed } = await watchPipe(page, server, email)
  const line = (id: number) => JSON.stringify({ level: 'info', msg: `order ${id}`, http: { status: 200 + id } })
  feed([line(1), line(2)])
  await expect(log.getByText('order 2')).toBeVisible()

  const settings = page.getByRole('dialog', { name: 'View' })
  await page.getByRole('button', { name: 'View', exact: true }).click()
  await settings.getByRole('combobox', { name: 'Add a column' }).click()
  await page.getByRole('option', { name: 'http.status' }).click()
  await expect(log.getByText('202', { exact: true })).toBeVisible()
  await choose(page, 'Order', 'Newest first')
  await expect(log.getByRole('option').first()).toContainText('order 2')
  feed([line(3)])
  await expect(log.getByRole('option').first()).toContainText('order 3')
  await expect(log.getByText('203', { exact: true })).toBeVisible()
  await settings.getByRole('button', { name: 'Remove http.status' }).click()
  await expect(log.getByText('203', { exact: true })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(settings).toHaveCount(0)
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await expect(log.getByRole('option', { selected: true })).toContainText('order 2')
})

test('on a phone, lines wrap below their time, and the device keeps its name while records pile up', async ({
  page,
  server,
  signUp,
}) => {
  await page.setViewportSize({ width: 375, height: 720 })
  const { email } = await signUp(page)
  const { log, feed, jump, pause } = await watchPipe(page, server, email)
  const name = page.getByRole('heading', { level: 1 })
  feed(run(1, 60))
  feed([`wide ${'word '.repeat(30)}end`])
  const wide = log.getByRole('option').filter({ hasText: 'wide word' })
  await expect(wide).toBeVisible()
  expect((await wide.boundingBox())?.height).toBeGreaterThan(80)
  const nameWidth = (await name.boundingBox())?.width ?? 0
  await pause.click()
  feed([...run(61, 90), 'ERROR at last'])
  await expect(jump).toHaveText('31 new · 1 error · Jump to live')
  expect(Math.abs(((await name.boundingBox())?.width ?? 0) - nameWidth)).toBeLessThan(1)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await page.getByRole('button', { name: 'View', exact: true }).click()
  const sheet = page.getByRole('dialog', { name: 'View' })
  await expect(sheet.getByRole('radiogroup', { name: 'Theme' })).toBeInViewport()
  expect((await sheet.boundingBox())?.width).toBe(375)
  await page.keyboard.press('Escape')
  await jump.click()
  await expect(log.getByText('ERROR at last')).toBeVisible()
})

test('on a phone with reduced motion, the newest rows are in sight when the page opens', async ({
  page,
  server,
  signUp,
}) => {
  await page.setViewportSize({ width: 375, height: 700 })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const { email } = await signUp(page)
  const { log, feed, pause } = await watchPipe(page, server, email)
  feed(run(1, 300).map((line) => `${line} ${'It is so long that it needs several lines. '.repeat(3)}`))
  await expect(page.getByText('300 records', { exact: true })).toBeVisible()
  await page.reload()
  await expect(log.getByText('line 300.')).toBeInViewport()
  await expect(pause).toBeVisible()
  // The bar is where the list is.
  expect(
    await log.evaluate(({ scrollTop, scrollHeight, clientHeight }) => scrollHeight - clientHeight - scrollTop),
  ).toBe(0)
})

test('repeated lines collapse into one with their count, and open again by a press or a key', async ({
  page,
  server,
  signUp,
}) => {
  const { log, feed } = await watchPipe(page, server, (await signUp(page)).email)
  feed(['started', ...Array.from({ length: 1_200 }, (_, i) => `polled ${i} jobs in ${i * 3} ms`), 'stopped'])
  await expect(page.getByText('1,202 records', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'View', exact: true }).click()
  await page.getByRole('checkbox', { name: 'Collapse repeated lines' }).check()
  await page.keyboard.press('Escape')
  await expect(log.getByRole('option')).toHaveCount(3)
  await expect(log.getByRole('option').nth(1)).toHaveText(/× 1,200polled 0 jobs in 0 ms$/)
  await expect(page.getByText('1,202 records', { exact: true })).toBeVisible()

  feed(['polled 7 jobs in 9 ms', 'polled 8 jobs in 9 ms'])
  await expect(log.getByRole('option').nth(3)).toHaveText(/× 2polled 7 jobs/)
  await log.getByRole('option').nth(3).getByText('× 2', { exact: true }).click()
  await expect(log.getByRole('option')).toHaveCount(5)
  await log.getByText('polled 0 jobs').click()
  await page.keyboard.press('Escape')
  await page.keyboard.press('ArrowRight')
  await expect(log.getByText('polled 3 jobs in 9 ms')).toBeVisible()
  await page.reload()
  await expect(log.getByRole('option')).toHaveCount(4)
})
