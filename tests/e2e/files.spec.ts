/** Logs as files: saved from a live page in every format, and opened again without a network. */
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { cli, type Program } from '#tests/integration/cli/programs.ts'
import type { TestServer } from '#tests/support/start-server.ts'
import { expect, test } from './fixtures.ts'

let pipe: Program | null = null
test.afterEach(async () => {
  pipe?.process.stdin.end()
  await pipe?.ended
  pipe = null
})

const HOSTILE = '<img src=x onerror="document.title=1"> ``` =1+1'
const LINES = [
  '2026-11-22T20:15:03.250Z INFO started',
  `2026-11-22T20:15:04.000Z WARN ${HOSTILE}`,
  '{"time":"2026-11-22T20:15:05.000Z","level":"error","msg":"@paid","order":12345678901234567890}',
  '2026-11-22T20:15:06.000Z INFO last',
]

/** Opens the live page of a program that has printed the lines. */
async function watchPipe(page: Page, server: TestServer, email: string): Promise<Program> {
  const token = server.cli(['token', 'create', '--email', email, '--name', 'pipe']).trim()
  const program = cli('pipe', '--server', server.url, '--token', token, '--name', 'Shop')
  pipe = program
  const session = await program.waitForStderr(/^session (\w+)/m)
  await page.goto(`/dashboard/sessions/${session}`)
  program.process.stdin.write(LINES.map((line) => `${line}\n`).join(''))
  await expect(page.getByRole('log').getByText('last')).toBeVisible()
  return program
}

interface Saved {
  name: string
  text: string
}

/** Saves by the window and returns the downloaded file. */
async function save(page: Page, format: string, which?: string): Promise<Saved> {
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Save as a file' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save these logs' })
  await dialog.getByRole('radio', { name: format, exact: true }).click()
  if (which) await dialog.getByRole('radio', { name: which }).click()
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  const file = await download
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
}

test('a live page saves what is shown, or everything, in every format', async ({ page, server, signUp, context }) => {
  const { email } = await signUp(page)
  const program = await watchPipe(page, server, email)

  const text = await save(page, 'Text')
  expect(text.name).toMatch(/^Shop_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ_all\.txt$/)
  expect(text.text.split('\n')[0]).toBe('2026-11-22T20:15:03.250Z INFO 2026-11-22T20:15:03.250Z INFO started')

  await page.getByRole('combobox', { name: 'Filter' }).fill('paid')
  await expect(page.getByRole('log').getByText('started')).toBeHidden()
  const shown = await save(page, 'JSON')
  expect(shown.name).toMatch(/_shown\.json$/)
  expect(JSON.parse(shown.text)).toHaveLength(1)
  expect(shown.text).toContain('"order":12345678901234567890')
  const all = await save(page, 'CSV', 'Everything')
  expect(all.name).toMatch(/_all\.csv$/)
  expect(all.text).toContain("'@paid")
  await page.getByRole('combobox', { name: 'Filter' }).fill('')

  const markdown = await save(page, 'Markdown')
  expect(markdown.text).toContain('\n````text\n')

  const html = await save(page, 'Web page')
  const reader = await context.newPage()
  await reader.setContent(html.text)
  expect(await reader.title()).toBe('Shop')
  expect(await reader.locator('img, script').count()).toBe(0)
  await expect(reader.locator('#L2')).toContainText(HOSTILE)
  await reader.close()

  // A file that is dropped here does not take the page's place.
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.items.add(new File(['INFO dropped'], 'dropped.log'))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
  })
  await expect(page.getByText('Open log files on a page of their own')).toBeVisible()
  await expect(page.getByRole('log').getByText('last')).toBeVisible()

  // The bar of an ended session offers it, because the records exist only on this page.
  program.process.stdin.end()
  await expect(page.getByText('This session has ended.')).toBeVisible()
  await page.getByRole('status').getByRole('button', { name: 'Save as a file' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save these logs' })
  await dialog.getByRole('radio', { name: 'NDJSON', exact: true }).click()
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  const file = await download
  const path = await file.path()

  // Opened again, in a browser without a network.
  await page.goto('/open')
  await page.waitForLoadState('networkidle')
  await context.setOffline(true)
  await page
    .locator('input[type=file]')
    .last()
    .setInputFiles({
      name: file.suggestedFilename(),
      mimeType: 'application/x-ndjson',
      buffer: readFileSync(path),
    })
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Shop_')
  const log = page.getByRole('log')
  await expect(log.getByText('started')).toBeVisible()
  await expect(log.getByText('last')).toBeVisible()
  const again = await save(page, 'NDJSON')
  const recordsOf = (ndjson: string) => ndjson.split('\n').filter((line) => line.startsWith('{"seq"'))
  expect(recordsOf(again.text)).toEqual(recordsOf(readFileSync(path, 'utf8')))
  await page.getByRole('button', { name: 'Close this file' }).click()
  await expect(page.getByRole('heading', { name: 'Open a log file' })).toBeVisible()
})

const chooser = (page: Page) => page.locator('input[type=file]').last()
const fileOf = (name: string, text: string | Buffer) => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(text),
})

test('a file that is wrong says what is wrong, a text is pasted, and the next file replaces it', async ({ page }) => {
  await page.goto('/open')
  await chooser(page).setInputFiles(fileOf('logs.zip', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0])))
  await expect(page.getByText('This is not a log but a ZIP file.')).toBeVisible()
  await page.getByRole('button', { name: 'Open another file' }).click()

  const record = (seq: number, level: string) =>
    `{"seq":${seq},"time":"2026-11-22T20:15:03.250Z","level":"${level}","body":"record ${seq}"}\n`
  await chooser(page).setInputFiles(fileOf('a.ndjson', record(1, 'info') + record(2, 'loud') + record(3, 'warn')))
  await expect(page.getByText('1 line left out. Line 2: “level” is missing')).toBeVisible()
  const log = page.getByRole('log')
  await expect(log.getByText('record 3')).toBeVisible()
  await page.getByRole('button', { name: 'Close this file' }).click()

  await page.evaluate(() => {
    const data = new DataTransfer()
    data.setData('text', 'INFO one\nWARN two\nERROR three\nINFO four\n')
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  await expect(page.getByRole('heading', { level: 1 })).toContainText('pasted.txt')
  await expect(log.getByText('WARN two')).toBeVisible()

  await page.evaluate(() => {
    const data = new DataTransfer()
    data.items.add(new File(['INFO dropped'], 'dropped.log'))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
  })
  await expect(page.getByRole('heading', { level: 1 })).toContainText('dropped.log')
  await expect(log.getByText('INFO dropped')).toBeVisible()
})

/** Turns on keeping in the window that saves. */
async function keep(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Save as a file' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save these logs' })
  await dialog.getByRole('switch', { name: 'Keep on this computer' }).click()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
}

/** The kept sessions as a page of their own shows them. */
async function listed(page: Page): Promise<void> {
  await expect(async () => {
    await page.goto('/open')
    await expect(page.getByRole('heading', { name: 'Kept on this computer' })).toBeVisible({ timeout: 2_000 })
  }).toPass()
}

test('a kept session survives its tab, opens without a network, and is deleted', async ({
  page,
  server,
  signUp,
  context,
}) => {
  const { email } = await signUp(page)
  const program = await watchPipe(page, server, email)
  await keep(page)
  program.process.stdin.write('INFO after the press\n')
  await expect(page.getByRole('log').getByText('after the press')).toBeVisible()
  const reader = await context.newPage()
  await listed(reader)
  await expect(async () => {
    await listed(reader)
    await expect(reader.getByRole('link', { name: 'Shop' })).toContainText('5 records', { timeout: 1_000 })
  }).toPass()
  await page.close()

  await reader.waitForLoadState('networkidle')
  await context.setOffline(true)
  await reader.getByRole('link', { name: 'Shop' }).click()
  const log = reader.getByRole('log')
  await expect(log.getByText('started')).toBeVisible()
  await expect(log.getByText('after the press')).toBeVisible()
  await reader.getByRole('button', { name: 'Close this file' }).click()
  await reader.getByRole('button', { name: 'Delete Shop' }).click()
  await expect(reader.getByRole('heading', { name: 'Kept on this computer' })).toBeHidden()
})

/** How many sessions the browser of this page keeps. */
function keptCount(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const name = 'agent-logger-kept'
    // To open what is not there would make it.
    if (!(await indexedDB.databases()).some((one) => one.name === name)) return 0
    return new Promise<number>((resolve, reject) => {
      const opening = indexedDB.open(name)
      opening.onerror = () => reject(opening.error)
      opening.onsuccess = () => {
        const counting = opening.result.transaction('logs').objectStore('logs').count()
        counting.onsuccess = () => {
          opening.result.close()
          resolve(counting.result)
        }
      }
    })
  })
}

test('what a guest kept goes when the link is revoked', async ({ page, server, signUp, browser }) => {
  const { email } = await signUp(page)
  await watchPipe(page, server, email)
  await page.getByRole('button', { name: 'Share' }).click()
  const share = page.getByRole('dialog', { name: 'Share live logs' })
  await share.getByRole('button', { name: 'Create link' }).click()
  const address = await share.getByRole('textbox').inputValue()

  const guest = await (await browser.newContext()).newPage()
  await guest.goto(address)
  await expect(guest.getByRole('log').getByText('last')).toBeVisible()
  await keep(guest)
  await expect.poll(() => keptCount(guest)).toBe(1)

  await share.getByRole('button', { name: 'Revoke' }).click()
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /revoke/i })
    .click()
  await expect(guest.getByText(/revoked/i).first()).toBeVisible()
  await expect.poll(() => keptCount(guest)).toBe(0)
  await guest.context().close()
})
