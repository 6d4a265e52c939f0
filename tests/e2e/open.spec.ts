/** "Open a session": phones and relays of the original, pasted, scanned by a camera, and from a picture. */
import { writeFileSync } from 'node:fs'
import { chromium, type Page } from '@playwright/test'
import { qrSquares, qrVideo } from '../support/qr-pictures.ts'
import { SeedDirectServer } from '../support/seed-direct-server.ts'
import { SeedRelayServer } from '../support/seed-relay-server.ts'
import { expect, test } from './fixtures.ts'

test('a phone’s own server is viewed; after it was away nothing is shown twice and nothing is missing', async ({
  page,
}) => {
  const phone = await SeedDirectServer.start()
  for (const message of ['App started', 'tick', 'tick']) phone.log(message)
  await page.goto('/open')
  await page.getByRole('radio', { name: 'Direct P2P' }).click()
  await page.getByLabel('Address of the phone').fill(phone.url)
  await expect(page.getByText(`The phone at 127.0.0.1:${phone.port}`)).toBeVisible()
  await page.getByRole('button', { name: 'Open', exact: true }).click()

  const log = page.getByRole('log')
  await expect(log.getByText('tick')).toHaveCount(2)
  phone.log('Error: Something went wrong', { level: 'error', error: 'Exception: Test exception' })
  await expect(log.getByText('Error: Something went wrong')).toBeVisible()

  await phone.stop()
  await expect(
    page
      .getByRole('status')
      .filter({ hasText: /connect|Offline/i })
      .first(),
  ).toBeVisible()
  phone.held.push({
    message: 'while away',
    level: 'info',
    timestamp: '2025-10-07T09:12:00.000',
    error: null,
    stackTrace: null,
  })
  await phone.listen()
  await page.getByRole('button', { name: /try now|retry/i }).click()
  await expect(log.getByText('while away')).toBeVisible()
  await expect(log.getByText('tick')).toHaveCount(2)
  await expect(log.getByText('App started')).toHaveCount(1)
  expect(phone.heard).toEqual([])

  await page.getByRole('button', { name: 'Close this session' }).click()
  await expect(page.getByRole('heading', { name: 'Open a session' })).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: `127.0.0.1:${phone.port}` })).toBeVisible()
  await expect.poll(() => phone.clients).toBe(0)
  await phone.stop()
})

test('a relay of the original is viewed from the text that its app shares', async ({ page }) => {
  const relay = await SeedRelayServer.start()
  await page.goto('/open')
  await page
    .getByLabel('Link, address, share text or session id')
    .fill(`Connect to Agent Logger: ws://${relay.host}/ws?type=web&session=${relay.session}`)
  await expect(page.getByText(`Session ${relay.session} of the relay ${relay.host}`)).toBeVisible()
  await page.keyboard.press('Enter')
  await expect.poll(() => relay.clients).toBe(1)
  await expect(page.getByText('device_abc').first()).toBeVisible()
  relay.log('Counter incremented to 1')
  await expect(page.getByRole('log').getByText('Counter incremented to 1')).toBeVisible()
  await relay.stop()
})

test('a session that the relay does not know is said so', async ({ page }) => {
  const relay = await SeedRelayServer.start()
  await page.goto('/open')
  await page.getByLabel('Link, address, share text or session id').fill('session_unknown')
  await page.getByLabel('Server address').fill(relay.host)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'does not know the session' })).toBeVisible()
  await relay.stop()
})

test('the app’s QR code is scanned with the camera, by our own WebAssembly where the browser reads none', async ({
  server,
}, testInfo) => {
  const phone = await SeedDirectServer.start()
  phone.log('seen through the camera')
  const video = testInfo.outputPath('code.y4m')
  writeFileSync(video, qrVideo(phone.url))
  const browser = await chromium.launch({
    ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${video}`,
    ],
  })
  const page = await browser.newPage({ baseURL: server.url })
  const foreign: string[] = []
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(server.url)) foreign.push(request.url())
  })
  const wasm = page.waitForResponse((response) => response.url().endsWith('.wasm'))
  await page.addInitScript('delete globalThis.BarcodeDetector')
  await page.goto('/open')
  await page.getByRole('button', { name: 'Scan QR code' }).click()
  expect((await wasm).ok()).toBe(true)
  await expect(page.getByRole('log').getByText('seen through the camera')).toBeVisible()
  expect(foreign).toEqual([])
  await browser.close()
  await phone.stop()
})

test('the browser’s own detector is used where it has one', async ({ page }) => {
  await page.addInitScript(`
    globalThis.BarcodeDetector = class {
      static getSupportedFormats() { return Promise.resolve(['qr_code']) }
      detect() { return Promise.resolve([{ rawValue: 'session_from_the_browser' }]) }
    }`)
  await page.goto('/open')
  await page.getByRole('button', { name: 'Scan QR code' }).click()
  await page
    .getByLabel('Use a picture')
    .setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: await picture(page, 'x') })
  await expect(page.getByText('Session session_from_the_browser of this server.')).toBeVisible()
})

test('a code is read from a picture; one without a code, and what is no picture, are said so', async ({
  page,
  server,
}) => {
  await page.goto('/open')
  await page.getByRole('button', { name: 'Scan QR code' }).click()
  const dialog = page.getByRole('dialog')
  const file = dialog.getByLabel('Use a picture')
  await file.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: await picture(page, null) })
  await expect(dialog.getByRole('alert')).toContainText('no QR code')
  await file.setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') })
  await expect(dialog.getByRole('alert')).toContainText('not a picture')
  const text = `${server.url.replace('http', 'ws')}/ws?type=web&session=session_abc123`
  await file.setInputFiles({
    name: 'a.png',
    mimeType: 'image/png',
    buffer: await picture(page, `Connect to Agent Logger:\n${text}`),
  })
  await expect(page.getByText('Session session_abc123 of this server.')).toBeVisible()
})

/** Drawn by the browser: black squares on white; null: white alone. */
async function picture(page: Page, text: string | null): Promise<Buffer> {
  const squares = text === null ? [] : qrSquares(text)
  const url = await page.evaluate((squares) => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 400
    const context = canvas.getContext('2d') as CanvasRenderingContext2D
    context.fillStyle = '#fff'
    context.fillRect(0, 0, 400, 400)
    context.fillStyle = '#000'
    const size = Math.floor(400 / Math.max(1, squares.length))
    squares.forEach((row, y) => {
      row.forEach((isBlack, x) => {
        if (isBlack) context.fillRect(x * size, y * size, size, size)
      })
    })
    return canvas.toDataURL('image/png')
  }, squares)
  return Buffer.from(url.split(',')[1] ?? '', 'base64')
}
