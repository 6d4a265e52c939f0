/** Pairing as one story: an unmodified app connects without a key, waits, is claimed by a signed-in person, and is watched. */
import { writeFileSync } from 'node:fs'
import { filmOf } from '#tests/support/camera-picture.ts'
import { DartClient } from '#tests/support/dart-client.ts'
import { startServer, type TestServer } from '#tests/support/start-server.ts'
import { expect, test } from './fixtures.ts'

const portOf = (server: TestServer) => Number(new URL(server.url).port)
const codeOf = ({ deviceId }: DartClient) =>
  deviceId
    .slice(-8)
    .replace(/^(.{4})/, '$1-')
    .toUpperCase()

test('an app without a key waits, is claimed by code, session ID and button, and only then shows its logs', async ({
  browser,
  page,
  server,
  signUp,
  playwright,
  launchOptions,
}, testInfo) => {
  test.slow() // three apps, three people's browsers, one camera
  await signUp(page, 'Ada Lovelace')
  const waiting = page.getByRole('list', { name: 'Waiting' })
  const log = page.getByRole('log')
  const watchers = page.getByRole('button', { name: '1 person is watching' })
  // Each app has its own version: otherwise it would be taken for a restart of one that has just left [FB7].
  const first = await DartClient.greeted(portOf(server), { userAgent: 'Dart/3.4 (dart:io)' })

  await test.step('it appears by itself under its code, and a person on the same network sees it too', async () => {
    await expect(waiting.getByRole('listitem')).toHaveCount(1)
    await expect(waiting).toContainText(codeOf(first))
    await expect(waiting).toContainText('Dart/3.4 (dart:io)')
  })

  await test.step('claimed by its code, using only the keyboard, it is live', async () => {
    first.log('before the claim')
    await page.getByRole('button', { name: 'Pair an app' }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Pair an app' })
    await expect(dialog.getByLabel('Code, session ID or QR code text')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('alert')).toContainText('Enter the code')
    await page.keyboard.type(first.deviceId.slice(-8))
    await page.keyboard.press('Tab')
    await expect(dialog.getByRole('button', { name: 'Scan QR code' })).toBeFocused()
    await page.keyboard.press('Tab')
    await page.keyboard.type('Test phone')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/dashboard/sessions/${first.sessionId}`)
    // The app keeps nothing [FB4]: what nobody watches is lost.
    await expect(watchers).toBeVisible()
    first.log('after the claim')
    await expect(log.getByText('after the claim')).toBeVisible()
    await expect(log.getByText('before the claim')).toHaveCount(0)
    await expect(page.getByText('Test phone').first()).toBeVisible()
  })

  const second = await DartClient.greeted(portOf(server), { userAgent: 'Dart/3.6 (dart:io)' })
  const qr = `ws://127.0.0.1:${portOf(server)}/ws?type=web&session=${second.sessionId}`
  await test.step('claimed by its QR code, held before the camera', async () => {
    second.log('nobody hears this')
    const film = testInfo.outputPath('qr.y4m')
    writeFileSync(film, filmOf(qr))
    const camera = ['device-for-media-stream', 'ui-for-media-stream'].map((fake) => `--use-fake-${fake}`)
    const args = [...(launchOptions.args ?? []), ...camera, `--use-file-for-fake-video-capture=${film}`]
    const phone = await playwright.chromium.launch({ ...launchOptions, args })
    const scanning = await phone.newPage({ storageState: await page.context().storageState() })
    await scanning.goto(`${server.url}/dashboard`)
    await expect(scanning.getByRole('link', { name: 'Test phone' })).toBeVisible()
    await scanning.getByRole('button', { name: 'Pair an app' }).click()
    await scanning.getByRole('button', { name: 'Scan QR code' }).click()
    await scanning.waitForURL(`**/dashboard/sessions/${second.sessionId}`)
    await expect(scanning.getByRole('button', { name: '1 person is watching' })).toBeVisible()
    second.log('heard by its team', { level: 'error', error: 'Exception: Test exception' })
    await expect(scanning.getByRole('log').getByText('heard by its team')).toBeVisible()
    await expect(scanning.getByRole('log').getByText('nobody hears this')).toHaveCount(0)
    await phone.close()
  })

  await test.step('pasting the text it shares again leads to the team’s session', async () => {
    await page.goto('/dashboard')
    await page.getByRole('button', { name: 'Pair an app' }).click()
    const dialog = page.getByRole('dialog', { name: 'Pair an app' })
    await dialog.getByLabel('Code, session ID or QR code text').fill(`Connect to Agent Logger: ${qr}`)
    await dialog.getByRole('button', { name: 'Claim', exact: true }).click()
    await page.waitForURL(`**/dashboard/sessions/${second.sessionId}`)
  })

  const third = await DartClient.greeted(portOf(server), { userAgent: 'Dart/3.7 (dart:io)' })
  const otherContext = await browser.newContext()
  const other = await otherContext.newPage()
  await signUp(other, 'Grace Hopper')
  const waitingThere = other.getByRole('list', { name: 'Waiting' })
  await test.step('a claimed app leaves the lists of others, and they cannot claim it', async () => {
    await expect(waitingThere).toContainText(codeOf(third))
    await page.goto('/dashboard')
    await waiting.getByRole('button', { name: `Claim ${codeOf(third)}` }).click()
    await page.waitForURL(`**/dashboard/sessions/${third.sessionId}`)
    await expect(waitingThere).toHaveCount(0)
    await other.getByRole('button', { name: 'Pair an app' }).click()
    const dialog = other.getByRole('dialog', { name: 'Pair an app' })
    await expect(dialog.getByText('No apps are waiting on your network.')).toBeVisible()
    await dialog.getByLabel('Code, session ID or QR code text').fill(third.sessionId ?? '')
    await dialog.getByRole('button', { name: 'Claim', exact: true }).click()
    await expect(other.getByText(/No waiting device has this code or session ID/)).toBeVisible()
    await expect(dialog).toBeVisible()
  })

  await test.step('an app that disconnects no longer waits', async () => {
    const fourth = await DartClient.greeted(portOf(server), { userAgent: 'Dart/3.8 (dart:io)' })
    await expect(other.getByRole('dialog').getByRole('list', { name: 'Waiting' })).toContainText(codeOf(fourth))
    fourth.kill()
    await expect(other.getByRole('dialog').getByText('No apps are waiting on your network.')).toBeVisible()
  })
  await otherContext.close()
  for (const client of [first, second, third]) client.close()
})

test('an app that starts again is continued with a press by the person who claimed it, and waits for everybody else', async ({
  browser,
  page,
  server,
  signUp,
}) => {
  await signUp(page, 'Ada Lovelace')
  const userAgent = 'Dart/3.9 (dart:io)'
  const first = await DartClient.greeted(portOf(server), { userAgent })
  const rowIn = (where: typeof page) =>
    where.getByRole('list', { name: 'Waiting' }).getByRole('listitem').filter({ hasText: userAgent })
  const log = page.getByRole('log')

  await test.step('claimed, it is live', async () => {
    await rowIn(page)
      .getByRole('button', { name: `Claim ${codeOf(first)}` })
      .click()
    await page.waitForURL(`**/dashboard/sessions/${first.sessionId}`)
    await expect(page.getByRole('button', { name: '1 person is watching' })).toBeVisible()
    first.log('before the restart')
    await expect(log.getByText('before the restart')).toBeVisible()
  })

  const otherContext = await browser.newContext()
  const other = await otherContext.newPage()
  await signUp(other, 'Grace Hopper')
  first.kill()
  const second = await DartClient.greeted(portOf(server), { userAgent })

  await test.step('a stranger in the same network sees a plain waiting app', async () => {
    await expect(rowIn(other)).toBeVisible()
    await expect(rowIn(other).getByRole('button')).toHaveCount(1)
    await expect(rowIn(other)).not.toContainText('Flutter app')
  })

  await test.step('what it logs meanwhile goes nowhere', async () => {
    second.log('while it waits')
    await expect(page.getByText('Device offline')).toBeVisible()
    await expect(log.getByText('while it waits')).toHaveCount(0)
  })

  await test.step('its claimer continues the session, using only the keyboard', async () => {
    const watching = await page.context().newPage()
    await watching.goto(`${server.url}/dashboard`)
    await expect(rowIn(watching)).toContainText('Is this Flutter app?')
    await rowIn(watching).getByRole('button', { name: 'Continue session of Flutter app' }).focus()
    await watching.keyboard.press('Enter')
    await watching.waitForURL(`**/dashboard/sessions/${first.sessionId}`)
    await second.until(() => second.sessionId === first.sessionId)
    second.log('after the restart')
    await expect(log.getByText('the app was started again')).toBeVisible()
    await expect(log.getByText('after the restart')).toBeVisible()
    await expect(log.getByText('before the restart')).toBeVisible()
    await expect(log.getByText('while it waits')).toHaveCount(0)
    await expect(rowIn(other)).toHaveCount(0)
  })
  await otherContext.close()
  second.close()
})

test('through a shared address an app shows two characters of its code, and is claimed and continued with the rest', async ({
  page,
}) => {
  const server = await startServer({ TRUSTED_PROXIES: '127.0.0.1' })
  try {
    const forwardedFor = '203.0.113.7'
    await page.setExtraHTTPHeaders({ 'x-forwarded-for': forwardedFor })
    const setup = /setup#(\S+)/.exec(server.output())?.[1]
    const person = { email: 'owner@example.com', password: 'correct horse battery' }
    await fetch(`${server.url}/api/v1/sign-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...person, name: 'Olga Owner', setup }),
    })
    await page.goto(`${server.url}/sign-in`)
    await page.getByLabel('Email').fill(person.email)
    await page.getByLabel('Password', { exact: true }).fill(person.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL(/\/dashboard/)
    const waiting = page.getByRole('list', { name: 'Waiting' })
    const dialog = page.getByRole('dialog')
    const code = dialog.getByLabel('Code, session ID or QR code text')

    const first = await DartClient.greeted(portOf(server), { forwardedFor })
    await page.goto(`${server.url}/dashboard`)
    await expect(waiting).toContainText(`${codeOf(first).slice(0, 2)}••-••••`)
    await expect(page.locator('body')).not.toContainText(codeOf(first))
    await waiting.getByRole('button', { name: /^Claim/ }).click()
    await expect(code).toBeFocused()
    await code.fill(codeOf(first))
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/dashboard/sessions/${first.sessionId}`)
    await expect(page.getByRole('button', { name: '1 person is watching' })).toBeVisible()

    first.kill()
    await expect(page.getByText('Device offline')).toBeVisible()
    const second = await DartClient.greeted(portOf(server), { forwardedFor })
    await page.goto(`${server.url}/dashboard`)
    await waiting.getByRole('button', { name: 'Continue session of Flutter app' }).click()
    await expect(dialog.getByRole('heading', { name: 'Continue Flutter app' })).toBeVisible()
    await code.fill(codeOf(second))
    await dialog.getByRole('button', { name: 'Continue', exact: true }).click()
    await page.waitForURL(`**/dashboard/sessions/${first.sessionId}`)
    await expect(page.getByRole('button', { name: '1 person is watching' })).toBeVisible()
    second.log('after the restart')
    await expect(page.getByRole('log').getByText('after the restart')).toBeVisible()
  } finally {
    await server.remove()
  }
})

test('with a wildcard host an app has its key in its URL; with pairing off an app without one is rejected', async ({
  page,
}) => {
  const server = await startServer({ AGENT_LOGGER_PAIRING: 'off', AGENT_LOGGER_DEVICE_HOST: '*.in.example.com' })
  try {
    const person = { email: 'owner@example.com', password: 'correct horse battery' }
    const setup = /setup#(\S+)/.exec(server.output())?.[1]
    await fetch(`${server.url}/api/v1/sign-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...person, name: 'Olga Owner', setup }),
    })
    await page.goto(`${server.url}/sign-in`)
    await page.getByLabel('Email').fill(person.email)
    await page.getByLabel('Password', { exact: true }).fill(person.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL(/\/dashboard/)
    expect((await DartClient.connect(portOf(server))).status).toBe(403)
    await expect(page.getByRole('button', { name: 'Pair an app' })).toHaveCount(0)

    await page.getByRole('button', { name: 'Create token' }).first().click()
    await page.getByRole('dialog').getByLabel('Name').fill('Shop app')
    await page.getByRole('radio', { name: 'Flutter app' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click()
    const made = page.getByRole('dialog', { name: 'Copy your token now' })
    const address = await made.getByText(/^https:\/\/[a-z2-7]{26}\.in\.example\.com$/).innerText()
    await expect(made.getByText(`P2P_SERVER_URL=${address} flutter run`)).toBeVisible()

    const { host } = new URL(address)
    const app = await DartClient.greeted(portOf(server), { host: `${host}:443` })
    await made.getByRole('link', { name: 'Watch it' }).click()
    await page.waitForURL(`**/dashboard/sessions/${app.sessionId}`)
    await expect(page.getByRole('button', { name: '1 person is watching' })).toBeVisible()
    app.log('with a key')
    await expect(page.getByRole('log').getByText('with a key')).toBeVisible()

    await test.step('revoking the key disconnects the app and keeps it out', async () => {
      await page.goto(`${server.url}/dashboard/tokens`)
      await page.getByRole('button', { name: 'Revoke: Shop app' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
      await app.untilClosed()
      expect((await DartClient.connect(portOf(server), { host })).status).toBe(401)
    })
  } finally {
    await server.remove()
  }
})

test("a team's Flutter switches stay as its owner set them", async ({ page, signUp }) => {
  await signUp(page)
  await page.goto('/dashboard/team')
  const web = page.getByRole('switch', { name: 'Allow the Flutter web client to watch' })
  const restarts = page.getByRole('switch', { name: 'Keep the session when an app with a host key restarts' })
  await page.getByText('Flutter apps').click()
  await expect(web).not.toBeChecked()
  await expect(restarts).toBeChecked()
  const saved = page.waitForResponse((response) => response.request().method() === 'PATCH')
  await web.focus()
  await page.keyboard.press('Space')
  await expect(web).toBeChecked()
  expect((await saved).status()).toBe(200)
  await page.reload()
  await page.getByText('Flutter apps').click()
  await expect(web).toBeChecked()
  await expect(restarts).toBeChecked()
})
