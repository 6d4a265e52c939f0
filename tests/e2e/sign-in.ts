/** Signs a person in on the sign-in page, in either language. */
import type { Page } from '@playwright/test'
import type { Person } from './fixtures.ts'

export async function signIn(page: Page, { email, password }: Person) {
  await page.goto('/sign-in')
  await page.getByLabel(/Email|почт/i).fill(email)
  await page.locator('input[type=password]').fill(password)
  await page.locator('button[type=submit]').click()
  await page.waitForURL('**/dashboard')
}
