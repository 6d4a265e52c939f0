/** Second factors as people use them: passkeys, an authenticator app, a lost one, and a team that requires one. */
import type { Page } from '@playwright/test'
import { TOTP } from 'otpauth'
import { expect, type Person, test } from './fixtures.ts'

/** Browsers have no passkeys at an IP address. */
test.use({ baseURL: async ({ server }, use) => use(server.url.replace('127.0.0.1', 'localhost')) })

/** A device with a fingerprint reader, as far as the page can tell. */
async function giveAuthenticator(page: Page) {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    /** Whether the person touches the reader as soon as the page asks for it. */
    answer: (enabled: boolean) => cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }),
    credentials: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
  }
}

async function signIn(page: Page, person: Person) {
  await page.goto('/sign-in')
  await page.getByLabel('Email').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Forgets the session, as another browser would know none. */
async function signOut(page: Page) {
  await page.context().clearCookies({ name: 'agent-logger.session' })
}

/** Sets up an app on an open page; returns its secret and the recovery codes. */
async function setUpApp(page: Page) {
  await page.getByRole('button', { name: 'Set up' }).click()
  const dialog = page.getByRole('dialog', { name: 'Authenticator app' })
  await expect(dialog.getByRole('img', { name: 'QR code for your authenticator app' })).toBeVisible()
  const secret = (await dialog.getByRole('region', { name: 'key' }).textContent()) ?? ''
  await dialog.getByLabel('Code', { exact: true }).fill(new TOTP({ secret }).generate())
  await dialog.getByRole('button', { name: 'Turn on' }).click()
  const window = page.getByRole('dialog', { name: 'Save your recovery codes' })
  const items = window.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
  await expect(items).toHaveCount(10)
  const codes = await items.allTextContents()
  await window.getByRole('button', { name: 'I saved them' }).click()
  return { secret, codes }
}

/** A code of the next half minute: the present one may be used up. */
const nextCode = (secret: string) => new TOTP({ secret }).generate({ timestamp: Date.now() + 30_000 })

test('a passkey signs in without a password, and confirms a sign-in with one', async ({ page, signUp }) => {
  const person = await signUp(page)
  const authenticator = await giveAuthenticator(page)
  await page.goto('/dashboard/settings')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Work laptop')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page
    .getByRole('dialog', { name: 'Save your recovery codes' })
    .getByRole('button', { name: 'I saved them' })
    .click()
  await expect(page.getByRole('list', { name: 'Passkeys' })).toContainText('Work laptop')
  expect(await authenticator.credentials()).toHaveLength(1)

  await signOut(page)
  await page.goto('/dashboard/settings')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.waitForURL(/\/dashboard\/settings/)
  await expect(page.getByRole('list', { name: 'Passkeys' })).toContainText('Last used')

  // The browser offers it in the email field too.
  await signOut(page)
  await page.goto('/sign-in')
  await page.getByLabel('Email').focus()
  await page.waitForURL(/\/dashboard$/)

  await signOut(page)
  await authenticator.answer(false)
  await signIn(page, person)
  await page.waitForURL(/\/sign-in\/second-factor/)
  await authenticator.answer(true)
  await page.goto('/dashboard')
  await page.waitForURL(/\/sign-in\/second-factor/)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.waitForURL(/\/dashboard$/)

  await page.goto('/dashboard/settings')
  await page.getByRole('button', { name: 'Remove: Work laptop' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('Work laptop')).toHaveCount(0)
})

test('an authenticator app is asked for at sign-in, and a recovery code stands in for a lost one', async ({
  page,
  browser,
  signUp,
  baseURL,
}) => {
  const person = await signUp(page)
  await page.goto('/dashboard/settings')
  const { secret, codes } = await setUpApp(page)
  await expect(page.getByText('10 codes left.')).toBeVisible()

  const phone = await browser.newContext({ baseURL: baseURL ?? '' })
  const other = await phone.newPage()
  await signIn(other, person)
  await other.waitForURL(/\/sign-in\/second-factor/)
  await other.getByLabel('Code', { exact: true }).fill('000000')
  await other.getByRole('button', { name: 'Continue' }).click()
  await expect(other.getByRole('alert').first()).toContainText('wrong')
  await other.getByLabel('Code', { exact: true }).fill(nextCode(secret))
  await other.getByRole('button', { name: 'Continue' }).click()
  await other.waitForURL(/\/dashboard$/)

  await signOut(other)
  await signIn(other, person)
  await other.waitForURL(/\/sign-in\/second-factor/)
  await other.getByRole('button', { name: 'Use a recovery code' }).click()
  await other.getByLabel('Recovery code').fill(codes[0] ?? '')
  await other.getByRole('button', { name: 'Continue' }).click()
  await other.waitForURL(/\/dashboard$/)
  await other.goto('/dashboard/settings')
  await expect(other.getByText('9 codes left.')).toBeVisible()
  await other.getByRole('button', { name: 'Remove', exact: true }).click()
  await other.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect(other.getByRole('button', { name: 'Set up' })).toBeVisible()
  await phone.close()
})

test('a change of consequence asks again, and then goes through', async ({ page, signUp, server }) => {
  const person = await signUp(page)
  await page.goto('/dashboard/settings')
  // The server answers as it would ten minutes later, once.
  let asked = 0
  await page.route('**/api/v1/account/totp', async (route) => {
    if (asked++ > 0) return route.continue()
    const error = { code: 'step-up-required', message: '', retry: false }
    await route.fulfill({ status: 403, json: { error } })
  })
  await page.getByRole('button', { name: 'Set up' }).click()
  const window = page.getByRole('dialog', { name: 'Confirm that it’s you' })
  await window.getByLabel('Password', { exact: true }).fill('something else entirely')
  await window.getByRole('button', { name: 'Confirm', exact: true }).click()
  await expect(window.getByRole('alert')).toContainText('The password is incorrect.')
  await window.getByLabel('Password', { exact: true }).fill(person.password)
  await window.getByRole('button', { name: 'Confirm', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Authenticator app' })).toBeVisible()
  expect(asked).toBe(2)
  expect(server.output()).not.toContain(person.password)
})

test('a team that requires a second factor sends its members to set one up', async ({
  page,
  browser,
  signUp,
  baseURL,
}) => {
  await signUp(page)
  await page.goto('/dashboard/settings')
  await setUpApp(page)
  await page.goto('/dashboard/team')
  const invite = await page.evaluate(async () => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"role":"member"}' }
    return (await (await fetch('/api/v1/team/invites', init)).json()).url as string
  })
  await page.getByRole('switch', { name: 'Require a second factor' }).click()
  await expect(page.getByRole('switch', { name: 'Require a second factor' })).toBeChecked()

  const guest = await (await browser.newContext({ baseURL: baseURL ?? '' })).newPage()
  await guest.goto(new URL(invite).pathname + new URL(invite).hash)
  await guest.getByLabel('Name').fill('Grace Guest')
  await guest.getByLabel('Email').fill('needs-a-factor@example.com')
  await guest.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await guest.getByRole('button', { name: /create/i }).click()
  await guest.waitForURL(/\/sign-in\/set-up-factor/)
  await guest.goto('/dashboard')
  await guest.waitForURL(/\/sign-in\/set-up-factor/)
  await setUpApp(guest)
  await guest.waitForURL(/\/dashboard/)
  await guest.context().close()
})
