/** Forgotten passwords, confirmed addresses and closed accounts, with a real mail server on loopback. */
import type { Page } from '@playwright/test'
import { linkIn, startSmtpServer, type TestSmtpServer } from '#tests/support/smtp-server.ts'
import { startServer, type TestServer } from '#tests/support/start-server.ts'
import { expect, test } from './fixtures.ts'

const PASSWORD = 'correct horse battery'
const NEW_PASSWORD = 'another horse entirely'
const OWNER = { email: 'owner@example.com', password: PASSWORD, name: 'Olga Owner' }

let smtp: TestSmtpServer
/** A story sets a new one. */
let ownerPassword = PASSWORD
let mailing: TestServer

test.beforeAll(async () => {
  smtp = await startSmtpServer()
  mailing = await startServer({ SMTP_URL: `smtp://127.0.0.1:${smtp.port}`, MAIL_FROM: 'Logs <logs@example.com>' })
  const setup = /setup#(\S+)/.exec(mailing.output())?.[1]
  const made = await fetch(`${mailing.url}/api/v1/sign-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...OWNER, setup }),
  })
  expect(made.status).toBe(201)
})

test.afterAll(async () => {
  await mailing.remove()
  await smtp.stop()
})

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto(`${mailing.url}/sign-in`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function signUpWithMail(page: Page, email: string): Promise<void> {
  await page.goto(`${mailing.url}/sign-up`)
  await page.getByLabel('Name').fill('Ada Lovelace')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByText(`We sent a link to ${email}`)).toBeVisible()
  await page.goto(mailing.url + linkIn(await smtp.mailTo(email)))
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Confirm' }).click()
  await expect(page.getByRole('heading', { name: 'Your account is ready' })).toBeVisible()
}

test('signing up takes a mail with a link, and its owner gets another mail when the address is used again', async ({
  page,
}) => {
  const email = 'ada@example.com'
  await signUpWithMail(page, email)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signIn(page, email, PASSWORD)
  await expect(page).toHaveURL(/\/dashboard/)
  await page.goto(`${mailing.url}/dashboard/settings`)
  await expect(page.getByText('Confirmed', { exact: true })).toBeVisible()
  await page.context().clearCookies()
  await page.goto(`${mailing.url}/sign-up`)
  await page.getByLabel('Name').fill('Mallory')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByText(`We sent a link to ${email}`)).toBeVisible()
  expect((await smtp.mailTo(email, 1)).subject).toBe('You already have an Agent Logger account')
})

test('a forgotten password gets a new one by mail, and every other browser is signed out', async ({
  page,
  browser,
}) => {
  const other = await (await browser.newContext({ locale: 'en-US' })).newPage()
  await signIn(other, OWNER.email, PASSWORD)
  await expect(other).toHaveURL(/\/dashboard/)
  const urls: string[] = []
  page.on('request', (request) => urls.push(request.url()))
  await page.goto(`${mailing.url}/sign-in`)
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await expect(page.getByRole('heading', { name: 'Set a new password' })).toBeVisible()
  await page.getByLabel('Email').fill(OWNER.email)
  await page.getByRole('button', { name: 'Send link' }).click()
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible()
  const path = linkIn(await smtp.mailTo(OWNER.email))
  await page.goto(mailing.url + path)
  await page.getByLabel('New password').fill(NEW_PASSWORD)
  await page.getByRole('button', { name: 'Save and sign in' }).click()
  await expect(page).toHaveURL(/\/dashboard/)
  ownerPassword = NEW_PASSWORD
  await other.goto(`${mailing.url}/dashboard`)
  await expect(other).toHaveURL(/\/sign-in/)
  expect((await smtp.mailTo(OWNER.email, 1)).subject).toBe('Your Agent Logger password was changed')
  const secret = path.split('#')[1] ?? ''
  expect(urls.filter((url) => url.split('#')[0]?.includes(secret))).toEqual([])
  await other.goto(mailing.url + path)
  await other.getByLabel('New password').fill(NEW_PASSWORD)
  await other.getByRole('button', { name: 'Save and sign in' }).click()
  await expect(other.getByRole('alert').filter({ hasText: 'already used' })).toBeVisible()
  await other.context().close()
})

test('a person closes their account after seeing what goes with it', async ({ page }) => {
  const email = 'leaver@example.com'
  await signUpWithMail(page, email)
  await signIn(page, email, PASSWORD)
  await expect(page).toHaveURL(/\/dashboard/)
  await page.goto(`${mailing.url}/dashboard/settings`)
  await page.getByRole('button', { name: 'Close account' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(/because nobody else is on it: Ada Lovelace/)).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Close account' })).toBeDisabled()
  await dialog.getByLabel(`Type ${email} to confirm`).fill(email)
  await dialog.getByLabel('Current password').fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Close account' }).click()
  await expect(page).toHaveURL(/\/sign-in/)
  expect((await smtp.mailTo(email, 1)).subject).toBe('Your Agent Logger account was closed')
  await signIn(page, email, PASSWORD)
  await expect(page.getByRole('alert').filter({ hasText: 'incorrect' })).toBeVisible()
})

test('a server without mail says whom to ask', async ({ page, owner }) => {
  expect(owner.email).toBeTruthy()
  await page.goto('/forgot')
  await expect(page.getByText('This server cannot send mail.', { exact: false })).toBeVisible()
  await expect(page.getByText('agent-logger user reset-link --email you@example.com')).toBeVisible()
})

test('an invite by mail leads its reader into the team, with the address confirmed', async ({ page, browser }) => {
  const email = 'guest@example.com'
  await signIn(page, OWNER.email, ownerPassword)
  await expect(page).toHaveURL(/\/dashboard/)
  await page.goto(`${mailing.url}/dashboard/team`)
  await page.getByRole('button', { name: 'Invite' }).click()
  const dialog = page.getByRole('dialog', { name: 'Invite to the team' })
  await dialog.getByLabel('Email').fill(email)
  await dialog.getByRole('button', { name: 'Create invite link' }).click()
  await expect(page.getByText(`Invite for ${email}`)).toBeVisible()

  const guest = await (await browser.newContext()).newPage()
  await guest.goto(mailing.url + linkIn(await smtp.mailTo(email)))
  await expect(guest.getByRole('heading', { name: /Join .*Olga Owner's team/ })).toBeVisible()
  await guest.getByLabel('Name').fill('Grace Guest')
  await guest.getByLabel('Email').fill(email)
  await guest.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await guest.getByRole('button', { name: 'Create account and join' }).click()
  await guest.waitForURL(/\/dashboard/)
  await guest.goto(`${mailing.url}/dashboard/settings`)
  await expect(guest.getByText('Confirmed', { exact: true })).toBeVisible()
  await guest.context().close()
})

test('the owner of the server hands a person a reset link, and disables and enables their account', async ({
  page,
  browser,
}) => {
  const email = 'forgetful@example.com'
  const person = await (await browser.newContext()).newPage()
  await signUpWithMail(person, email)
  await signIn(page, OWNER.email, ownerPassword)
  await expect(page).toHaveURL(/\/dashboard/)
  await page.goto(`${mailing.url}/dashboard/server/administration?q=forgetful`)
  const act = async (name: string) => {
    await page.getByRole('button', { name: 'Actions for Ada Lovelace' }).click()
    await page.getByRole('menuitem', { name }).click()
  }
  await act('Create password reset link')
  const link = await page.getByRole('dialog', { name: 'Password reset link' }).getByRole('code').innerText()
  await page.getByRole('button', { name: 'Done' }).click()
  await person.goto(link)
  await person.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD)
  await person.getByRole('button', { name: 'Save and sign in' }).click()
  await person.waitForURL(/\/dashboard/)

  await act('Disable account')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Disable account' }).click()
  await expect(page.getByText('Disabled', { exact: true })).toBeVisible()
  await person.goto(`${mailing.url}/dashboard/tokens`)
  await person.waitForURL(/\/sign-in/)
  await signIn(person, email, NEW_PASSWORD)
  await expect(person.getByText('This account is disabled.', { exact: false })).toBeVisible()
  await act('Enable account')
  await expect(page.getByText('Disabled', { exact: true })).toBeHidden()
  await signIn(person, email, NEW_PASSWORD)
  await expect(person).toHaveURL(/\/dashboard/)
  await person.context().close()
})
