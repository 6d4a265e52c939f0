/** The list of devices of a team that has many: pages, order, search, filters, and the device whose sessions are shown. */
import Database from 'better-sqlite3'
import { createLinkSecret, deriveLinkKey, hashLinkKey } from '#lib/protocol/link-secret.ts'
import { expect, test } from './fixtures.ts'

/** Inserted directly: this many starts of apps would take longer than the story. */
function addDevices(dataDir: string, email: string, count: number): void {
  const db = new Database(`${dataDir}/agent-logger.db`)
  const { teamId } = db
    .prepare('SELECT "teamId" FROM "Membership" m JOIN "User" u ON u."id" = m."userId" WHERE u."email" = ?')
    .get(email) as { teamId: string }
  const insert = db.prepare(
    `INSERT INTO "Device" ("id","teamId","installationId","name","sortName","searchText","platform","lastSeenAt")
     VALUES (?,?,?,?,?,?,?,?)`,
  )
  const session = db.prepare(
    'INSERT INTO "Session" ("id","teamId","deviceId","startedAt","lastSeenAt","endedAt","records") VALUES (?,?,?,?,?,?,?)',
  )
  for (let n = 1; n <= count; n++) {
    const platform = n % 3 === 0 ? 'android' : 'web'
    // The device with the highest number was seen last.
    const seen = new Date(Date.now() - (count - n + 1) * 60_000).toISOString().replace('Z', '+00:00')
    const name = `Terminal ${String(count - n + 1).padStart(3, '0')} in the lobby of the northern exhibition building`
    const id = `device-${teamId}-${n}`
    insert.run(
      id,
      teamId,
      `installation-${n}`,
      name,
      name.toLowerCase(),
      `${name} ${platform}`.toLowerCase(),
      platform,
      seen,
    )
    session.run(`session-${teamId}-${n}`, teamId, id, seen, seen, seen, n)
  }
  db.close()
}

test('a team with 120 devices finds one by page, by name, by search and by platform', async ({
  page,
  server,
  signUp,
}) => {
  const { email } = await signUp(page)
  addDevices(server.dataDir, email, 120)
  await page.goto('/dashboard')
  const list = page.getByRole('list', { name: 'Devices' })
  const rows = list.getByRole('listitem')
  await expect(rows).toHaveCount(50)
  await expect(rows.first()).toContainText('Terminal 001')
  await page.getByRole('link', { name: 'Next page' }).click()
  await expect(rows.first()).toContainText('Terminal 051')
  await page.getByRole('link', { name: 'Next page' }).click()
  await expect(rows).toHaveCount(20)
  await expect(page.getByRole('link', { name: 'Next page' })).toHaveCount(0)
  await page.getByRole('link', { name: 'First page' }).click()
  await expect(rows.first()).toContainText('Terminal 001')

  await page.getByRole('combobox', { name: 'Platform' }).click()
  await page.getByRole('option', { name: 'android' }).click()
  await expect(rows).toHaveCount(40)
  await expect(page).toHaveURL(/platform=android/)
  await page.getByRole('searchbox', { name: 'Search devices' }).fill('LOBBY 07')
  await expect(rows).toHaveCount(5)
  await page.reload()
  await expect(rows).toHaveCount(5)
  await page.getByRole('searchbox', { name: 'Search devices' }).fill('nowhere')
  await expect(page.getByText('No devices match “nowhere”.')).toBeVisible()
  await page.getByRole('link', { name: 'Clear search' }).click()
  await expect(rows).toHaveCount(50)
  await expect(page.getByRole('searchbox', { name: 'Search devices' })).toHaveValue('')

  await page.getByRole('combobox', { name: 'Sort by' }).click()
  await page.getByRole('option', { name: 'Name' }).click()
  await expect(page).toHaveURL(/sort=name/)
  await expect(rows.first()).toContainText('Terminal 001')
  await page.getByRole('combobox', { name: 'Show' }).click()
  await page.getByRole('option', { name: 'Live now' }).click()
  await expect(page.getByText('No devices match these filters.')).toBeVisible()
  await page.getByRole('link', { name: 'Show all devices' }).click()
  await expect(rows).toHaveCount(50)

  await page.goto('/dashboard/sessions')
  await expect(page.getByRole('list', { name: 'Earlier' }).getByRole('listitem')).toHaveCount(25)
  await page.getByRole('button', { name: 'Show sessions for: All devices' }).click()
  const field = page.getByRole('combobox', { name: 'Show sessions for' })
  await expect(page.getByRole('option')).toHaveCount(21)
  await field.fill('terminal 099')
  await expect(page.getByRole('option')).toHaveCount(1)
  await field.press('Enter')
  await expect(page).toHaveURL(/device=device-/)
  await expect(page.getByRole('list', { name: 'Earlier' }).getByRole('listitem')).toHaveCount(1)
  await expect(page.getByRole('button', { name: /^Show sessions for: Terminal 099/ })).toBeVisible()
})

test('two tabs of one page: the list counts both, each live page leads to the other, and a guest gets both', async ({
  page,
  browser,
  signUp,
  devicePage,
}) => {
  await signUp(page)
  const token = await page.evaluate(async () => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"t","kind":"device"}',
    }
    return (await (await fetch('/api/v1/tokens', init)).json()).token as string
  })
  const first = await devicePage(browser, token, `console.info('from a tab')`)
  await page.goto('/dashboard')
  const row = page.getByRole('list', { name: 'Devices' }).getByRole('listitem').filter({ hasText: 'Shop page' })
  await expect(row).toContainText('1 record')
  await expect(row).not.toContainText('sessions')
  // The same browser, so the same device.
  const second = await first.context().newPage()
  await second.goto(first.url())
  await expect(row).toContainText('2 sessions')

  await row.getByRole('link', { name: 'Shop page' }).click()
  await expect(page.getByText('This device also runs another session.')).toBeVisible()
  await page.getByRole('status').getByRole('link', { name: 'Open device' }).click()
  await expect(page.getByRole('list', { name: 'Live' }).getByRole('listitem')).toHaveCount(2)

  const secret = createLinkSecret()
  const { id } = await page.evaluate(
    async (body) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      return (await (await fetch('/api/v1/links', init)).json()) as { id: string }
    },
    { deviceId: /devices\/([\w-]+)/.exec(page.url())?.[1], authHash: hashLinkKey(deriveLinkKey(secret)) },
  )
  const guest = await (await browser.newContext()).newPage()
  await guest.goto(`${new URL(page.url()).origin}/s/${id}#${secret}`)
  await expect(guest.getByText('This device runs 2 sessions at the same time.')).toBeVisible()
  await expect(guest.getByRole('log').getByText('from a tab')).toHaveCount(2)
  await first.evaluate(`console.info('once more')`)
  await expect(guest.getByRole('log').getByText('once more')).toBeVisible()
  await second.close()
  await expect(guest.getByText('This device runs 2 sessions at the same time.')).toHaveCount(0)
  await guest.context().close()
})
