/** Direct paths between two pages of real browsers on loopback: a device with the script tag, and the live page. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium, type Page } from '@playwright/test'
import packageJson from '#package.json' with { type: 'json' }
import { expect, test } from './fixtures.ts'

/** A machine without multicast cannot resolve host names that stand in for addresses. */
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-features=WebRtcHideLocalIpsWithMdns']

/** What the device page of this test puts on its window. */
interface DevicePage {
  agentLogger: { session: string; status: { pageUrl: string | null }; info(body: string): void }
  kept: RTCPeerConnection[]
  stopLogging(): number
}

/** Lets a test get hold of every peer connection of a page. */
function keepConnections(): void {
  const kept: RTCPeerConnection[] = []
  const Original = window.RTCPeerConnection
  class Kept extends Original {
    constructor(...args: ConstructorParameters<typeof Original>) {
      super(...args)
      kept.push(this)
    }
  }
  Object.assign(window, { RTCPeerConnection: Kept, kept })
}

async function createToken(page: Page): Promise<string> {
  const response = await page.request.post('/api/v1/tokens', {
    data: { name: 'Direct', kind: 'device' },
    headers: { origin: new URL(page.url()).origin },
  })
  expect(response.status()).toBe(201)
  return (await response.json()).token
}

const closing: (() => void)[] = []
test.afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** As the dashboard's snippet names it: by its hash, with the integrity that the browser checks. */
async function pinnedSource(server: string): Promise<string> {
  const bytes = Buffer.from(await (await fetch(`${server}/sdk/agent-logger.js`)).arrayBuffer())
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16)
  const integrity = `sha384-${createHash('sha384').update(bytes).digest('base64')}`
  return `src="${server}/sdk/agent-logger-${packageJson.version}-${hash}.js" integrity="${integrity}" crossorigin`
}

/** Serves a page on its own origin that logs 250 numbered records a second. Returns its URL. */
async function devicePage(server: string, token: string): Promise<string> {
  const html = `<!doctype html><title>Shop</title>
    <script ${await pinnedSource(server)} data-token="${token}" data-name="Shop" data-direct></script>
    <script>
      let logged = 0
      const timer = setInterval(() => { for (let i = 0; i < 5; i++) agentLogger.info('number ' + ++logged + '.') }, 20)
      window.stopLogging = () => { clearInterval(timer); return logged }
    </script>`
  const foreign = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(html)
  })
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    foreign.closeAllConnections()
    foreign.close()
  })
  return `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`
}

/** Returns the bodies of all rows, read by copying all shown records. */
async function copied(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Copy shown records' }).click()
  return page.evaluate(() => navigator.clipboard.readText())
}

test('a live page becomes direct within 3 s, survives the death of its path, and accounts for every record', async ({
  server,
  signUp,
}) => {
  const browser = await chromium.launch({
    args: ARGS,
    ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
  })
  try {
    const person = await browser.newContext({ baseURL: server.url, permissions: ['clipboard-read', 'clipboard-write'] })
    const page = await person.newPage()
    await signUp(page)
    const token = await createToken(page)

    const device = await (await browser.newContext()).newPage()
    await device.addInitScript(keepConnections)
    await device.goto(await devicePage(server.url, token))
    await device.waitForFunction(() => (window as never as DevicePage).agentLogger.status.pageUrl)
    const session = await device.evaluate(() => (window as never as DevicePage).agentLogger.session)

    await page.goto(`/dashboard/sessions/${session}`)
    await expect(
      page.getByText('number 1.', { exact: true }).or(page.getByText(/^number \d+\.$/).first()),
    ).toBeVisible()
    const path = page.locator('[data-path]')
    await expect(path).toHaveAttribute('data-path', 'direct')
    await expect(path).toHaveText('Direct')

    // Break the path three times in the middle of the stream: from the device, at its channel, and from the device again.
    for (let round = 1; round <= 3; round++) {
      await device.evaluate(() => (window as never as DevicePage).kept.at(-1)?.close())
      await expect(path).toHaveAttribute('data-path', 'relay')
      await expect(path).toHaveAttribute('data-path', 'direct')
      expect(await device.evaluate(() => (window as never as DevicePage).kept.length)).toBe(round + 1)
    }

    const logged = await device.evaluate(() => (window as never as DevicePage).stopLogging())
    await expect(page.getByText(`number ${logged}.`, { exact: true })).toBeVisible()
    const numbers = [...(await copied(page)).matchAll(/number (\d+)\./g)].map((match) => Number(match[1]))
    expect(numbers).toEqual(Array.from({ length: logged }, (_, i) => i + 1))

    // A person may choose the server only.
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Server only' }).click()
    await expect(path).toHaveAttribute('data-path', 'relay')
    await device.evaluate(() => (window as never as DevicePage).agentLogger.info('by the server'))
    await expect(page.getByText('by the server', { exact: true })).toBeVisible()
  } finally {
    await browser.close()
  }
})
