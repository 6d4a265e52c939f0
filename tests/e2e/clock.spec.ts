/** A device with a wrong clock: the page shows its times, says so, and corrects them on request. */
import { expect, test } from './fixtures.ts'

test('the page says that a clock is an hour behind, and corrects its times on request', async ({
  browser,
  page,
  signUp,
  devicePage,
}) => {
  await signUp(page)
  await page.getByRole('button', { name: 'Create token' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Late')
  await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click()
  const made = page.getByRole('dialog', { name: 'Copy your token now' })
  const code = made.getByRole('code').filter({ hasText: /^agl_d_/ })
  const token = (await code.innerText()).trim()
  const device = await devicePage(
    browser,
    token,
    `console.log('late')`,
    `const now = Date.now; Date.now = () => now() - 3_600_000`,
  )
  await made.getByRole('link', { name: /watch|open|live/i }).click()

  const log = page.getByRole('log')
  await expect(log.getByText('late')).toBeVisible()
  await device.evaluate(`console.log('later')`)
  await expect(page.getByText('The device’s clock is behind the server’s by 1 h 0 min.')).toBeVisible()
  const time = log.locator('time').first()
  const spoken = Date.parse((await time.getAttribute('dateTime')) ?? '')
  await page.getByRole('button', { name: 'Show corrected times' }).click()
  const corrected = Date.parse((await time.getAttribute('dateTime')) ?? '')
  expect(Math.abs(corrected - spoken - 3_600_000)).toBeLessThan(500)
  await page.getByRole('button', { name: 'Show device times' }).click()
  expect(Date.parse((await time.getAttribute('dateTime')) ?? '')).toBe(spoken)
})
