/** An unmodified app with a host key, as people see it: live, restarted, and shared with the Flutter web client. */
import { DartClient, dartNow } from '#tests/support/dart-client.ts'
import { expect, test } from './fixtures.ts'

test('an unmodified app is watched, restarts in its session, and is shared with the Flutter web client', async ({
  page,
  server,
  signUp,
}, testInfo) => {
  await signUp(page)
  const port = Number(new URL(server.url).port)
  const headers = { origin: server.url }
  const switched = await page.request.patch('/api/v1/team', { headers, data: { allowsSeedViewers: true } })
  expect(switched.status()).toBe(200)
  const made = await page.request.post('/api/v1/tokens', { headers, data: { name: 'Shop app', kind: 'host' } })
  expect(made.status()).toBe(201)
  const { token } = await made.json()
  const host = `${token}.localhost:${port}`
  const log = page.getByRole('log')
  const first = await DartClient.greeted(port, { host })

  await test.step('the address in its QR code, opened as http, leads to its live page', async () => {
    await page.goto(`${server.url}/ws?type=web&session=${first.sessionId}`)
    await page.waitForURL(`**/dashboard/sessions/${first.sessionId}`)
    await expect(page.getByText('Waiting for the first record…')).toBeVisible()
    await expect(page.getByText('At most once')).toBeVisible()
  })

  await test.step('its logs appear with level and error, at the right time', async () => {
    first.log('Counter incremented to 1', { timestamp: dartNow(-210) })
    first.log('Error: Something went wrong', {
      level: 'error',
      error: 'Exception: Test exception',
      stackTrace: '#0      _MyHomePageState._demonstrateLogs (package:agentlogger_example/main.dart:66:7)\n',
    })
    await expect(log.getByText('Counter incremented to 1')).toBeVisible()
    await expect(log.getByText('Exception: Test exception')).toBeVisible()
    await expect(log.getByText('timestamp=')).toHaveCount(0)
    await page.screenshot({ path: testInfo.outputPath('flutter-live.png') })
  })

  const second = await test.step('it restarts in the same session, with a divider in between', async () => {
    first.kill()
    await expect(page.getByText('Device offline')).toBeVisible()
    const again = await DartClient.greeted(port, { host })
    expect(again.sessionId).toBe(first.sessionId)
    again.log('Counter incremented to 2')
    await expect(log.getByText('the app was started again')).toBeVisible()
    await expect(log.getByText('Counter incremented to 2')).toBeVisible()
    return again
  })

  await test.step('the Flutter web client watches by the URL of a link until the link is revoked', async () => {
    await page.getByRole('button', { name: 'Share', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Create link' }).click()
    await dialog.getByText('For the Flutter web client').click()
    const field = dialog.getByLabel('Address for the Flutter web client')
    await expect(field).toHaveValue(/^ws:.*session=/)
    await page.screenshot({ path: testInfo.outputPath('flutter-share.png') })
    const address = new URL(await field.inputValue())
    const viewer = await DartClient.connect(port, {
      path: `${address.pathname}${address.search}`,
      origin: 'http://localhost:3000',
    })
    await viewer.until(() => viewer.said.length === 1)
    second.log('for both')
    await viewer.until(() => viewer.said.length === 2)
    expect(JSON.parse(viewer.said[1] as string).data.message).toBe('for both')
    await dialog.getByRole('button', { name: /^Revoke/ }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
    expect(await viewer.untilClosed()).toBe(4410)
  })

  await test.step('on a phone the Flutter mark shows without its words', async () => {
    await page.keyboard.press('Escape')
    await page.setViewportSize({ width: 375, height: 720 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.screenshot({ path: testInfo.outputPath('flutter-phone.png') })
    await expect(log.getByText('for both')).toBeVisible()
  })
  second.kill()
})
