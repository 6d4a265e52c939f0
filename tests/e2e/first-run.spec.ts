/** A newcomer's first minutes: the demo device, help, and where an ended session leads. */
import { startAgentLogger } from '#lib/sdk/index.ts'
import { expect, test } from './fixtures.ts'

test('the demo goes on after the page is loaded again, and stays one device with one token', async ({
  page,
  signUp,
}) => {
  await signUp(page)
  const streaming = page.getByText('This tab is streaming demo logs')
  await page.getByRole('button', { name: 'Try the demo device' }).click()
  await page.waitForURL(/\/dashboard\/sessions\//)
  const first = page.url()
  await expect(streaming).toBeVisible()
  await page.reload()
  await expect(streaming).toBeVisible()
  await page.getByRole('link', { name: 'Watch', exact: true }).click()
  await page.waitForURL((url) => url.href !== first)
  await expect(page.getByRole('log').locator('.log-row').first()).toBeVisible()

  await page.goto('/dashboard')
  const devices = page.getByRole('list', { name: 'Devices' }).getByRole('listitem')
  await expect(devices).toHaveCount(1)
  await test.step('its row leads to the live page, and what it is has a page of its own', async () => {
    await expect(streaming).toBeVisible()
    await expect(devices.getByRole('link', { name: /Demo device/ })).toHaveAttribute('href', /\/dashboard\/sessions\//)
    await devices.getByRole('link', { name: 'Details' }).click()
    await page.waitForURL(/\/dashboard\/devices\//)
    await expect(page.getByRole('definition').filter({ hasText: /^Now$/ })).toBeVisible()
  })
  await page.goto('/dashboard/tokens')
  await expect(streaming).toBeVisible()
  await expect(page.getByRole('main').getByRole('listitem').filter({ hasText: 'Demo' })).toHaveCount(1)

  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(streaming).toBeHidden()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'No tokens yet' })).toBeVisible()
  await expect(streaming).toBeHidden()
  await expect(page.getByRole('main').getByRole('listitem').filter({ hasText: 'Demo' })).toHaveCount(0)
})

test('help is a press away, has an address for each trouble, and is found in the palette', async ({ page, signUp }) => {
  await page.goto('/help')
  await page.getByRole('link', { name: 'When something is wrong' }).click()
  await expect(page.getByRole('heading', { name: 'My device does not appear' })).toBeVisible()
  for (const path of ['/help/nothing', '/nowhere']) {
    await page.goto(path)
    await expect(page).toHaveTitle(/Page not found/)
  }

  await signUp(page)
  await expect(page.getByRole('link', { name: 'How to connect an app' })).toHaveAttribute('href', '/help/connect')
  const opened = page.waitForEvent('popup')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('direct mode')
  await page.getByRole('option', { name: 'Direct mode' }).click()
  await expect((await opened).getByRole('heading', { name: 'Direct mode', level: 1 })).toBeVisible()
})

test('an ended session leads to the others of its device, without tools for records that are gone', async ({
  page,
  server,
  signUp,
}) => {
  const { email } = await signUp(page)
  const token = server.cli(['token', 'create', '--email', email, '--name', 'shop']).trim()
  const start = () =>
    startAgentLogger({ server: server.url, token, name: 'Shop', installationId: 'shop', warn: () => {} })
  const shop = start()
  shop.info('from the shop')
  await shop.flush()
  await page.goto('/dashboard')
  await page.getByRole('link', { name: 'Shop' }).click()
  await expect(page.getByRole('log').getByText('from the shop')).toBeVisible()
  await shop.close()
  await page.getByText('This session has ended.').waitFor()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'This session has ended' })).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Filter' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^(Pause|Follow|Save as a file)/ })).toHaveCount(0)

  const again = start()
  again.info('from the next run')
  await again.flush()
  await page.getByRole('main').getByRole('link', { name: 'Watch the running session' }).click()
  await expect(page.getByRole('log').getByText('from the next run')).toBeVisible()
  await again.close()
  await page.reload()
  await page.getByRole('link', { name: 'Sessions of this device' }).click()
  await page.waitForURL(/\/dashboard\/devices\//)
})
