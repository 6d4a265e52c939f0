/** People who watch together: presence, marks and comments, what comes back after a reload, and following somebody. */
import type { Browser, Page } from '@playwright/test'
import { cli, type Program } from '#tests/integration/cli/programs.ts'
import type { TestServer } from '#tests/support/start-server.ts'
import { expect, test } from './fixtures.ts'

test.use({ viewport: { width: 1440, height: 700 } })

let pipe: Program | null = null
test.afterEach(async () => {
  pipe?.process.stdin.end()
  await pipe?.ended
  pipe = null
})

/** Starts `agent-logger pipe` with 200 lines; returns its session and a share link to it. */
async function startLog(server: TestServer, email: string) {
  const token = server.cli(['token', 'create', '--email', email, '--name', 'pipe']).trim()
  const program = cli('pipe', '--server', server.url, '--token', token, '--name', 'Shop')
  pipe = program
  const session = await program.waitForStderr(/^session (\w+)/m)
  const lines = Array.from({ length: 200 }, (_, i) => `${i % 10 === 0 ? 'ERROR' : 'INFO'} line ${i + 1}.`)
  program.process.stdin.write(`${lines.join('\n')}\n`)
  const link = server.cli(['link', 'create', '--email', email, '--session', session]).trim()
  return { session, link }
}

async function openAsGuest(browser: Browser, link: string) {
  const guest = await (await browser.newContext({ viewport: { width: 1440, height: 700 }, locale: 'en-US' })).newPage()
  await guest.goto(link)
  await expect(rowOf(guest, 200)).toBeVisible()
  return guest
}

const rowOf = (page: Page, line: number) => page.getByRole('option').filter({ hasText: `line ${line}.` })
const markOf = (page: Page, line: number, name: string | RegExp) => rowOf(page, line).getByRole('img', { name })
const people = (page: Page) => page.getByRole('button', { name: /People, marks and comments/ })
const topRow = (page: Page) =>
  page.evaluate(() => {
    const log = document.querySelector('[role=log]')
    const top = log?.getBoundingClientRect().top ?? 0
    const rows = [...document.querySelectorAll('[role=option]')]
    return rows.find((row) => row.getBoundingClientRect().top >= top - 1)?.textContent ?? ''
  })

test('people see each other, mark and comment, and nobody removes what another wrote', async ({
  page,
  browser,
  server,
  signUp,
}) => {
  const { email } = await signUp(page)
  const { session, link } = await startLog(server, email)
  await page.goto(`/dashboard/sessions/${session}`)
  await expect(people(page)).toHaveAccessibleName(/1 person is watching/)
  const guest = await openAsGuest(browser, link)
  for (const each of [page, guest]) await expect(people(each)).toHaveAccessibleName(/2 people are watching/)

  await test.step('a mark by a key, seen by the guest', async () => {
    await rowOf(page, 195).click()
    await page.keyboard.press('Escape')
    await page.keyboard.press('m')
    await expect(markOf(page, 195, 'Marked by Ada Lovelace')).toBeVisible()
    await expect(markOf(guest, 195, 'Marked by Ada Lovelace')).toBeVisible()
  })

  await test.step('a guest chooses a name that nobody there has', async () => {
    await people(guest).click()
    await guest.getByLabel('Your name').fill('ada lovelace')
    await guest.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(guest.getByText('Somebody here has this name. Choose another.')).toBeVisible()
    await guest.getByLabel('Your name').fill('Zoë')
    await guest.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(guest.getByText('Zoë · you · guest')).toBeVisible()
    await guest.keyboard.press('Escape')
    await people(page).click()
    await expect(page.getByText('Zoë · guest')).toBeVisible()
    await page.keyboard.press('Escape')
  })

  await test.step('the guest comments in the detail and may not remove the mark', async () => {
    await rowOf(guest, 195).click()
    const notes = guest.getByRole('region', { name: 'Marks and comments' })
    await expect(notes.getByText('Ada Lovelace')).toBeVisible()
    await expect(notes.getByRole('button', { name: 'Remove my mark' })).toHaveCount(0)
    await guest.getByRole('textbox', { name: 'Comment on this record' }).fill('Here it begins')
    await guest.keyboard.press('Control+Enter')
    await expect(notes.getByRole('listitem').getByText('Here it begins')).toBeVisible()
    await expect(notes.getByRole('button', { name: 'Remove my comment' })).toBeVisible()
  })

  await test.step('the member reads it, in the list of all and in the detail', async () => {
    await expect(markOf(page, 195, /Commented by Zoë/)).toBeVisible()
    await people(page).click()
    await page.getByRole('button', { name: /Here it begins/ }).click()
    const notes = page.getByRole('region', { name: 'Marks and comments' })
    await expect(notes.getByRole('listitem').getByText('Here it begins')).toBeVisible()
    await expect(notes.getByRole('button', { name: 'Remove my comment' })).toHaveCount(0)
    // The panel, then the detail.
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await page.keyboard.press('Escape')
    await expect(notes).toHaveCount(0)
  })

  await test.step('several at once, and from mark to mark by keys', async () => {
    await rowOf(page, 190).click()
    await rowOf(page, 192).click({ modifiers: ['Shift'] })
    await page.getByRole('toolbar').getByRole('button', { name: 'Mark', exact: true }).click()
    for (const line of [190, 191, 192]) await expect(markOf(guest, line, 'Marked by Ada Lovelace')).toBeVisible()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await rowOf(page, 192).click()
    await expect(page.getByRole('region', { name: 'Message' })).toHaveCount(1)
    await page.getByRole('log').press(']')
    await expect(page.getByRole('option', { selected: true })).toContainText('line 195.')
  })

  await test.step('what is kept comes back after a reload, and a newcomer gets it from those who are there', async () => {
    await guest.context().close()
    await expect(people(page)).toHaveAccessibleName(/1 person is watching/)
    await page.reload()
    await expect(markOf(page, 195, /Marked by Ada Lovelace · Commented by Zoë/)).toBeVisible()
    const newcomer = await openAsGuest(browser, link)
    await expect(markOf(newcomer, 195, /Marked by Ada Lovelace · Commented by Zoë/)).toBeVisible()
    for (const line of [190, 191, 192]) await expect(markOf(newcomer, line, 'Marked by Ada Lovelace')).toBeVisible()
    await newcomer.context().close()
  })
})

test('somebody shows where they are; others follow to their place and filter, and leave at once', async ({
  page,
  browser,
  server,
  signUp,
}) => {
  const { email } = await signUp(page)
  const { session, link } = await startLog(server, email)
  await page.goto(`/dashboard/sessions/${session}`)
  await expect(rowOf(page, 200)).toBeVisible()
  const guest = await openAsGuest(browser, `${link.replace('#', '?q=line#')}`)
  await expect(people(page)).toHaveAccessibleName(/2 people are watching/)

  await people(page).click()
  await page.getByRole('button', { name: 'Show where I am' }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByText('No one is following yet.')).toBeVisible()
  await guest.getByRole('button', { name: 'Follow Ada Lovelace' }).click()
  await expect(page.getByText('1 person is following.')).toBeVisible()

  await test.step('the place', async () => {
    await page.getByRole('log').hover()
    await page.mouse.wheel(0, -2_000)
    await expect(page.getByRole('button', { name: 'Follow', exact: true })).toBeVisible()
    await expect.poll(async () => (await topRow(guest)) === (await topRow(page))).toBe(true)
    await expect(rowOf(guest, 200)).toHaveCount(0)
  })

  await test.step('the filter, which the address does not get', async () => {
    await page.getByRole('button', { name: /Error: \d+ records/ }).click()
    await expect(rowOf(guest, 2)).toHaveCount(0)
    await expect(guest.getByRole('button', { name: /Error: \d+ records/ })).toHaveAttribute('aria-pressed', 'true')
    expect(guest.url()).toContain('?q=line')
    expect(guest.url()).not.toContain('level=')
  })

  await test.step('Escape leaves, and the own filter is back', async () => {
    await guest.keyboard.press('Escape')
    await expect(guest.getByRole('button', { name: 'Follow Ada Lovelace' })).toBeVisible()
    await expect(guest.getByRole('button', { name: /Error: \d+ records/ })).toHaveAttribute('aria-pressed', 'false')
    await expect(guest.getByRole('combobox', { name: 'Filter' })).toHaveValue('line')
    await expect(page.getByText('No one is following yet.')).toBeVisible()
  })

  await test.step('so does an own scroll, and the end of showing', async () => {
    await guest.getByRole('button', { name: 'Follow Ada Lovelace' }).click()
    await expect(page.getByText('1 person is following.')).toBeVisible()
    await guest.getByRole('log').hover()
    await guest.mouse.wheel(0, -200)
    await expect(page.getByText('No one is following yet.')).toBeVisible()
    await guest.getByRole('button', { name: 'Follow Ada Lovelace' }).click()
    await page.getByRole('button', { name: 'Stop showing' }).click()
    await expect(guest.getByText(/showing where they are|following Ada/)).toHaveCount(0)
    await expect(guest.getByRole('combobox', { name: 'Filter' })).toHaveValue('line')
  })
  await guest.context().close()
})
