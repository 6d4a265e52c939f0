/** What people see when something is wrong: words in the right place, never a stack trace. */
import { expect, test } from './fixtures.ts'

test('signing in with a wrong password and with an unknown email gives the same error', async ({ page, owner }) => {
  const answers: string[] = []
  for (const email of [owner.email, 'nobody@example.com']) {
    await page.goto('/sign-in')
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    answers.push(await page.getByRole('alert').filter({ hasText: /\w/ }).first().innerText())
  }
  expect(answers[0]).toMatch(/incorrect/i)
  expect(answers[1]).toBe(answers[0])
})

test('a dashboard page redirects to sign-in and back', async ({ page, owner }) => {
  await page.goto('/dashboard/tokens')
  await expect(page).toHaveURL(/\/sign-in/)
  await page.getByLabel('Email').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/dashboard\/tokens$/)
})

test('signing out ends the session of this browser', async ({ page, signUp }) => {
  await signUp(page)
  await page.getByRole('button', { name: /Ada Lovelace/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(/\/sign-in/)
  await page.goto('/dashboard')
  await expect(page).toHaveURL(/\/sign-in/)
})

test('setup does not run a second time', async ({ page, owner, server }) => {
  const setup = /setup#(\S+)/.exec(server.output())?.[1]
  expect(owner.email).toBeTruthy()
  await page.goto(`/setup#${setup}`)
  await expect(page.getByText(/wrong|used|already|has an owner/i).first()).toBeVisible()
})

test.describe('share links', () => {
  for (const [what, path, says] of [
    ['without its secret', '/s/abcdefgh12345678', /after the #|not complete|missing/i],
    ['with a wrong secret', `/s/abcdefgh12345678#${'x'.repeat(43)}`, /does not exist|wrong/i],
  ] as const) {
    test(`a link ${what} says so and shows nothing else`, async ({ page, owner }) => {
      expect(owner.email).toBeTruthy()
      await page.goto(path)
      await expect(page.getByText(says).first()).toBeVisible()
      await expect(page.getByRole('log')).toHaveCount(0)
    })
  }
})

test('a session that is not mine looks like one that does not exist', async ({
  page,
  signUp,
  browser,
  devicePage,
  server,
  owner,
}) => {
  const token = server.cli(['token', 'create', '--email', owner.email, '--name', 'x']).trim()
  const device = await devicePage(browser, token)
  const session = await device.evaluate('agentLogger.session')
  await signUp(page)
  const shown: string[] = []
  for (const id of [session, 'AAAAAAAAAAAAAAAAAAAAAA']) {
    await page.goto(`/dashboard/sessions/${id}`)
    await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible()
    shown.push(await page.locator('main').innerText())
  }
  expect(shown[0]).toBe(shown[1])
})

test('the script tag with a wrong token warns once on the page’s console and does not affect the page', async ({
  browser,
  devicePage,
  owner,
}) => {
  expect(owner.email).toBeTruthy()
  const page = await devicePage(browser, 'agl_d_nonsense')
  const warnings: string[] = []
  page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()))
  await page.reload()
  await expect.poll(() => warnings).toHaveLength(1)
  expect(warnings[0]).toMatch(/token/i)
  await expect(page.getByRole('heading', { name: 'Shop' })).toBeVisible()
})
