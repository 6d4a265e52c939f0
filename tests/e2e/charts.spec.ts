/** The time line, marks beside the scrollbar, patterns, and what a tab in the background does. */
import type { Locator, Page } from '@playwright/test'
import { cli, type Program } from '#tests/integration/cli/programs.ts'
import type { TestServer } from '#tests/support/start-server.ts'
import { expect, test } from './fixtures.ts'

test.use({ timezoneId: 'UTC', viewport: { width: 1440, height: 900 } })

const START_MS = Date.UTC(2026, 2, 4, 10)

let pipe: Program | null = null
test.afterEach(async () => {
  pipe?.process.stdin.end()
  await pipe?.ended
  pipe = null
})

interface Scene {
  log: Locator
  strip: Locator
  feed: (records: readonly object[]) => void
  /** Entries of the page's menu. */
  choose: (entry: string) => Promise<void>
}

const lineAt = (seconds: number, level: string, msg: string) => ({
  time: new Date(START_MS + seconds * 1_000).toISOString(),
  level,
  msg,
})

/** Ten minutes with a record each second; in the sixth minute every tenth is an error. */
const TEN_MINUTES = Array.from({ length: 600 }, (_, i) =>
  i >= 300 && i < 360 && i % 10 === 0
    ? lineAt(i, 'error', `Payment ${i} failed after ${i % 90}ms`)
    : lineAt(i, 'info', `GET /cart/${i}/items in ${i % 90}ms`),
)

async function watch(page: Page, server: TestServer, email: string): Promise<Scene> {
  const token = server.cli(['token', 'create', '--email', email, '--name', 'pipe']).trim()
  pipe = cli('pipe', '--server', server.url, '--token', token, '--name', 'Shop')
  const program = pipe
  const session = await program.waitForStderr(/^session (\w+)/m)
  const feed = (records: readonly object[]) =>
    void program.process.stdin.write(records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  feed(TEN_MINUTES)
  await page.goto(`/dashboard/sessions/${session}`)
  const log = page.getByRole('log')
  await expect(log.getByText('GET /cart/599/items')).toBeVisible()
  return {
    log,
    strip: page.getByRole('slider', { name: 'Timeline' }),
    feed,
    choose: async (entry) => {
      await page.getByRole('button', { name: 'More', exact: true }).click()
      await page.getByRole('menuitem', { name: entry }).click()
    },
  }
}

const selectedTime = (log: Locator) => log.locator('[aria-selected=true] time')

async function pointAt(page: Page, strip: Locator, share: number): Promise<void> {
  const box = await strip.boundingBox()
  if (!box) throw new Error('the time line is not there')
  await page.mouse.move(box.x + box.width * share, box.y + 14)
}

test('bars tell what they hold, lead there, and show only their time', async ({ page, server, signUp }) => {
  const { email } = await signUp(page)
  const { log, strip, choose } = await watch(page, server, email)
  await expect(strip).toHaveAccessibleDescription(/600 records from 10:00:00 to 10:10:00/)

  await pointAt(page, strip, 0.5)
  const tip = page.locator('[data-tip]')
  await expect(tip).toContainText(/Info\d/)
  const [, begins = ''] = /^(\d\d:\d\d:\d\d) – /.exec((await tip.textContent()) ?? '') ?? []
  expect(begins).toMatch(/^10:0[45]:/)
  await page.mouse.down()
  await page.mouse.up()
  await expect(selectedTime(log)).toHaveText(`${begins}.000`)
  await expect(page.getByRole('button', { name: /^Follow/ })).toBeVisible()

  await page.mouse.down()
  await pointAt(page, strip, 0.7)
  await expect(strip.locator('[data-range]')).toBeVisible()
  await page.mouse.up()
  await expect(log.getByText('GET /cart/599/items')).toHaveCount(0)
  await expect.poll(() => log.getByRole('option').first().getAttribute('aria-setsize')).toMatch(/^1[0-9][0-9]$/)
  await page.getByRole('button', { name: 'Clear time range' }).click()
  await expect.poll(() => log.getByRole('option').first().getAttribute('aria-setsize')).toBe('600')

  await page.getByRole('button', { name: 'Hide timeline' }).click()
  await expect(strip).toHaveCount(0)
  await page.reload()
  await expect(log.getByText('GET /cart/599/items')).toBeVisible()
  await expect(strip).toHaveCount(0)
  await choose('Show timeline')
  await expect(strip).toBeVisible()
})

test('arrow keys move through time, Enter goes there, and Shift selects', async ({ page, server, signUp }) => {
  const { email } = await signUp(page)
  const { log, strip } = await watch(page, server, email)
  await expect(strip).toHaveAccessibleDescription(/600 records/)
  await strip.focus()
  await page.keyboard.press('Home')
  await expect(strip).toHaveAttribute('aria-valuetext', '10:00:00 – 10:00:05, Info: 5 records')
  await page.keyboard.press('PageDown')
  await page.keyboard.press('ArrowRight')
  await expect(strip).toHaveAttribute('aria-valuetext', '10:00:55 – 10:01:00, Info: 5 records')
  await page.keyboard.press('Enter')
  await expect(selectedTime(log)).toHaveText('10:00:55.000')
  await page.keyboard.press('Shift+ArrowRight')
  await expect.poll(() => log.getByRole('option').first().getAttribute('aria-setsize')).toBe('10')
  await page.keyboard.press('Escape')
  await expect.poll(() => log.getByRole('option').first().getAttribute('aria-setsize')).toBe('600')
})

test('marks beside the scrollbar lead to errors, and a filtered record shows what surrounds it', async ({
  page,
  server,
  signUp,
}) => {
  const { email } = await signUp(page)
  const { log } = await watch(page, server, email)
  const ticks = page.getByTitle('Errors in the list')
  const box = await ticks.boundingBox()
  if (!box) throw new Error('the marks are not there')
  await expect(async () => {
    await page.mouse.click(box.x + 4, box.y + box.height * (300 / 600))
    await expect(log.locator('[aria-selected=true]')).toContainText('Payment 300 failed', { timeout: 1_000 })
  }).toPass()

  await page.getByRole('button', { name: /^Error: 6 records/ }).click()
  await log.getByText('Payment 320 failed').click()
  await page.getByRole('button', { name: 'Show the records around it' }).click()
  await expect(log.getByText('GET /cart/321/items')).toBeVisible()
  await expect(log.locator('[aria-selected=true]')).toContainText('Payment 320 failed')
  await page.getByRole('button', { name: 'Back to the filter' }).click()
  await expect(log.getByText('GET /cart/321/items')).toHaveCount(0)
  await expect(log.getByText('Payment 320 failed')).toBeVisible()
})

test('patterns count what says the same, and become a filter', async ({ page, server, signUp }) => {
  const { email } = await signUp(page)
  const { log, feed, choose } = await watch(page, server, email)
  await choose('Show patterns')
  const pane = page.getByRole('complementary', { name: 'Patterns' })
  const item = (template: string) => pane.getByRole('listitem').filter({ hasText: template })
  await expect(item('GET /cart/<*>/items in <*>ms')).toContainText('594')
  await expect(item('Payment <*> failed after <*>ms')).toContainText('6')
  await expect(item('Payment <*> failed').getByRole('img', { name: 'Error' })).toBeVisible()

  feed([lineAt(600, 'warn', 'Disk is nearly full')])
  await expect(item('Disk is nearly full').getByText('New')).toBeVisible()
  await pane.getByRole('radio', { name: 'Severe' }).click()
  await expect(pane.getByRole('listitem').first()).toContainText('Payment')
  await pane.getByRole('searchbox', { name: 'Find a pattern' }).fill('cart')
  await expect(pane.getByRole('listitem')).toHaveCount(1)
  await pane.getByRole('searchbox', { name: 'Find a pattern' }).fill('')

  await pane.getByRole('button', { name: 'Go to the newest: Payment <*> failed after <*>ms' }).click()
  await expect(log.locator('[aria-selected=true]')).toContainText('Payment 350 failed')

  const only = pane.getByRole('button', { name: 'Show only: Payment <*> failed after <*>ms' })
  await only.click()
  await expect(only).toHaveAttribute('aria-pressed', 'true')
  const field = page.getByRole('combobox', { name: 'Filter', exact: true })
  await expect(field).toHaveValue('pattern:"Payment <*> failed after <*>ms"')
  await only.click()
  await expect(field).toHaveValue('')

  // On a phone they are a sheet.
  await page.setViewportSize({ width: 375, height: 812 })
  await expect(page.getByRole('dialog', { name: 'Patterns' })).toBeVisible()
})

/** What the page's tab shows. */
const tab = (page: Page) =>
  page.evaluate(() => ({
    title: document.title,
    icons: [...document.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')].map((link) =>
      link.getAttribute('href')?.slice(0, 14),
    ),
  }))

function setHidden(page: Page, isHidden: boolean): Promise<void> {
  return page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
    document.dispatchEvent(new Event('visibilitychange'))
  }, isHidden)
}

test('a tab in the background counts errors and notifies, and is itself again in sight', async ({
  page,
  context,
  server,
  signUp,
}) => {
  await context.grantPermissions(['notifications'])
  await page.addInitScript(() => {
    const shown: { title: string; body: string | undefined }[] = []
    Reflect.set(window, 'shownNotifications', shown)
    window.Notification = new Proxy(window.Notification, {
      construct: (target, [title, options]: [string, NotificationOptions]) => {
        shown.push({ title, body: options.body })
        return new target(title, options)
      },
    })
  })
  const { email } = await signUp(page)
  const { feed, choose } = await watch(page, server, email)
  await choose('Notify me…')
  await page.getByRole('radio', { name: 'Errors' }).click()
  await page.keyboard.press('Escape')
  const before = await tab(page)
  expect(before.title).toMatch(/^Shop/)

  await setHidden(page, true)
  feed([lineAt(600, 'error', 'Secret 1 leaked'), lineAt(601, 'info', 'fine'), lineAt(602, 'fatal', 'gone')])
  await expect.poll(async () => (await tab(page)).title).toBe(`(2) ${before.title}`)
  await expect.poll(async () => (await tab(page)).icons).toEqual(before.icons.map(() => 'data:image/png'))
  const shown = () => page.evaluate(() => Reflect.get(window, 'shownNotifications'))
  await expect.poll(shown).toEqual([{ title: 'Shop', body: '2 new errors' }])

  await setHidden(page, false)
  expect(await tab(page)).toEqual(before)
  await page.reload()
  await choose('Notify me…')
  await expect(page.getByRole('radio', { name: 'Errors' })).toBeChecked()
})
