/** A person narrows a log down: completion, faults, chips, values of the detail, find; and the address keeps all of it. */
import type { Page } from '@playwright/test'
import { cli, type Program } from '#tests/integration/cli/programs.ts'
import type { TestServer } from '#tests/support/start-server.ts'
import { expect, test } from './fixtures.ts'

test.use({ viewport: { width: 1440, height: 900 } })

let pipe: Program | null = null
test.afterEach(async () => {
  pipe?.process.stdin.end()
  await pipe?.ended
  pipe = null
})

const LEVELS = ['debug', 'info', 'info', 'warn', 'error']
const NAMES = ['Alan', 'Bob', 'Carla']
/** Every fifth record is an error with status 503. */
const LINES = Array.from({ length: 150 }, (_, i) =>
  JSON.stringify({
    level: LEVELS[i % 5],
    msg: i % 5 === 4 ? 'Payment failed: card declined' : `GET /api/orders/${i} took ${i} ms`,
    user: { id: 40 + (i % 7), name: NAMES[i % 3] },
    http: { status: i % 5 === 4 ? 503 : 200 },
  }),
)

async function watch(page: Page, server: TestServer, email: string): Promise<string> {
  const token = server.cli(['token', 'create', '--email', email, '--name', 'pipe']).trim()
  pipe = cli('pipe', '--server', server.url, '--token', token, '--name', 'Shop')
  const session = await pipe.waitForStderr(/^session (\w+)/m)
  pipe.process.stdin.write(`${LINES.join('\n')}\n`)
  await page.goto(`/dashboard/sessions/${session}`)
  await expect(page.getByRole('log').getByRole('option').filter({ hasText: 'orders/148' })).toBeVisible()
  return session
}

test('the filter is completed, explained, shown in parts and kept in the address', async ({ page, server, signUp }) => {
  const person = await signUp(page)
  await watch(page, server, person.email)
  const field = page.getByRole('combobox', { name: 'Filter' })
  const count = page.getByRole('region', { name: 'Status' }).getByText(/^\d+ of 150$/)
  const suggestions = page.getByRole('listbox', { name: 'Suggestions' })

  await test.step('keys and values are completed by keyboard', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('us')
    await expect(suggestions.getByRole('option')).toHaveText([/user\.id/, /user\.name/])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect(suggestions.getByRole('option', { name: 'user.name' })).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(field).toHaveValue('user.name:')
    await expect(suggestions.getByRole('option')).toHaveText([/Alan/, /Bob/, /Carla/])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    await expect(field).toHaveValue('user.name:Alan ')
    await expect(count).toHaveText('50 of 150')
  })

  await test.step('a query that is not finished says so, and the last one stays', async () => {
    await page.keyboard.type('(level:error OR')
    await expect(page.getByText('OR needs a term on both sides.')).toBeVisible()
    await expect(count).toHaveText('50 of 150')
    await page.keyboard.type(' level:warn)')
    await expect(page.getByText('OR needs a term on both sides.')).toHaveCount(0)
    await expect(count).toHaveText('20 of 150')
    await field.fill('level:high x')
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await expect(page.getByText('There is no such level.')).toBeVisible()
    await expect(count).toHaveText('20 of 150')
  })

  await test.step('each part has a chip that removes it', async () => {
    await field.fill('level:>=warn http.status:>=500 -user.name:Bob')
    await expect(count).toHaveText('20 of 150')
    await expect(page.getByRole('button', { name: 'Error: 30 records' })).toHaveAttribute('aria-pressed', 'true')
    await page.getByRole('button', { name: 'Remove -user.name:Bob' }).click()
    await expect(field).toHaveValue('level:>=warn http.status:>=500')
    await expect(count).toHaveText('30 of 150')
    // A choice of levels takes the place of the written one.
    await page.getByRole('button', { name: 'Warning: 30 records' }).click()
    await expect(field).toHaveValue('http.status:>=500')
    await page.reload()
    await expect(field).toHaveValue('http.status:>=500')
    await expect(count).toHaveText('30 of 150')
  })

  await test.step('an example adds itself', async () => {
    await page.getByRole('button', { name: 'Clear filter' }).click()
    await page.getByRole('button', { name: 'Filter syntax' }).click()
    await page.getByRole('button', { name: /level:\(error OR fatal\)/ }).click()
    await expect(field).toHaveValue('level:(error OR fatal)')
  })
})

test('a filter is saved, opened, renamed and deleted as a view', async ({ page, server, signUp }) => {
  const person = await signUp(page)
  const session = await watch(page, server, person.email)
  const field = page.getByRole('combobox', { name: 'Filter' })
  await field.fill('level:>=warn declined')
  await page.getByRole('button', { name: 'Saved views' }).click()
  const panel = page.getByRole('dialog', { name: 'Saved views' })
  await expect(panel.getByText('No saved views yet.')).toBeVisible()
  await panel.getByRole('textbox', { name: 'Name of the view' }).fill('Declined cards')
  await panel.getByRole('checkbox', { name: 'For the whole team' }).check()
  await panel.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(panel.getByRole('button', { name: 'Declined cards', exact: true })).toBeVisible()

  await test.step('it opens from a page without a filter', async () => {
    await page.goto(`/dashboard/sessions/${session}`)
    await page.getByRole('button', { name: 'Saved views' }).click()
    await panel.getByRole('button', { name: 'Declined cards', exact: true }).click()
    await expect(panel).toHaveCount(0)
    await expect(field).toHaveValue('level:>=warn declined')
    await expect(page.getByRole('region', { name: 'Status' }).getByText('30 of 150')).toBeVisible()
  })

  await test.step('it is renamed and deleted, and deleting can be undone', async () => {
    await page.getByRole('button', { name: 'Saved views' }).click()
    await panel.getByRole('button', { name: 'Rename Declined cards' }).click()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('Cards')
    await page.keyboard.press('Enter')
    await panel.getByRole('button', { name: 'Delete Cards' }).click()
    await expect(panel.getByText('No saved views yet.')).toBeVisible()
    const saved = page.waitForResponse(
      (answer) => answer.request().method() === 'POST' && answer.url().includes('/views'),
    )
    // The press is outside of the panel, which closes.
    await page.getByRole('button', { name: 'Undo' }).click()
    await saved
    await expect(panel).toHaveCount(0)
    await page.getByRole('button', { name: 'Saved views' }).click()
    await expect(panel.getByRole('button', { name: 'Cards', exact: true })).toBeVisible()
  })
})

test('find marks and walks the hits without hiding records', async ({ page, server, signUp }) => {
  const person = await signUp(page)
  await watch(page, server, person.email)
  const bar = page.getByRole('search', { name: 'Find in the shown records' })
  const status = bar.getByRole('status')
  const selected = page.getByRole('log').getByRole('option', { selected: true })

  await page.keyboard.press('Control+f')
  await page.keyboard.type('declined')
  await expect(status).toHaveText('30 of 30')
  await expect(page.getByText(/ of 150$/)).toHaveCount(0)
  await expect(selected.locator('mark')).toHaveText(['declined'])
  await page.keyboard.press('Enter')
  await expect(status).toHaveText('1 of 30')
  await expect(selected).toHaveAttribute('aria-posinset', '5')
  await expect(selected).toBeInViewport()
  await page.keyboard.press('F3')
  await expect(status).toHaveText('2 of 30')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.press('Shift+Enter')
  await expect(status).toHaveText('30 of 30')
  expect(new URL(page.url()).searchParams.get('find')).toBe('declined')

  await page.keyboard.press('Control+a')
  await page.keyboard.type('/took 1[0-4] /')
  await expect(status).toHaveText(/ of 4$/)
  await page.keyboard.press('Escape')
  await expect(bar).toHaveCount(0)
  await expect(page.locator('mark')).toHaveCount(0)
  expect(new URL(page.url()).searchParams.get('find')).toBeNull()
})
