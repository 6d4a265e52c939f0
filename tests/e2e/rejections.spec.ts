/** Why a device does not appear: a revoked token, and one with a typo. */
import { expect, test } from './fixtures.ts'

test('the dashboard names a device with a revoked token and the reason', async ({
  browser,
  page,
  signUp,
  devicePage,
}) => {
  await signUp(page)
  await page.goto('/dashboard/tokens')
  await page.getByRole('button', { name: 'Create token' }).first().click()
  await page.getByRole('dialog').getByLabel('Name').fill('Kiosk')
  await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click()
  const made = page.getByRole('dialog', { name: 'Copy your token now' })
  const token = (
    await made
      .getByRole('code')
      .filter({ hasText: /^agl_d_/ })
      .innerText()
  ).trim()

  // The copied token lacks its last character.
  await devicePage(browser, token.slice(0, -1))
  await expect(
    made.getByText(/A device on your network tried to connect .*\. This is not an Agent Logger token/),
  ).toBeVisible()

  await made.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Revoke: Kiosk' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByText('No tokens yet')).toBeVisible()
  await devicePage(browser, token)
  const list = page.getByRole('region', { name: 'Recently rejected devices' })
  await expect(list.getByText(/Shop page tried to connect .*\. The token was revoked/)).toBeVisible()

  await page.goto('/dashboard')
  await expect(list.getByText(/Shop page tried to connect/)).toBeVisible()
})
