/** The screen on the device itself: in a plain page by its script tag, and in a React app. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { build } from 'esbuild'
import { test as base, expect } from './fixtures.ts'

const root = path.resolve(import.meta.dirname, '../..')

const test = base.extend<{ host: (files: Record<string, string | Buffer>) => Promise<string> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are wanted from this pattern.
  host: async ({}, use) => {
    const closing: (() => Promise<void>)[] = []
    await use(async (files) => {
      const server = createServer((request, response) => {
        const name = request.url === '/' ? '/index.html' : (request.url ?? '')
        const type = name.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8'
        // As strict as a host page may be: inline code only with a nonce.
        response.setHeader(
          'content-security-policy',
          "style-src 'self' 'nonce-n'; script-src 'self' 'nonce-n' http://127.0.0.1:* http://localhost:*",
        )
        response.setHeader('content-type', type)
        response.end(files[name] ?? '')
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      closing.push(() => {
        server.closeAllConnections()
        return new Promise<void>((resolve) => server.close(() => resolve()))
      })
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    })
    for (const close of closing) await close()
  },
})

/** Signs up a new person and returns a device token of theirs. */
async function tokenOf(page: Page): Promise<string> {
  const made = await page.evaluate(async () => {
    const response = await fetch('/api/v1/tokens', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Phone', kind: 'device' }),
    })
    return (await response.json()) as { token: string }
  })
  return made.token
}

/** Shakes the phone, as its accelerometer reports it. */
async function shake(page: Page, g: number): Promise<void> {
  await page.evaluate((metresPerSecond2) => {
    const event = new Event('devicemotion')
    Object.defineProperty(event, 'accelerationIncludingGravity', { value: { x: metresPerSecond2, y: 0, z: 0 } })
    dispatchEvent(event)
  }, g * 9.80665)
}

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Logs' })

test('a plain page: opened by shaking, filtered, searched, selected and exported, with the host page unchanged', async ({
  browser,
  page,
  server,
  signUp,
  host,
}) => {
  await signUp(page)
  const token = await tokenOf(page)
  const url = await host({
    '/index.html': `<!doctype html><html lang="en"><title>Shop</title><style nonce="n">h1 { color: rgb(1, 2, 3) } button { display: none }</style>
      <h1>Shop</h1>
      <script src="${server.url}/sdk/agent-logger.js" data-token="${token}" data-name="Shop"></script>
      <script type="module" src="${server.url}/sdk/agent-logger-screen.js" data-theme="dark"></script>
      <script nonce="n">
        console.log('Order placed'); console.warn('Stock is low')
        agentLogger.error('Payment failed', new TypeError('no card'))
      </script>`,
  })
  const context = await browser.newContext({ viewport: { width: 375, height: 740 } })
  const shop = await context.newPage()
  const complaints: string[] = []
  shop.on('pageerror', (error) => complaints.push(error.message))
  shop.on('console', (message) => {
    if (/content security|error/i.test(message.text()) && !message.text().includes('Payment'))
      complaints.push(message.text())
  })
  await shop.goto(url)
  const dialog = dialogOf(shop)
  await expect(shop.locator('agent-logger-screen')).toBeAttached()
  await shake(shop, 2.6)
  await expect(dialog).toHaveCount(0)
  await shake(shop, 2.8)
  await expect(dialog).toBeVisible()

  const rows = dialog.getByRole('option')
  await expect(rows).toHaveText([/Order placed/, /Stock is low/, /Payment failed TypeError: no card/])
  // The button appears only after leaving the end.
  await expect(dialog.getByRole('button', { name: 'To the newest' })).toHaveCount(0)
  await dialog.getByRole('button', { name: 'warn' }).click()
  await expect(rows).toHaveText([/Stock is low/])
  await dialog.getByRole('button', { name: 'warn' }).click()
  await dialog.getByLabel('Search message and error').fill('CARD')
  await expect(rows).toHaveText([/Payment failed/])
  await rows.first().click()
  await expect(dialog.getByRole('heading', { name: 'Stack trace' })).toBeVisible()
  await shop.keyboard.press('Escape')
  await expect(dialog.getByRole('heading', { name: 'Stack trace' })).toHaveCount(0)
  await dialog.getByLabel('Search message and error').fill('')

  // By keyboard: export only the second row.
  await dialog.getByRole('listbox').focus()
  await shop.keyboard.press('Home')
  await shop.keyboard.press('ArrowDown')
  await shop.keyboard.press(' ')
  await expect(dialog.getByRole('option', { selected: true })).toHaveText([/Stock is low/])
  const download = shop.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save as file' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^log_\d\d-\d\d-\d{4}_\d\d-\d\d-\d\d\.txt$/)
  expect(readFileSync(await file.path(), 'utf8')).toMatch(/^\(\d\d-\d\d-\d{4} \d\d:\d\d:\d\d\) WARN .*Stock is low\n/)
  await dialog.getByRole('button', { name: /Clear selection/ }).click()
  await expect(dialog.getByRole('option', { selected: true })).toHaveCount(0)

  // New records appear while it is open, and the icon counts watchers.
  await shop.evaluate(() => console.log('while open'))
  await expect(rows.last()).toHaveText(/while open/)
  // All of it is visible.
  await expect(dialog.getByRole('button', { name: '1 new' })).toHaveCount(0)
  await page.goto('/dashboard/sessions')
  await page.getByRole('link', { name: /Shop/ }).first().click()
  const connection = dialog.getByRole('button', { name: /^Connection: Connected to the relay, 1 watching/ })
  await connection.click()
  await expect(dialog.getByRole('img', { name: /QR code/ })).toBeVisible()
  const session = await shop.evaluate(
    () => (window as unknown as { agentLogger: { session: string } }).agentLogger.session,
  )
  await expect(dialog.getByText(session, { exact: true })).toBeVisible()
  const kept = await shop.evaluate(() => Object.values(localStorage).join(' '))
  expect(kept).toContain(await dialog.locator('dt:text("Device ID") + dd').textContent())
  await expect(dialog.getByText(`/dashboard/sessions/${session}`)).toBeVisible()

  // When a watcher leaves, the sheet is rendered again and keeps the focus.
  await dialog.getByRole('button', { name: 'Copy' }).last().focus()
  await page.goto('/dashboard/sessions')
  await expect(dialog.getByRole('button', { name: /^Connection: .*, 0 watching/ })).toBeAttached()
  await expect(dialog.getByRole('button', { name: 'Copy' }).last()).toBeFocused()

  // The host page keeps its style, and the screen keeps its own.
  expect(await shop.locator('h1').evaluate((h1) => getComputedStyle(h1).color)).toBe('rgb(1, 2, 3)')
  await shop.keyboard.press('Escape')
  await shop.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  // Closing and reopening it at once leaves it open.
  await shop.evaluate(async () => {
    const { openLogger, closeLogger } = (window as unknown as { AgentLogger: Record<string, () => void> }).AgentLogger
    for (const act of [openLogger, closeLogger, openLogger]) act?.()
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
  })
  await expect(dialog).toBeVisible()
  await shop.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await shop.locator('agent-logger-screen').evaluate((element) => element.remove())
  await shake(shop, 5)
  await expect(dialog).toHaveCount(0)
  expect(complaints).toEqual([])
  await context.close()
})

test('a React app: one session under StrictMode, opened by ref and by shaking, closed with the app', async ({
  browser,
  page,
  server,
  signUp,
  host,
}, testInfo) => {
  await signUp(page)
  const token = await tokenOf(page)
  const folder = testInfo.outputPath('app')
  const packed = path.join(folder, 'node_modules/agent-logger')
  mkdirSync(packed, { recursive: true })
  execFileSync('tar', ['-xzf', path.join(root, 'dist/sdk/agent-logger.tgz'), '-C', packed, '--strip-components=1'])
  writeFileSync(
    path.join(folder, 'app.jsx'),
    `import { createElement as h, StrictMode, useRef, useState } from 'react'
     import { createRoot } from 'react-dom/client'
     import { AgentLogger, useAgentLogger } from 'agent-logger/react'
     function Shop() {
       const log = useAgentLogger()
       window.sessions = (window.sessions ?? new Set())
       if (log) window.sessions.add(log.session)
       return h('button', { onClick: () => log.info('Bought') }, 'Buy')
     }
     function App() {
       const ref = useRef(null)
       const [isOn, setOn] = useState(true)
       return h(AgentLogger, { ref, enable: isOn, serverUrl: '${server.url}', token: '${token}', shakeThreshold: 2.7, options: { name: 'React shop' } },
         isOn && h(Shop), h('button', { onClick: () => ref.current.open() }, 'Logs'), h('button', { onClick: () => setOn(false) }, 'Off'))
     }
     createRoot(document.getElementById('root')).render(h(StrictMode, null, h(App)))`,
  )
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, 'app.jsx')],
    bundle: true,
    write: false,
    splitting: true,
    format: 'esm',
    outdir: folder,
    nodePaths: [path.join(root, 'node_modules')],
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'silent',
  })
  const scripts = outputFiles.map(({ path: file, contents }) => [`/${path.basename(file)}`, Buffer.from(contents)])
  const url = await host({
    '/index.html':
      '<!doctype html><html lang="ru"><title>React shop</title><div id="root"></div><script type="module" src="/app.js"></script>',
    ...Object.fromEntries(scripts),
  })
  const context = await browser.newContext()
  const shop = await context.newPage()
  const errors: string[] = []
  shop.on('pageerror', (error) => errors.push(error.message))
  await shop.addInitScript(() => Object.assign(DeviceMotionEvent, { requestPermission: async () => 'denied' }))
  await shop.goto(url)
  await shop.getByRole('button', { name: 'Buy' }).click()
  await shop.getByRole('button', { name: 'Logs' }).click()
  const dialog = shop.getByRole('dialog', { name: 'Логи' })
  await expect(dialog.getByRole('option')).toHaveText([/Bought/])
  await dialog.getByRole('button', { name: 'Закрыть' }).click()
  await expect(dialog).toHaveCount(0)
  await shake(shop, 3)
  await expect(dialog).toBeVisible()
  // iOS asks the person; the page says if they decline.
  await dialog.getByRole('button', { name: 'Открывать встряхиванием' }).click()
  await expect(dialog.getByText('Браузер не разрешает открывать встряхиванием.')).toBeVisible()
  await shop.keyboard.press('Escape')
  expect(await shop.evaluate(() => (window as unknown as { sessions: Set<string> }).sessions.size)).toBe(1)

  await page.goto('/dashboard/sessions')
  await expect(page.getByRole('link', { name: /React shop/ })).toHaveCount(1)
  await shop.getByRole('button', { name: 'Off' }).click()
  await expect(shop.locator('agent-logger-screen')).toHaveCount(0)
  await shake(shop, 3)
  await expect(dialog).toHaveCount(0)
  expect(errors).toEqual([])
  await context.close()
})
