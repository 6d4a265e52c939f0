/** Links to records, choosing several, and every act by keys. */
import type { Page } from '@playwright/test'
import { axeFindings } from '#tests/support/axe.ts'
import { openLiveScene } from '#tests/support/live-scene.ts'
import { expect, test } from './fixtures.ts'

test.use({ viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] })

const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

async function openTwenty(...[page, server, email]: Parameters<typeof openLiveScene>) {
  const scene = await openLiveScene(page, server, email)
  for (let i = 2; i <= 20; i++) scene.device.log({ level: i % 10 === 0 ? 'error' : 'info', body: `line ${i}.` })
  await scene.device.flush()
  await expect(scene.row('line 20.')).toBeVisible()
  return scene
}

test('a link opens its record, pauses there, and works behind a share link without the server learning of it', async ({
  page,
  browser,
  server,
  signUp,
}) => {
  const { device, row, path } = await openTwenty(page, server, (await signUp(page)).email)
  await row('line 7.').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Copy link to this record' }).click()
  await expect.poll(() => copied(page)).toBe(`${server.url}${path}#L7`)
  await page.goto(`${path}#L7`)
  await page.reload()
  await expect(page.getByRole('complementary', { name: 'Record 7' })).toBeVisible()
  await expect(row('line 7.')).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('button', { name: /^Follow/ })).toBeVisible()

  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const share = page.getByRole('dialog', { name: 'Share live logs' })
  await share.getByRole('button', { name: 'Create link' }).click()
  const link = await share.getByRole('textbox').inputValue()
  await share.getByRole('checkbox', { name: 'Open at record 7' }).check()
  await expect(share.getByRole('textbox')).toHaveValue(new RegExp(`^${link.replace(/[/.]/g, '\\$&')}&L[\\w-]+:7$`))
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
  const guest = await context.newPage()
  const sent: string[] = []
  guest.on('request', (request) =>
    sent.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData()}`),
  )
  await guest.goto(`${link}&L9`)
  const detail = guest.getByRole('complementary', { name: 'Record 9' })
  await expect(detail).toBeVisible()
  await detail.getByRole('button', { name: 'Copy link to this record' }).click()
  await expect.poll(() => copied(guest)).toBe(`${link}&L9`)
  expect(sent.filter((request) => /[#&]L9/.test(request) || request.includes(link.split('#')[1] ?? ''))).toEqual([])
  // Old links mean the same as before.
  await guest.goto('about:blank')
  await guest.goto(link)
  await expect(guest.getByRole('log').getByText('line 20.')).toBeVisible()
  await context.close()
  await device.close()
})

test('a link to a record that is no longer held says so', async ({ page, server, signUp }) => {
  const { device, path } = await openTwenty(page, server, (await signUp(page)).email)
  await page.keyboard.press('Control+l')
  device.log({ level: 'info', body: 'after the clearing' })
  await device.flush()
  await expect(page.getByText('after the clearing')).toBeVisible()
  await page.evaluate(() => {
    location.hash = 'L5'
  })
  await expect(page.getByText('Record 5 is no longer held.')).toBeVisible()
  expect(page.url()).toContain(path)
  await device.close()
})

test('several rows are chosen by Shift, by keys, by dragging and all at once; what is copied is what is seen', async ({
  page,
  server,
  signUp,
}) => {
  const { device, row, log } = await openTwenty(page, server, (await signUp(page)).email)
  const bar = (name: string) => page.getByRole('toolbar', { name })
  const messages = (text: string) => text.split('\n').map((line) => line.replace(/^\S+ \S+ /, ''))

  await row('line 5.').click()
  await row('line 8.').click({ modifiers: ['Shift'] })
  await expect(bar('4 records selected')).toBeVisible()
  const seen = await log
    .locator('[role=option][aria-selected=true]')
    .evaluateAll((rows) =>
      rows
        .sort((a, b) => Number(a.ariaPosInSet) - Number(b.ariaPosInSet))
        .map((each) => each.lastElementChild?.textContent),
    )
  await bar('4 records selected').getByRole('button', { name: 'Copy as text' }).click()
  await expect.poll(async () => messages(await copied(page))).toEqual(seen)
  expect(seen).toEqual(['line 5.', 'line 6.', 'line 7.', 'line 8.'])
  await bar('4 records selected').getByRole('button', { name: 'Copy as NDJSON' }).click()
  await expect.poll(async () => (await copied(page)).split('\n').length).toBe(4)
  expect(JSON.parse((await copied(page)).split('\n')[0] ?? '')).toMatchObject({ seq: 5, body: 'line 5.' })
  expect(await axeFindings(page, '[role=toolbar]')).toEqual([])
  await page.keyboard.press('Escape')
  await expect(bar('4 records selected')).toHaveCount(0)

  await row('line 12.').click()
  for (let i = 0; i < 2; i++) await page.keyboard.press('Shift+ArrowUp')
  await expect(bar('3 records selected')).toBeVisible()
  await page.keyboard.press('Shift+ArrowDown')
  await expect(bar('2 records selected')).toBeVisible()
  await page.keyboard.press('Escape')

  const from = await row('line 14.').locator('time').boundingBox()
  const to = await row('line 18.').locator('time').boundingBox()
  if (!from || !to) throw new Error('the rows are not in sight')
  await page.mouse.move(from.x + 4, from.y + 8)
  await page.mouse.down()
  await page.mouse.move(to.x + 4, to.y + 8, { steps: 8 })
  await page.mouse.up()
  await expect(bar('5 records selected')).toBeVisible()
  await page.keyboard.press('Escape')

  // Only what the filter shows.
  await page.keyboard.press('Escape')
  await page.getByPlaceholder(/^Filter/).fill('line 1')
  await expect(row('line 2.')).toHaveCount(0)
  await log.getByRole('listbox').focus()
  await page.keyboard.press('Control+a')
  await expect(bar('10 records selected')).toBeVisible()
  await device.close()
})

test('text of a message can still be selected by dragging', async ({ page, server, signUp }) => {
  const { device, row } = await openTwenty(page, server, (await signUp(page)).email)
  const box = await row('line 5.').getByText('line 5.').boundingBox()
  if (!box) throw new Error('the row is not in sight')
  await page.keyboard.press(' ')
  await page.mouse.move(box.x + 1, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + 40, box.y + box.height / 2, { steps: 4 })
  await page.mouse.up()
  expect(await page.evaluate(() => getSelection()?.toString())).toMatch(/^line/)
  await expect(page.getByRole('complementary', { name: /Record/ })).toHaveCount(0)
  await device.close()
})

test('the focus follows the selection, errors and matches are a key away, and one sheet lists all keys', async ({
  page,
  server,
  signUp,
}) => {
  const { device, row, log } = await openTwenty(page, server, (await signUp(page)).email)
  await page.getByRole('group', { name: 'Levels' }).getByRole('button').first().click()
  await page.keyboard.press('k')
  await expect(log.getByRole('listbox')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: /Record/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('group', { name: 'Levels' }).getByRole('button').first().click()

  await row('line 4.').click()
  await page.keyboard.press('e')
  await expect(row('line 10.')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('e')
  await expect(row('line 20.')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('E')
  await expect(row('line 10.')).toHaveAttribute('aria-selected', 'true')

  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet.getByText('Next error')).toBeVisible()
  await expect(sheet.getByText('Commands')).toBeVisible()
  expect(await axeFindings(page, '[role=dialog]')).toEqual([])
  // One right after the other: the window must not take the focus back from the field.
  await Promise.all([page.keyboard.press('Escape'), page.keyboard.press('/')])
  await expect(sheet).toHaveCount(0)
  await page.keyboard.type('line')
  await expect(page.getByPlaceholder(/^Filter/)).toHaveValue('line')
  await device.close()
})

test('the palette finds acts, devices and sessions, on the live page and elsewhere', async ({
  page,
  server,
  signUp,
}) => {
  const { device, path } = await openTwenty(page, server, (await signUp(page)).email)
  const palette = page.getByRole('dialog', { name: 'Commands' })
  await page.keyboard.press('Control+k')
  await expect(palette.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('pause')
  await expect(palette.getByRole('option').first()).toContainText('Pause or follow')
  expect(await axeFindings(page, '[role=dialog]')).toEqual([])
  await page.keyboard.press('Enter')
  await expect(palette).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^Follow/ })).toBeVisible()

  await test.step('it has everything that the menu of the page has', async () => {
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menu').waitFor()
    const entries = await page.getByRole('menuitem').allTextContents()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    expect(entries.length).toBeGreaterThan(5)
    const offered = new Set(await palette.getByRole('option').allTextContents())
    const found = (name: string) => [...offered].some((option) => option.startsWith(name))
    // The device itself is among the places.
    expect(entries.filter((name) => name !== 'Open device' && !found(name))).toEqual([])
    await page.keyboard.press('Escape')
  })

  await test.step('it opens a saved view', async () => {
    await page.getByRole('combobox').fill('level:error')
    await page.getByRole('button', { name: 'Saved views' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Only errors')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Only errors', exact: true })).toBeVisible()
    await page.keyboard.press('Escape')
    await page.goto(path)
    await page.getByRole('listbox', { name: 'Records' }).press('Control+k')
    await page.keyboard.type('only err')
    await expect(palette.getByRole('option').first()).toContainText('Only errors')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('combobox')).toHaveValue('level:error')
  })

  await page.goto('/dashboard/tokens')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Shop')
  const shop = palette.getByRole('option').filter({ hasText: 'Shop' }).first()
  await expect(shop).toBeVisible()
  await shop.click()
  await page.waitForURL(`**${path}`)
  await device.close()
})
