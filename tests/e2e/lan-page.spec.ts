/** The page of a LAN server in a real browser: access, logs as inert text, filter and follow, lost connections, a phone's width. */
import { expect, type Page, test } from '@playwright/test'
import type { AgentLogger } from '#lib/sdk/index.ts'
import type { DirectServer, ServeDirectOptions } from '#lib/sdk/lan/direct-options.ts'
import { entryUrl, serveDirect, startLocalLogger } from '#lib/sdk/lan/serve-direct.ts'

let direct: DirectServer
let logger: AgentLogger
/** Console messages and uncaught errors; a page under a strict policy must cause neither. */
let complaints: string[]

async function serve(options: ServeDirectOptions = {}): Promise<void> {
  direct = await serveDirect(logger, { host: '127.0.0.1', name: 'Till 3', ...options })
}

test.beforeEach(({ page }) => {
  logger = startLocalLogger()
  complaints = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
})
test.afterEach(async () => {
  await direct.close()
  await logger.close()
})

const list = (page: Page) => page.getByRole('listbox')
/** Only those in sight and a few around them are in the page. */
const rows = (page: Page) => list(page).getByRole('option')
const state = (page: Page) => page.getByRole('status')

test('a link with the code opens the logs at once, and the code disappears from the URL', async ({ page }) => {
  await serve()
  logger.info('before')
  await page.goto(entryUrl(direct))
  await expect(rows(page)).toHaveText([/before.*info/])
  expect(page.url()).toBe(direct.url)
  await expect(page).toHaveTitle('Till 3')
  await expect(state(page)).toHaveText('Live')
  logger.log({ level: 'error', body: 'live', error: new RangeError('too far') })
  await expect(rows(page)).toHaveCount(2)
  await expect(rows(page).nth(1)).toHaveText(/live RangeError: too far.*error/)
  await rows(page).nth(1).click()
  await expect(page.getByRole('heading', { name: 'Stack trace' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('heading', { name: 'Stack trace' })).toHaveCount(0)
  await expect(list(page)).toBeFocused()
  // The cookie is enough from now on.
  await page.reload()
  await expect(rows(page)).toHaveCount(2)
  expect(complaints).toEqual([])
})

test('without the code there is a form, which rejects a wrong code and opens the logs with the right one', async ({
  page,
}) => {
  await serve()
  logger.info('secret log')
  await page.goto(direct.url)
  const field = page.getByLabel('Code from the device')
  await expect(field).toBeFocused()
  await expect(page.getByText('secret log')).toHaveCount(0)
  await field.fill('wrong234')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('not valid')
  await field.fill(String(direct.code).toLowerCase())
  await page.getByRole('button', { name: 'Show the logs' }).click()
  await expect(rows(page)).toHaveText([/secret log/])
})

test('[FB16] nothing in a log runs or becomes markup', async ({ page }) => {
  await serve({ open: true })
  const markup = '<img src=x onerror="document.title=\'run\'"><script>document.title="run"</script><b>bold</b>'
  logger.error(markup, Object.assign(new Error(markup), { name: markup, stack: markup }))
  logger.info(`javascript:alert(1) \u202e ${markup}`)
  await page.goto(direct.url)
  await expect(rows(page)).toHaveCount(2)
  await expect(rows(page).first()).toContainText('<img src=x onerror=')
  await rows(page).first().click()
  await expect(page.locator('pre').first()).toHaveText(markup)
  expect(await page.locator('#viewer img, #viewer script, #viewer b, #viewer a').count()).toBe(0)
  await expect(page).toHaveTitle('Till 3')
  expect(complaints).toEqual([])
})

test('filters by text and level; scrolling up stops following, and the button resumes it', async ({ page }) => {
  await serve({ open: true })
  for (let i = 1; i <= 3_000; i++) logger.log({ level: i % 100 === 0 ? 'error' : 'debug', body: `record ${i}` })
  await page.goto(direct.url)
  await expect(page.getByText('records: 3000')).toBeVisible()
  await expect(page.getByText('record 3000')).toBeInViewport()
  expect(await rows(page).count()).toBeLessThan(50)
  await page.getByLabel('Lowest level').selectOption('Errors and up')
  await expect(rows(page).last()).toHaveAttribute('aria-setsize', '30')
  await page.getByLabel('Filter').fill('RECORD 12')
  await expect(rows(page)).toHaveText([/record 1200/])
  await page.getByLabel('Filter').fill('')
  await page.getByLabel('Lowest level').selectOption('All levels')
  await expect(page.getByText('record 3000')).toBeInViewport()
  const follow = page.getByRole('button', { name: 'To the newest' })
  await expect(follow).toBeHidden()
  await list(page).focus()
  await page.keyboard.press('Home')
  await expect(follow).toBeVisible()
  logger.info('unseen')
  await expect(page.getByText('records: 3001')).toBeVisible()
  await page.getByRole('button', { name: '1 new' }).click()
  await expect(page.getByText('unseen')).toBeInViewport()
})

test('a device that left and came back is shown again, with each record once', async ({ page }) => {
  await serve({ open: true })
  logger.info('one')
  await page.goto(direct.url)
  await expect(rows(page)).toHaveCount(1)
  const { port } = new URL(direct.url)
  await direct.close()
  await expect(state(page)).toContainText('Connection lost')
  logger.info('two')
  await serve({ open: true, port: Number(port) })
  await expect(rows(page)).toHaveText([/one/, /two/], { timeout: 60_000 })
  await expect(state(page)).toHaveText('Live')
})

test('a device that comes back with a new code asks for it', async ({ page }) => {
  await serve()
  await page.goto(entryUrl(direct))
  await expect(state(page)).toHaveText('Live')
  const { port } = new URL(direct.url)
  await direct.close()
  await serve({ port: Number(port) })
  await expect(page.getByLabel('Code from the device')).toBeVisible({ timeout: 60_000 })
})

test('a request or a socket that hangs is given up, and the page tries again', async ({ page }) => {
  await serve({ open: true })
  logger.info('one')
  let hanging = 0
  // The first request and the first socket get no answer.
  await page.route('**/code', (route) => (hanging++ === 0 ? undefined : route.continue()))
  await page.addInitScript(() => {
    let count = 0
    const mute = { close: () => setTimeout(() => mute.onclose()), onclose: () => {} }
    window.WebSocket = new Proxy(window.WebSocket, {
      construct: (Real, [url]: [string]) => (count++ === 0 ? mute : new Real(url)),
    })
  })
  await page.goto(direct.url)
  await expect(rows(page)).toHaveText([/one/], { timeout: 40_000 })
  await expect(state(page)).toHaveText('Live')
  expect(hanging).toBe(3)
})

test.describe('in Russian', () => {
  test.use({ locale: 'ru-RU' })
  test('the page uses the language of its browser', async ({ page }) => {
    await serve()
    await page.goto(direct.url)
    await expect(page.getByLabel('Код из терминала устройства')).toBeFocused()
    await page.goto(entryUrl(direct))
    await page.reload()
    await expect(state(page)).toHaveText('Прямой эфир')
    await expect(page.getByText('Пока ничего не записано.')).toBeVisible()
    logger.info('запись')
    await expect(page.getByRole('listbox', { name: 'Логи, новые внизу' })).toBeVisible()
    await expect(page.getByPlaceholder('Фильтр')).toBeVisible()
    await expect(
      page.getByText(/[a-z]{4,}/i).filter({ hasNotText: /Till 3|Debug|Info|Warning|Error|info/ }),
    ).toHaveCount(0)
  })
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 375]) {
    test(`${width} pixels wide, ${colorScheme}: nothing is cut or scrolls sideways`, async ({ page }, info) => {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 720 })
      await serve()
      for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'unknown'] as const) {
        logger.log({ level, body: `${level}: order 4711 placed at https://shop.example/${'path/'.repeat(20)}` })
      }
      logger.error('Payment failed', new TypeError('card declined'))
      await page.goto(direct.url)
      await expect(page.getByLabel('Code from the device')).toBeVisible()
      await info.attach('entry', { body: await page.screenshot(), contentType: 'image/png' })
      await page.goto(entryUrl(direct))
      await page.reload()
      await expect(rows(page)).toHaveCount(8)
      await info.attach('logs', { body: await page.screenshot(), contentType: 'image/png' })
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
      expect(await list(page).evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0)
    })
  }
}
