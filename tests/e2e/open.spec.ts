/**
 * "Open a session": a code scanned by the camera or from a picture, a phone that is itself the server, a Dart relay
 * elsewhere, and sessions of this server.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { filmOf, pngOf } from '#tests/support/camera-picture.ts'
import { DartClient } from '#tests/support/dart-client.ts'
import { FlutterRelayServer } from '#tests/support/dart-relay-server.ts'
import { FlutterDirectServer } from '#tests/support/flutter-direct-server.ts'
import { expect, test } from './fixtures.ts'

const field = (page: Page) => page.getByLabel('Link, address, share text or session ID')
const records = (page: Page) => page.getByRole('log')
const open = (page: Page) => page.getByRole('button', { name: 'Open', exact: true }).click()

/** Launches Chromium with a camera that sees the code, or without a camera if `text` is null. */
async function withCamera(text: string | null, run: (browser: Browser) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'agent-logger-camera-'))
  const film = path.join(folder, 'code.y4m')
  const args = ['--no-sandbox', '--disable-gpu']
  if (text !== null) {
    writeFileSync(film, filmOf(text))
    args.push('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream')
    args.push(`--use-file-for-fake-video-capture=${film}`)
  }
  const executablePath = process.env.CHROMIUM_PATH
  const browser = await chromium.launch({ args, ...(executablePath ? { executablePath } : {}) })
  try {
    await run(browser)
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true })
  }
}

/** Records every request of the page, and every violation of its policy. */
function watched(page: Page): { requests: string[]; refused: string[] } {
  const seen = { requests: [] as string[], refused: [] as string[] }
  page.on('request', (request) => seen.requests.push(request.url()))
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) seen.refused.push(message.text())
  })
  return seen
}

test('the camera reads a phone’s code, its logs appear, and the camera turns off', async ({ server }) => {
  const phone = await FlutterDirectServer.start()
  phone.log('before anybody looked')
  await withCamera(phone.url, async (browser) => {
    const page = await browser.newPage()
    const { requests, refused } = watched(page)
    // Records the page's requests for cameras.
    await page.addInitScript(() => {
      // As in browsers without their own detector.
      Reflect.deleteProperty(window, 'BarcodeDetector')
      const { mediaDevices } = navigator
      const ask = mediaDevices.getUserMedia.bind(mediaDevices)
      mediaDevices.getUserMedia = async (wanted) => {
        const stream = await ask(wanted)
        Reflect.set(window, 'cameraTrack', stream.getVideoTracks()[0])
        return stream
      }
    })
    await page.goto(`${server.url}/open`)
    await page.getByRole('button', { name: 'Scan QR code' }).click()
    await expect(records(page).getByText('before anybody looked')).toBeVisible({ timeout: 20_000 })
    expect(await page.evaluate(() => (Reflect.get(window, 'cameraTrack') as MediaStreamTrack).readyState)).toBe('ended')
    const wasm = requests.filter((url) => url.endsWith('.wasm'))
    expect(wasm).toHaveLength(1)
    expect(wasm[0]).toContain(server.url)
    const elsewhere = requests.filter((url) => url.startsWith('http') && !url.startsWith(server.url))
    expect(elsewhere).toEqual([])
    expect(refused).toEqual([])
  })
  await phone.stop()
})

test('a browser with its own detector loads no library for it', async ({ page, server }) => {
  const relay = await FlutterRelayServer.start()
  relay.sessions.add('session_native')
  const { requests } = watched(page)
  await page.addInitScript((text) => {
    class Native {
      static getSupportedFormats = async () => ['qr_code']
      detect = async () => [{ rawValue: text }]
    }
    Reflect.set(window, 'BarcodeDetector', Native)
  }, relay.urlOf('session_native'))
  await page.goto(`${server.url}/open`)
  await page.getByRole('button', { name: 'Scan QR code' }).click()
  const picture = { name: 'code.png', mimeType: 'image/png', buffer: pngOf('something else') }
  await page.getByLabel('Use an image').last().setInputFiles(picture)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('device_abc')
  expect(requests.filter((url) => url.endsWith('.wasm'))).toEqual([])
  await relay.stop()
})

test('without a camera the page says why, and a picture of the code works', async ({ page, server }) => {
  const relay = await FlutterRelayServer.start()
  relay.sessions.add('session_abc123')
  await page.goto(`${server.url}/open`)
  await page.getByRole('button', { name: 'Scan QR code' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('Use an image instead', { exact: false })).toBeVisible()
  const choose = dialog.getByLabel('Use an image').last()
  await choose.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') })
  await expect(dialog.getByRole('alert')).toContainText('can’t open this file')
  const blank = await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 64
    return canvas.toDataURL('image/png').split(',')[1] ?? ''
  })
  await choose.setInputFiles({ name: 'blank.png', mimeType: 'image/png', buffer: Buffer.from(blank, 'base64') })
  await expect(dialog.getByRole('alert')).toContainText('readable QR code')
  const code = pngOf(`Connect to Agent Logger:\n${relay.urlOf('session_abc123')}`)
  await choose.setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: code })
  await expect(page.getByRole('heading', { level: 1 })).toContainText('device_abc')
  relay.log('seen over a foreign relay')
  await expect(records(page).getByText('seen over a foreign relay')).toBeVisible()
  await relay.stop()
})

test('a screenshot of the code can be pasted or dropped, wherever the focus is', async ({ page, server }) => {
  const url = `${server.url.replace('http', 'ws')}/ws?type=web&session=`
  const bring = (how: 'paste' | 'drop', session: string) =>
    page.evaluate(
      async ({ how, png }) => {
        const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))
        const brought = new DataTransfer()
        brought.items.add(new File([bytes], 'code.png', { type: 'image/png' }))
        const target = how === 'paste' ? document.body : document.querySelector('[role=dialog] section')
        const event =
          how === 'paste'
            ? new ClipboardEvent('paste', { clipboardData: brought, bubbles: true })
            : new DragEvent('drop', { dataTransfer: brought, bubbles: true, cancelable: true })
        target?.dispatchEvent(event)
      },
      { how, png: pngOf(url + session).toString('base64') },
    )
  await page.goto(`${server.url}/open`)
  for (const how of ['paste', 'drop'] as const) {
    await page.getByRole('button', { name: 'Scan QR code' }).click()
    await expect(page.getByRole('dialog').getByRole('region', { name: 'Scan a QR code' })).toBeVisible()
    await bring(how, `session_by_${how}`)
    await expect(page.getByText(`Session session_by_${how} on this server.`)).toBeVisible()
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
})

test('a phone that drops is reopened by itself, and the logs that it replays are not shown twice', async ({
  page,
  server,
}) => {
  const phone = await FlutterDirectServer.start()
  for (let n = 1; n <= 500; n++) phone.log(`line ${n}`)
  const twin = phone.log('the same twice')
  phone.log('the same twice', twin)
  await page.goto(`${server.url}/open`)
  await page.getByRole('radio', { name: 'Direct P2P' }).click()
  await page.getByLabel('Address of the phone').fill(`127.0.0.1:${phone.port}`)
  await page.keyboard.press('Enter')
  await expect(records(page).getByText('the same twice')).toHaveCount(2)

  await test.step('while it is gone the page shows that it retries; afterward only new logs are added', async () => {
    await phone.stop()
    await expect(page.getByText('Connection lost.')).toBeVisible()
    phone.log('while nobody was connected')
    phone.log('the same twice', twin)
    await phone.listen()
    await expect(records(page).getByText('while nobody was connected')).toHaveCount(1, { timeout: 20_000 })
    await expect(records(page).getByText('the same twice')).toHaveCount(3)
    phone.log('live again')
    await expect(records(page).getByText('live again')).toHaveCount(1)
    await expect(records(page).getByText('line 500', { exact: true })).toHaveCount(1)
  })

  await test.step('the level counts match the logs', async () => {
    await expect(page.getByRole('button', { name: 'Info: 505 records' })).toBeVisible()
    expect(phone.held).toHaveLength(505)
  })

  await test.step('the page never sent anything to the phone', () => {
    expect(phone.connections).toBeGreaterThan(1)
    expect(phone.heard).toEqual([])
  })

  await test.step('a reload keeps it open, going back closes it', async () => {
    await page.reload()
    await expect(records(page).getByText('live again')).toHaveCount(1)
    await page.goBack()
    await expect(page.getByRole('heading', { name: 'Open a session' })).toBeVisible()
    await expect.poll(() => phone.clients).toBe(0)
    await page.goForward()
    await expect(records(page).getByText('live again')).toHaveCount(1)
  })

  await test.step('it is among the recent sessions, where it can be reopened and forgotten', async () => {
    await page.getByRole('button', { name: 'Close this session' }).click()
    await page.reload()
    const recent = page.getByRole('region', { name: 'Recent' })
    await recent
      .getByRole('button', { name: `127.0.0.1:${phone.port}` })
      .first()
      .click()
    await expect(records(page).getByText('live again')).toHaveCount(1)
    await page.getByRole('button', { name: 'Close this session' }).click()
    await recent.getByRole('button', { name: /^Remove/ }).click()
    await expect(recent).toHaveCount(0)
    await page.reload()
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(recent).toHaveCount(0)
  })
  await phone.stop()
})

test('a Dart relay is viewed: greetings with or without a type, each log at most once, in the device’s zone', async ({
  page,
  server,
}) => {
  const relay = await FlutterRelayServer.start()
  relay.greetingType = null
  await page.goto(`${server.url}/open`)
  await field(page).fill('session_xyz')
  await page.getByText('The session is on another relay').click()
  await page.getByLabel(/^Server address/).fill(relay.host)
  await open(page)

  await test.step('an unknown session is rejected, and the page says so', async () => {
    await expect(page.getByRole('alert').filter({ hasText: 'doesn’t know this session' })).toBeVisible()
  })

  await test.step('once the relay knows it, it opens by itself', async () => {
    relay.sessions.add('session_xyz')
    await expect(page.getByRole('heading', { level: 1 })).toContainText('device_abc', { timeout: 20_000 })
    await expect(page.getByText('At most once').first()).toBeVisible()
    relay.log('<img src=x onerror=alert(1)>', { level: 'warning' })
    await expect(records(page).getByText('<img src=x onerror=alert(1)>')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Warning: 1 record', exact: true })).toBeVisible()
  })

  await test.step('logs of a device five hours ahead show the viewer’s time', async () => {
    const shown = await records(page).locator('time').first().getAttribute('datetime')
    expect(Math.abs(Date.parse(shown ?? '') - Date.now())).toBeLessThan(60_000)
  })

  await test.step('unknown messages of the relay change nothing', async () => {
    relay.say('{"type":"viewers","n":3}')
    relay.say('not even JSON')
    relay.say('[1,2]')
    relay.say('{"message":"bare","level":"fatal"}')
    await expect(records(page).getByText('bare', { exact: true })).toBeVisible()
  })

  await test.step('after a drop it continues, without the log that was lost', async () => {
    const before = relay.connections
    relay.drop()
    relay.log('nobody heard this')
    await expect.poll(() => relay.connections, { timeout: 20_000 }).toBe(before + 1)
    await expect(page.getByText('Connection lost.')).toHaveCount(0)
    relay.log('after the drop')
    await expect(records(page).getByText('after the drop')).toBeVisible()
    await expect(records(page).getByText('nobody heard this')).toHaveCount(0)
    expect(relay.heard).toEqual([])
  })
  await relay.stop()
})

test('a session of this server opens on its live page, after sign-in if necessary', async ({
  page,
  server,
  signUp,
}) => {
  const person = await signUp(page)
  const port = Number(new URL(server.url).port)
  const app = await DartClient.greeted(port)
  await page
    .getByRole('list', { name: 'Waiting' })
    .getByRole('button', { name: /^Claim/ })
    .click()
  await page.waitForURL(`**/dashboard/sessions/${app.sessionId}`)
  await page.goto('/dashboard/sessions')
  await page.getByRole('link', { name: 'Open a session' }).click()
  await page.waitForURL('**/open')
  await field(page).fill(app.sessionId ?? '')
  await open(page)
  await page.waitForURL(`**/dashboard/sessions/${app.sessionId}`)
  // The app keeps nothing: what it logs before the page has joined does not appear.
  await expect(page.getByRole('heading', { name: 'Waiting for the first record' })).toBeVisible()
  app.log('claimed and opened')
  await expect(records(page).getByText('claimed and opened')).toBeVisible()

  await page.context().clearCookies()
  await page.goto('/sign-in')
  await page.getByRole('link', { name: 'Open a session' }).click()
  await page.waitForURL('**/open')
  const url = `ws://127.0.0.1:${port}/ws?type=web&session=${app.sessionId}`
  await field(page).fill(`Connect to Agent Logger: ${url}`)
  await open(page)
  await page.waitForURL('**/sign-in?**')
  await page.getByLabel('Email').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(`**/dashboard/sessions/${app.sessionId}`)
  app.close()
})

test('the field explains unreadable text and the text of an unconnected app, and a link is followed', async ({
  page,
  server,
}) => {
  await page.goto(`${server.url}/open`)
  await open(page)
  await expect(page.getByRole('alert').filter({ hasText: 'Paste something first' })).toBeVisible()
  await field(page).fill('/s/somelink12')
  await expect(page.getByRole('alert').filter({ hasText: 'The part after the # is missing' })).toBeVisible()
  await field(page).fill('ws://localhost:8080/ws')
  await expect(page.getByText('The app shows this address until it connects')).toBeVisible()
  const link = `${server.url}/s/abcdefgh#${'x'.repeat(43)}`
  // The text was the URL of a phone, so the form has switched to phones.
  await page.getByLabel('Address of the phone').fill(link)
  await expect(page.getByText(`A share link on ${new URL(server.url).host}`)).toBeVisible()
  await open(page)
  await page.waitForURL(link)
  await expect(page.getByRole('heading', { name: 'Link not found' })).toBeVisible()
})

test('only this page may reach other servers, and only pages that scan may run WebAssembly', async ({ server }) => {
  const policyOf = async (place: string) =>
    (await fetch(server.url + place, { redirect: 'manual' })).headers.get('content-security-policy') ?? ''
  expect(await policyOf('/open')).toMatch(/connect-src [^;]* ws: wss:/)
  expect(await policyOf('/open')).toContain("'wasm-unsafe-eval'")
  for (const place of ['/sign-in', '/s/some-link', '/opener']) {
    expect(await policyOf(place), place).not.toMatch(/ ws: wss:/)
    expect(await policyOf(place), place).not.toContain('wasm-unsafe-eval')
  }
  expect(await policyOf('/dashboard')).not.toMatch(/ ws: wss:/)
})

test('if the browser blocks a phone on an https page, the page says why and offers ways that work', async ({
  page,
  server,
}) => {
  const phone = await FlutterDirectServer.start()
  const lanUrl = `ws://192.168.1.20:${phone.port}/ws`
  // The same page as browsers see it behind TLS.
  await page.route('https://logs.example.com/**', async (route) => {
    const { pathname, search } = new URL(route.request().url())
    await route.fulfill({ response: await route.fetch({ url: server.url + pathname + search }) })
  })
  await page.goto('https://logs.example.com/open')
  await page.getByRole('radio', { name: 'Direct P2P' }).click()
  await page.getByLabel('Address of the phone').fill(lanUrl)
  await expect(page.getByText('Chrome asks whether this page may access your network')).toBeVisible()
  const command = `agent-logger bridge ${lanUrl} --server https://logs.example.com`
  await expect(page.getByRole('region', { name: 'Command' })).toContainText(command)
  await open(page)
  await expect(page.getByRole('alert').filter({ hasText: `192.168.1.20:${phone.port}` })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Command' })).toContainText(command)
  await page.getByRole('button', { name: 'Close this session' }).click()
  await expect(page.getByRole('heading', { name: 'Open a session' })).toBeVisible()
  await phone.stop()
})

test('an address that a link named is asked about before the page connects; a reload does not ask again', async ({
  page,
  server,
}) => {
  const phone = await FlutterDirectServer.start()
  phone.log('from the phone')
  const sockets: string[] = []
  page.on('websocket', (socket) => sockets.push(socket.url()))
  const host = new URL(phone.url).host
  const question = page.getByRole('heading', { name: `Connect to ${host}?` })

  await test.step('Cancel leads to the form, and nothing was contacted', async () => {
    await page.goto(`${server.url}/open#${phone.url}`)
    await expect(question).toBeFocused()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Connect' })).toBeFocused()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(field(page)).toHaveValue('')
    expect(phone.connections).toBe(0)
  })

  await test.step('Connect opens it, by keyboard', async () => {
    await page.goto(`${server.url}/open#${phone.url}`)
    await expect(question).toBeFocused()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(records(page).getByText('from the phone')).toBeVisible()
    await page.reload()
    await expect(records(page).getByText('from the phone')).toBeVisible()
  })

  await test.step('another address is asked about, also within the page, and in Russian', async () => {
    await page.evaluate(() => {
      location.hash = 'ws://127.0.0.1:9/ws'
    })
    await expect(page.getByRole('heading', { name: 'Connect to 127.0.0.1:9?' })).toBeVisible()
    await page.context().addCookies([{ name: 'locale', value: 'ru', url: server.url }])
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Подключиться к 127.0.0.1:9?' })).toBeVisible()
    expect(sockets.filter((url) => url.includes('127.0.0.1:9/'))).toEqual([])
  })
  await phone.stop()
})
