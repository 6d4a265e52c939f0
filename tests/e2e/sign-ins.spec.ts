/** Where a person is signed in, and what they see when they no longer are. */

import path from 'node:path'
import type { Browser, Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { expect, type Person, test } from './fixtures.ts'

/** Signs the person in with another browser and leaves its page at `path`. */
async function anotherBrowser(browser: Browser, { email, password }: Person, path: string): Promise<Page> {
  const page = await (await browser.newContext({ userAgent: PHONE })).newPage()
  await page.goto(`/sign-in?callbackUrl=${encodeURIComponent(path)}`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname === path)
  return page
}

const PHONE =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36'

/** Starts a device of the person's team and returns the path of its session. */
async function liveSession(
  page: Page,
  browser: Browser,
  devicePage: (browser: Browser, token: string, run: string) => Promise<Page>,
) {
  const token = await page.evaluate(async () => {
    const body = JSON.stringify({ name: 'Shop', kind: 'device' })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch('/api/v1/tokens', { method: 'POST', headers, body })
    return (await answer.json()).token as string
  })
  const device = await devicePage(browser, token, "console.log('seen by both browsers')")
  return `/dashboard/sessions/${await device.evaluate('agentLogger.session')}`
}

test('a person ends another browser from the list: its live page stops at once and says why', async ({
  page,
  browser,
  signUp,
  devicePage,
}) => {
  const person = await signUp(page)
  const session = await liveSession(page, browser, devicePage)
  const phone = await anotherBrowser(browser, person, session)
  await expect(phone.getByText('seen by both browsers').first()).toBeVisible()

  await page.goto('/dashboard/settings')
  const list = page.getByRole('list', { name: 'Where you’re signed in' })
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await expect(list.getByRole('listitem').first()).toContainText('This browser')
  await list.getByRole('button', { name: /Sign out Chrome 140 on Android/ }).click()
  await expect(list.getByRole('listitem')).toHaveCount(1)

  await expect(phone.getByRole('alert').filter({ hasText: 'You’re signed out' })).toBeVisible()
  await expect(phone.getByText('seen by both browsers')).toHaveCount(0)
  await phone.getByRole('link', { name: 'Sign in again' }).click()
  await expect(phone.getByText('You were signed out. Sign in again.')).toBeVisible()
  await phone.getByLabel('Email').fill(person.email)
  await phone.getByLabel('Password', { exact: true }).fill(person.password)
  await phone.getByRole('button', { name: 'Sign in' }).click()
  await phone.waitForURL((url) => url.pathname === session)
  await phone.context().close()
})

test('a person signs out all others, and a dashboard that is open there leads to sign-in', async ({
  page,
  browser,
  signUp,
}) => {
  const person = await signUp(page)
  const phone = await anotherBrowser(browser, person, '/dashboard/tokens')
  await page.goto('/dashboard/settings')
  await page.getByRole('button', { name: 'Sign out all others' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out all others' }).click()
  await expect(page.getByText('Signed out 1 browser.')).toBeVisible()
  await phone.getByRole('alert').getByRole('link', { name: 'Sign in again' }).click()
  await expect(phone).toHaveURL(/\/sign-in\?callbackUrl=%2Fdashboard%2Ftokens/)
  await expect(phone.getByText('You were signed out. Sign in again.')).toBeVisible()
  await page.reload()
  await expect(page.getByText('This browser', { exact: true })).toBeVisible()
  await phone.context().close()
})

test('a person whose account was disabled learns so instead of seeing an odd error', async ({
  page,
  server,
  signUp,
}) => {
  const person = await signUp(page)
  const database = new Database(path.join(server.dataDir, 'agent-logger.db'))
  database.prepare('UPDATE User SET disabledAt = ? WHERE email = ?').run(new Date().toISOString(), person.email)
  database.close()
  await page.goto('/dashboard')
  await expect(page).toHaveURL(/\/sign-in/)
  await expect(page.getByText('This account is disabled.')).toBeVisible()
  await page.getByLabel('Email').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'This account is disabled.' })).toBeVisible()
})
