/** `npm run screenshots`: the pictures of the README, taken from the built server with sample devices. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { type BrowserContextOptions, chromium, type Page } from '@playwright/test'
import { demoRecord } from '#lib/sdk/demo-records.ts'
import { startAgentLogger } from '#lib/sdk/index.ts'
import { startServer } from '#tests/support/start-server.ts'
import { needChromium } from './need-programs.ts'

const dir = path.join(import.meta.dirname, '../docs/images')
const EMAIL = 'ada@example.com'
const PASSWORD = 'correct horse battery'

mkdirSync(dir, { recursive: true })
const server = await startServer()
server.cli(['user', 'add', '--email', EMAIL, '--name', 'Ada Lovelace', '--password-stdin'], PASSWORD)
const token = server.cli(['token', 'create', '--email', EMAIL, '--name', 'Fleet']).trim()

/** A seeded story, so that two runs differ in times only. */
let seed = 7
const random = () => {
  seed = (seed * 16807) % 2147483647
  return seed / 2147483647
}
const fleet = ['Checkout, Pixel 9', 'Shop web', 'orders-service'].map((name, i) =>
  startAgentLogger({
    server: server.url,
    token,
    name,
    appName: 'Demo shop',
    appVersion: '2.4.1',
    installationId: `screenshot-device-${i}`,
    warn: () => {},
  }),
)
for (const [i, device] of fleet.entries()) {
  const count = 60 * (i + 1)
  let timeMs = Date.now() - count * 450
  for (let n = 0; n < count; n++) {
    timeMs += 100 + random() * 700
    device.log({ ...demoRecord(n, random), timeMs })
  }
}
await Promise.all(fleet.map((device) => device.flush()))

const executablePath = await needChromium()
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: ['--no-sandbox', '--disable-gpu'],
})

async function shoot(name: string, options: BrowserContextOptions, go: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({
    baseURL: server.url,
    locale: 'en-US',
    deviceScaleFactor: 2,
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.getByLabel('Email').fill(EMAIL)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/\/dashboard/)
  await go(page)
  // A kernel's build tag says more of this machine than of the product.
  await page.evaluate(hideBuildTags)
  await page.screenshot({ path: path.join(dir, `${name}.png`) })
  await context.close()
  console.log(`docs/images/${name}.png`)
}

function hideBuildTags(): void {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode())
    texts.currentNode.nodeValue = (texts.currentNode.nodeValue ?? '').replace(/(Linux \d+\.\d+)\S*/, '$1')
}

const live = async (page: Page) => {
  await page.goto(`/dashboard/sessions/${fleet[0]?.session}`)
  await page.getByRole('log').getByText('Could not reserve stock').last().waitFor()
}
await shoot('live-light', { viewport: { width: 1280, height: 760 }, colorScheme: 'light' }, async (page) => {
  await live(page)
  await page.getByRole('log').getByText('Could not reserve stock').last().click()
  await page.getByText(/^Record \d+$/).waitFor()
})
await shoot('live-phone', { viewport: { width: 375, height: 720 }, colorScheme: 'light' }, live)
await shoot('devices-dark', { viewport: { width: 1280, height: 720 }, colorScheme: 'dark' }, async (page) => {
  await page.getByText('orders-service').first().waitFor()
})

await browser.close()
await Promise.all(fleet.map((device) => device.close()))
await server.remove()
process.exit(0)
