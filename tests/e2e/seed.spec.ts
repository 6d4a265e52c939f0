/** An unmodified app with a host key, as people see it: live, started again, shared with somebody who has only the original's web client. */
import { DartClient, dartNow } from '../support/dart-client.ts'
import { expect, test } from './fixtures.ts'

test('an unmodified app is watched, starts again in its session, and is shared with the original web client', async ({
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

  await test.step('its logs are seen with level and error, and in true time', async () => {
    first.log('Counter incremented to 1', { timestamp: dartNow(-210) })
    first.log('Error: Something went wrong', {
      level: 'error',
      error: 'Exception: Test exception',
      stackTrace: '#0      _MyHomePageState._demonstrateLogs (package:agentlogger_example/main.dart:66:7)\n',
    })
    await expect(log.getByText('Counter incremented to 1')).toBeVisible()
    await expect(log.getByText('Exception: Test exception')).toBeVisible()
    await expect(log.getByText('timestamp=')).toHaveCount(0)
    await page.screenshot({ path: testInfo.outputPath('seed-live.png') })
  })

  const second = await test.step('it starts again: same session, a divider between', async () => {
    first.kill()
    await expect(page.getByText('Device away')).toBeVisible()
    const again = await DartClient.greeted(port, { host })
    expect(again.sessionId).toBe(first.sessionId)
    again.log('Counter incremented to 2')
    await expect(log.getByText('the app was started again')).toBeVisible()
    await expect(log.getByText('Counter incremented to 2')).toBeVisible()
    return again
  })

  await test.step('who has only the original web client watches by the address of a link, until it is revoked', async () => {
    await page.getByRole('button', { name: 'Share', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Create link' }).click()
    await dialog.getByText('For the original web client').click()
    const field = dialog.getByLabel('Address for the original web client')
    await expect(field).toHaveValue(/^ws:.*session=/)
    await page.screenshot({ path: testInfo.outputPath('seed-share.png') })
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

  await test.step('on a phone the mark is there without its words', async () => {
    await page.keyboard.press('Escape')
    await page.setViewportSize({ width: 375, height: 720 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.screenshot({ path: testInfo.outputPath('seed-phone.png') })
    await expect(log.getByText('for both')).toBeVisible()
  })
  second.kill()
})
