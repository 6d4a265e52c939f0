/** Where the live page does its work: in a worker, in the page without one, in a new worker when one hangs; and in one list for two sessions. */
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

async function createToken(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Create token' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Shop')
  await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click()
  const made = page.getByRole('dialog', { name: 'Copy your token now' })
  const token = await made
    .getByRole('code')
    .filter({ hasText: /^agl_d_/ })
    .innerText()
  return token.trim()
}

/** Opens the live page of the one session from the waiting box. */
async function watch(page: Page): Promise<void> {
  await page
    .getByRole('dialog', { name: 'Copy your token now' })
    .getByRole('link', { name: /watch|open|live/i })
    .click()
  await page.waitForURL(/\/dashboard\/sessions\//)
}

test('a worker that hangs under a filter is replaced, and the page says so', async ({
  browser,
  page,
  signUp,
  devicePage,
}) => {
  await signUp(page)
  const shop = await devicePage(browser, await createToken(page), `console.log('hello from the shop')`)
  await watch(page)
  const log = page.getByRole('log')
  await expect(log.getByText('hello from the shop')).toBeVisible()
  expect(page.workers()).toHaveLength(1)

  const filter = page.getByRole('combobox', { name: 'Filter' })
  await filter.fill('hello')
  await page
    .workers()[0]
    ?.evaluate(() => {
      // After this answer, as a pattern that never ends.
      setTimeout(() => {
        for (;;);
      })
    })
    .catch(() => {})
  await expect(page.getByText('The filter “hello” took too long on these records')).toBeVisible()
  await expect(log.getByText('hello from the shop')).toBeVisible()
  await shop.evaluate(`console.log('still here')`)
  await expect(log.getByText('still here')).toBeVisible()
  // A browser takes a while to end a loop.
  await expect.poll(() => page.workers().length).toBe(1)
})

test('without workers, and where their script is blocked, the page does the work itself', async ({
  browser,
  page,
  signUp,
  devicePage,
}) => {
  await signUp(page)
  const shop = await devicePage(browser, await createToken(page), `console.log('hello from the shop')`)
  await watch(page)
  const log = page.getByRole('log')
  await expect(log.getByText('hello from the shop')).toBeVisible()
  for (const way of ['blocked', 'missing']) {
    if (way === 'blocked') await page.route(/turbopack-worker/, (route) => route.abort())
    else await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'Worker'))
    await page.reload()
    await expect(log.getByText('hello from the shop')).toBeVisible()
    await shop.evaluate(`console.log('${way}')`)
    await expect(log.getByText(way, { exact: true })).toBeVisible()
  }
})

test('two sessions stand in one time line, each under its name', async ({ browser, page, signUp, devicePage }) => {
  await signUp(page)
  const token = await createToken(page)
  await devicePage(browser, token, `console.log('first of one')`)
  await watch(page)
  const log = page.getByRole('log')
  await expect(log.getByText('first of one')).toBeVisible()
  const one = new URL(page.url()).pathname
  const second = await devicePage(browser, token, `console.log('first of two')`)
  await page.goto('/dashboard/sessions')
  const links = page.getByRole('link', { name: /Shop page/ })
  await expect(links).toHaveCount(2)
  const paths = await links.evaluateAll((all) => all.map((each) => (each as HTMLAnchorElement).pathname))
  const two = paths
    .find((path) => path !== one)
    ?.split('/')
    .at(-1)
  await page.goto(`${one}?session=${two}`)
  await expect(page.getByText('2 sessions in one time line:')).toBeVisible()
  await expect(log.getByText('first of one')).toBeVisible()
  await expect(log.getByText('first of two')).toBeVisible()
  await second.evaluate(`console.log('second of two')`)
  await expect(log.getByRole('option').last()).toContainText('second of two')
})
