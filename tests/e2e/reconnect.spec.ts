/** The server or the network goes away and comes back while pages are open: each page says so and recovers by itself. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { FaultProxy } from '#tests/support/fault-proxy.ts'
import { freePort } from '#tests/support/free-port.ts'
import { startServer } from '#tests/support/start-server.ts'

test('the live page, the dashboard and the device continue where they were after the server restarts', async ({
  browser,
}) => {
  let server = await startServer()
  const { url, dataDir } = server
  const { page, shop, closeShop } = await openShop(browser, url, url, server.output())
  const list = await page.context().newPage()
  await list.goto('/dashboard')
  // What it says of a lost connection must not be code that it still has to load.
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0
  })
  await page.goto('/dashboard/sessions')
  await page.getByRole('link', { name: /Shop/ }).first().click()
  const log = page.getByRole('log')
  await expect(log.getByText('before')).toBeVisible()

  await server.stop('SIGKILL')
  await expect(page.getByText('Connection lost.')).toBeVisible({ timeout: 60_000 })
  await list.bringToFront()
  await expect(list.getByRole('alert').filter({ hasText: 'Can’t reach the server.' })).toBeVisible({
    timeout: 60_000,
  })
  await shop.evaluate(() => console.log('while away'))

  server = await startServer({ PORT: new URL(url).port }, dataDir)
  await expect(list.getByText('Can’t reach the server.')).toBeHidden({ timeout: 30_000 })
  await page.bringToFront()
  await expect(log.getByText('while away')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('Connection lost.')).toBeHidden()
  await expect(log.getByText('before')).toHaveCount(1)
  await expect(log.getByText('while away')).toHaveCount(1)

  closeShop()
  for (const context of browser.contexts()) await context.close()
  await server.remove()
})

test('the live page recovers by itself after a silent network loss', async ({ browser }) => {
  // The page's connections go through the proxy; the app's do not.
  const port = await freePort()
  const proxy = await FaultProxy.before(port)
  const server = await startServer({ PORT: String(port), PUBLIC_URL: proxy.url })
  const { page, shop, closeShop } = await openShop(browser, proxy.url, `http://127.0.0.1:${port}`, server.output())
  await page.goto('/dashboard/sessions')
  await page.getByRole('link', { name: /Shop/ }).first().click()
  const log = page.getByRole('log')
  await expect(log.getByText('before')).toBeVisible()
  const lost = page.getByText('Connection lost.')

  const ticket = page.waitForRequest(/viewer-ticket/, { timeout: 60_000 })
  proxy.blackHole()
  await expect(lost).toBeVisible({ timeout: 30_000 })
  await shop.evaluate(() => console.log('during the hole'))
  // The page requests its ticket on a connection that stays dead.
  await ticket
  proxy.forget()
  await expect(log.getByText('during the hole')).toBeVisible({ timeout: 60_000 })
  await expect(lost).toBeHidden()
  await expect(log.getByText('before')).toHaveCount(1)

  closeShop()
  for (const context of browser.contexts()) await context.close()
  await proxy.close()
  await server.remove()
})

/** Signs in the first owner at `pageUrl`, and opens an app that logs "before" to `appUrl`. */
async function openShop(browser: Browser, pageUrl: string, appUrl: string, output: string): Promise<Shop> {
  const page = await (await browser.newContext({ baseURL: pageUrl })).newPage()
  await page.goto(/(\/setup#\S+)/.exec(output)?.[1] ?? '')
  await page.getByLabel('Name').fill('Olga Owner')
  await page.getByLabel('Email').fill('owner@example.com')
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await page.locator('button[type=submit]').click()
  await page.waitForURL(/\/dashboard/)
  const { token } = await page.evaluate(async () => {
    const response = await fetch('/api/v1/tokens', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Shop', kind: 'device' }),
    })
    return (await response.json()) as { token: string }
  })
  const html = `<!doctype html><title>Shop</title><script src="${appUrl}/sdk/agent-logger.js" data-token="${token}" data-name="Shop"></script>`
  const foreign = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html))
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve))
  const shop = await (await browser.newContext()).newPage()
  await shop.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`)
  await shop.evaluate(() => console.log('before'))
  return {
    page,
    shop,
    closeShop: () => {
      foreign.closeAllConnections()
      foreign.close()
    },
  }
}

interface Shop {
  page: Page
  shop: Page
  closeShop(): void
}
