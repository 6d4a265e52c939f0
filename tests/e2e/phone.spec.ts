/** At a width of 375 pixels: the bottom bar, every page without sideways scrolling, the live page usable by thumb. */
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

/** Returns how far the page scrolls sideways, in pixels. */
const sidewaysPixels = (page: Page) =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth))

test.use({ viewport: { width: 375, height: 720 }, hasTouch: true })

test('every page of an empty account fits and shows the next step', async ({ page, signUp }) => {
  await signUp(page)
  for (const path of ['', '/sessions', '/tokens', '/links', '/team', '/settings']) {
    await page.goto(`/dashboard${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const overflow = await sidewaysPixels(page)
    expect(overflow, `sideways scrolling on /dashboard${path}`).toBe(0)
    await expect(page.getByRole('navigation').first()).toBeVisible()
  }
})

test('the demo device streams to a live page that is usable by thumb', async ({ page, signUp }) => {
  await signUp(page)
  await page.getByRole('button', { name: /demo/i }).first().click()
  await page.waitForURL(/\/dashboard\/sessions\//)
  const log = page.getByRole('log')
  await expect(log.getByText(/GET \/products/).first()).toBeVisible()
  // A record that is opened after the list has moved on pauses by itself.
  await page.getByRole('button', { name: /pause/i }).first().tap()
  await expect(page.getByRole('button', { name: /follow|new/i }).first()).toBeVisible()
  await log
    .getByText(/GET \/products/)
    .first()
    .tap()
  await expect(page.getByText(/^Record 1$/)).toBeVisible()
  await page.keyboard.press('Escape')
  const overflow = await sidewaysPixels(page)
  expect(overflow).toBe(0)
})

test('Russian is used everywhere once it is chosen', async ({ page, signUp }) => {
  await signUp(page)
  await page.context().addCookies([{ name: 'locale', value: 'ru', url: page.url() }])
  for (const [path, heading] of [
    ['', 'Устройства'],
    ['/sessions', 'Сессии'],
    ['/tokens', 'Токены'],
    ['/links', 'Ссылки'],
  ] as const) {
    await page.goto(`/dashboard${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading)
    await expect(page.locator('html')).toHaveAttribute('lang', 'ru')
  }
})
