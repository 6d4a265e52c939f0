/** Why a device does not come: a token that was revoked, and one with a typo. */
import { expect, test } from './fixtures.ts'

test('a device with a revoked token is named where its team looks, with the reason', async ({
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

  // One sign of a copied token got lost.
  await devicePage(browser, token.slice(0, -1))
  await expect(
    made.getByText(/A device of your network reached the server .*: This is not a token of Agent Logger/),
  ).toBeVisible()

  await made.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Revoke: Kiosk' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByText('No tokens yet')).toBeVisible()
  await devicePage(browser, token)
  const list = page.getByRole('region', { name: 'Not let in lately' })
  await expect(list.getByText(/Shop page reached the server .*: The token was revoked/)).toBeVisible()

  await page.goto('/dashboard')
  await expect(list.getByText(/Shop page reached the server/)).toBeVisible()
})
