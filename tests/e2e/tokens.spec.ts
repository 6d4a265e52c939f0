/** A new token: the choice of a snippet by name, by keyboard and at a phone's width, and tokens for some kinds of sources. */
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

async function createToken(
  page: Page,
  name: string,
  before: (dialog: ReturnType<Page['getByRole']>) => Promise<void> = async () => {},
) {
  await page.goto('/dashboard/tokens')
  await page.getByRole('button', { name: 'Create token' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Create a token' })
  await dialog.getByLabel('Name').fill(name)
  await before(dialog)
  await dialog.getByRole('button', { name: 'Create token' }).click()
  return page.getByRole('dialog', { name: 'Copy your token now' })
}

for (const width of [1440, 375])
  test(`the snippet for Spring is found by typing, and the first record turns the window green (${width} px)`, async ({
    page,
    server,
    signUp,
  }) => {
    await page.setViewportSize({ width, height: 800 })
    await signUp(page)
    const made = await createToken(page, 'Shop')
    const choice = made.getByRole('button', { name: /What sends the logs/ })
    await choice.focus()
    const height = (await made.boundingBox())?.height
    await page.keyboard.press('ArrowDown')
    const search = page.getByRole('combobox', { name: 'What sends the logs' })
    await expect(search).toBeFocused()
    await search.fill('spring')
    await expect(page.getByRole('option')).toHaveText(['Java'])
    await page.keyboard.press('Enter')
    await expect(choice).toBeFocused()
    await expect(choice).toHaveText('Java')
    await expect(made.getByText('-javaagent:opentelemetry-javaagent.jar')).toBeVisible()
    await expect(made.getByText('We can’t run this program in our tests')).toBeVisible()
    expect((await made.boundingBox())?.height).toBe(height)

    await choice.press('Enter')
    await search.fill('zzz')
    await expect(page.getByText('Nothing here has that name')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(made).toBeVisible()
    await choice.click()
    await search.fill('curl')
    await page.keyboard.press('Enter')
    const code = await made.getByRole('code').filter({ hasText: 'api/v1/ingest' }).innerText()
    const [, token] = /Bearer (\S+)'/.exec(code) ?? []
    await expect(made.getByText('Waiting for the first record')).toBeVisible()
    const answer = await fetch(`${server.url}/api/v1/ingest?name=Shop`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: 'hello\n',
    })
    expect(answer.status).toBe(200)
    await expect(made.getByText('Shop is live')).toBeVisible()
    expect((await made.boundingBox())?.height).toBe(height)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  })

test('a token for syslog alone shows the snippets of syslog, and refuses the rest where the team sees it', async ({
  page,
  server,
  signUp,
}) => {
  await signUp(page)
  const made = await createToken(page, 'Router', async (dialog) => {
    await dialog.getByLabel('Accepts logs from').click()
    await page.getByRole('option', { name: 'Only what you choose' }).click()
    await dialog.getByRole('button', { name: 'Create token' }).click()
    await expect(dialog.getByText('Choose at least one.')).toBeVisible()
    await dialog.getByRole('checkbox', { name: 'Syslog' }).click()
  })
  await made.getByRole('button', { name: /What sends the logs/ }).click()
  await expect(page.getByRole('option')).toHaveText(['logger', 'rsyslog'])
  await page.keyboard.press('Escape')
  await expect(made.getByText('Syslog isn’t turned on')).toBeVisible()
  const token = (
    await made
      .getByRole('code')
      .filter({ hasText: /^agl_d_/ })
      .innerText()
  ).trim()
  const answer = await fetch(`${server.url}/api/v1/ingest?name=Shop`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: 'hello\n',
  })
  expect(answer.status).toBe(403)
  expect((await answer.json()).error).toMatchObject({
    code: 'source-not-allowed',
    message: expect.stringContaining('not for HTTP ingest, only for syslog'),
  })
  await expect(made.getByText(/tried to connect .*limited to other kinds of sources/)).toBeVisible()
  await made.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText('Only Syslog')).toBeVisible()
})
