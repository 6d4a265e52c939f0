/** The server goes and comes back under open pages: each says so while it is away, and goes on by itself. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@playwright/test'
import { startServer } from '../support/start-server.ts'

test('live page, dashboard and device go on where they were after the server was away', async ({ browser }) => {
  let server = await startServer()
  const { url, dataDir } = server
  const page = await (await browser.newContext({ baseURL: url })).newPage()
  await page.goto(/(\/setup#\S+)/.exec(server.output())?.[1] ?? '')
  await page.getByLabel('Name').fill('Olga Owner')
  await page.getByLabel('E-mail').fill('owner@example.com')
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
  const shopHtml = `<!doctype html><title>Shop</title><script src="${url}/sdk/agent-logger.js" data-token="${token}" data-name="Shop"></script>`
  const foreign = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(shopHtml))
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve))
  const shop = await (await browser.newContext()).newPage()
  await shop.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`)
  await shop.evaluate(() => console.log('before'))

  const list = await page.context().newPage()
  await list.goto('/dashboard')
  await page.goto('/dashboard/sessions')
  await page.getByRole('link', { name: /Shop/ }).first().click()
  const log = page.getByRole('log')
  await expect(log.getByText('before')).toBeVisible()

  await server.stop('SIGKILL')
  await expect(page.getByText('Connection lost.')).toBeVisible({ timeout: 15_000 })
  await list.bringToFront()
  await expect(list.getByRole('alert').filter({ hasText: 'No connection to the server.' })).toBeVisible({
    timeout: 15_000,
  })
  await shop.evaluate(() => console.log('while away'))

  server = await startServer({ PORT: new URL(url).port }, dataDir)
  await expect(list.getByText('No connection to the server.')).toBeHidden({ timeout: 30_000 })
  await page.bringToFront()
  await expect(log.getByText('while away')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('Connection lost.')).toBeHidden()
  await expect(log.getByText('before')).toHaveCount(1)
  await expect(log.getByText('while away')).toHaveCount(1)

  foreign.closeAllConnections()
  foreign.close()
  for (const context of browser.contexts()) await context.close()
  await server.remove()
})
