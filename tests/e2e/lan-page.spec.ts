/** The page of a direct server in a real browser: the way in, logs that cannot run, filter and follow, lost connections, a phone's width. */
import { expect, type Page, test } from '@playwright/test'
import type { AgentLogger } from '#lib/device/index.ts'
import type { DirectServer, ServeDirectOptions } from '#lib/lan/direct-options.ts'
import { entryUrl, serveDirect, startLocalLogger } from '#lib/lan/serve-direct.ts'

let direct: DirectServer
let logger: AgentLogger
/** What the browser says on its console and what it throws; a page under a strict policy must do neither. */
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

const rows = (page: Page) => page.getByRole('log').getByRole('listitem')
const state = (page: Page) => page.getByRole('status')

test('a link with the code opens the logs at once, and the code leaves the address', async ({ page }) => {
  await serve()
  logger.info('before')
  await page.goto(entryUrl(direct))
  await expect(rows(page)).toHaveText([/INFO.*before/])
  expect(page.url()).toBe(direct.url)
  await expect(page).toHaveTitle('Till 3')
  await expect(state(page)).toHaveText('Live')
  logger.log({ level: 'error', body: 'live', error: new RangeError('too far') })
  await expect(rows(page)).toHaveCount(2)
  await expect(rows(page).nth(1)).toContainText('ERROR')
  await rows(page).nth(1).getByText('RangeError: too far', { exact: true }).click()
  await expect(rows(page).nth(1).locator('pre')).toBeVisible()
  // The cookie is enough from now on.
  await page.reload()
  await expect(rows(page)).toHaveCount(2)
  expect(complaints).toEqual([])
})

test('without the code there is a form; a wrong one is told, the right one opens the logs', async ({ page }) => {
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

test('[B3] nothing in a log runs or becomes markup', async ({ page }) => {
  await serve({ open: true })
  const markup = '<img src=x onerror="document.title=\'run\'"><script>document.title="run"</script><b>bold</b>'
  logger.error(markup, Object.assign(new Error(markup), { name: markup, stack: markup }))
  logger.info(`javascript:alert(1) \u202e ${markup}`)
  await page.goto(direct.url)
  await expect(rows(page)).toHaveCount(2)
  await expect(rows(page).first()).toContainText('<img src=x onerror=')
  expect(await page.locator('#rows img, #rows script, #rows b b, #rows a').count()).toBe(0)
  await expect(page).toHaveTitle('Till 3')
  expect(complaints).toEqual([])
})

test('filter by text and level; following stops when one scrolls up and goes on by the button', async ({ page }) => {
  await serve({ open: true })
  for (let i = 1; i <= 3_000; i++) logger.log({ level: i % 100 === 0 ? 'error' : 'debug', body: `record ${i}` })
  await page.goto(direct.url)
  await expect(page.getByText('records: 3000, newest 2000 shown')).toBeVisible()
  await expect(page.getByText('record 3000')).toBeInViewport()
  expect(await rows(page).count()).toBe(2_000)
  await page.getByLabel('Lowest level').selectOption('Errors and up')
  await expect(rows(page)).toHaveCount(30)
  await page.getByLabel('Filter').fill('RECORD 12')
  await expect(rows(page)).toHaveText([/record 1200/])
  await page.getByLabel('Filter').fill('')
  await page.getByLabel('Lowest level').selectOption('All levels')
  await expect(page.getByText('record 3000')).toBeInViewport()
  const follow = page.getByRole('button', { name: 'Follow' })
  await expect(follow).toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('log').focus()
  await page.keyboard.press('Home')
  await expect(follow).toHaveAttribute('aria-pressed', 'false')
  logger.info('unseen')
  await expect(page.getByText('unseen')).toBeAttached()
  await expect(page.getByText('unseen')).not.toBeInViewport()
  await follow.click()
  await expect(page.getByText('unseen')).toBeInViewport()
})

test('a device that went away and came back is shown again, each record once', async ({ page }) => {
  await serve({ open: true })
  logger.info('one')
  await page.goto(direct.url)
  await expect(rows(page)).toHaveCount(1)
  const { port } = new URL(direct.url)
  await direct.close()
  await expect(state(page)).toContainText('Connection lost')
  logger.info('two')
  await serve({ open: true, port: Number(port) })
  await expect(rows(page)).toHaveText([/one/, /two/], { timeout: 15_000 })
  await expect(state(page)).toHaveText('Live')
})

test('a device that came back with a new code asks for it', async ({ page }) => {
  await serve()
  await page.goto(entryUrl(direct))
  await expect(state(page)).toHaveText('Live')
  const { port } = new URL(direct.url)
  await direct.close()
  await serve({ port: Number(port) })
  await expect(page.getByLabel('Code from the device')).toBeVisible({ timeout: 15_000 })
})

test.describe('in Russian', () => {
  test.use({ locale: 'ru-RU' })
  test('the page speaks the language of its browser', async ({ page }) => {
    await serve()
    await page.goto(direct.url)
    await expect(page.getByLabel('Код из терминала устройства')).toBeFocused()
    await page.goto(entryUrl(direct))
    await page.reload()
    await expect(state(page)).toHaveText('Прямой эфир')
    await expect(page.getByRole('log', { name: 'Логи, новые внизу' })).toBeVisible()
    await expect(page.getByPlaceholder('Фильтр')).toBeVisible()
    await expect(page.getByText(/[a-z]{4,}/i).filter({ hasNotText: /Till 3|Debug|Info|Warning|Error/ })).toHaveCount(0)
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
      const list = page.getByRole('log')
      expect(await list.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0)
    })
  }
}
