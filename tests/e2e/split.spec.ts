/** Sessions of two devices side by side: chosen in a window, filtered together, scrolled in step by time, and back to one time line. */
import { startAgentLogger } from '#lib/sdk/index.ts'
import { axeFindings } from '#tests/support/axe.ts'
import { expect, test } from './fixtures.ts'

test.use({ viewport: { width: 1440, height: 800 } })

/** One record a second from here on, so that times tell the rows apart. */
const STARTED_MS = Date.UTC(2026, 0, 2, 3, 4, 5)

test('two sessions stand side by side and scroll in step by time', async ({ page, server, signUp }) => {
  const { email } = await signUp(page)
  const token = server.cli(['token', 'create', '--email', email, '--name', 'story']).trim()
  const [phone, tablet] = ['Phone', 'Tablet'].map((name) =>
    startAgentLogger({ server: server.url, token, name, installationId: `split-${name}`, warn: () => {} }),
  )
  if (!phone || !tablet) throw new Error('there are two devices')
  for (let second = 0; second < 200; second++) {
    const timeMs = STARTED_MS + second * 1_000
    phone.log({ level: second % 50 === 0 ? 'error' : 'info', body: `phone ${second}.`, timeMs })
    // Half as many, so that the same row has another time.
    if (second % 2 === 0) tablet.log({ level: 'info', body: `tablet ${second}.`, timeMs: timeMs + 100 })
  }
  await Promise.all([phone.flush(), tablet.flush()])

  await page.goto(`/dashboard/sessions/${phone.session}`)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Compare with other sessions…' }).click()
  const window = page.getByRole('dialog', { name: 'Compare sessions' })
  await expect(window.getByRole('button', { name: 'Side by side' })).toBeDisabled()
  await window.getByRole('checkbox', { name: 'Tablet' }).check()
  await window.getByRole('button', { name: 'Side by side' }).click()

  const left = page.getByRole('region', { name: 'Phone', exact: true })
  const right = page.getByRole('region', { name: 'Tablet', exact: true })
  await expect(page.getByRole('heading', { level: 1, name: '2 sessions side by side' })).toBeVisible()
  await expect(left.getByText('phone 199.')).toBeVisible()
  await expect(right.getByText('tablet 198.')).toBeVisible()
  expect(await axeFindings(page)).toEqual([])

  await test.step('the other list goes to the same time', async () => {
    await left.getByRole('listbox').focus()
    await page.keyboard.press('Home')
    await expect(left.getByText('phone 0.', { exact: true })).toBeVisible()
    await expect(right.getByText('tablet 0.', { exact: true })).toBeVisible()
    await expect(right.getByRole('button', { name: 'Follow', exact: true })).toBeVisible()
    await left.getByRole('log').hover()
    await page.mouse.wheel(0, 1_200)
    const first = left.getByRole('option').first()
    await expect(first).not.toHaveText(/phone 0\./)
    // Whatever is first in sight on the left, the right begins with the record right behind it.
    const topOf = (log: Element) => {
      const top = log.getBoundingClientRect().top
      const rows = [...log.querySelectorAll('[role=option]')]
      const at = rows.find((row) => row.getBoundingClientRect().bottom > top + 1)
      return Number(/(\d+)\./.exec(at?.textContent ?? '')?.[1])
    }
    await expect
      .poll(async () => {
        const [l, r] = [await left.getByRole('log').evaluate(topOf), await right.getByRole('log').evaluate(topOf)]
        return r - l >= 0 && r - l <= 1 && l > 10
      })
      .toBe(true)
  })

  await test.step('by themselves when that is wanted', async () => {
    await page.getByRole('button', { name: 'In step' }).click()
    await right.getByRole('listbox').focus()
    await page.keyboard.press('End')
    await expect(right.getByText('tablet 198.')).toBeVisible()
    await expect(left.getByRole('button', { name: 'Follow', exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'In step' }).click()
    await expect(left.getByText('phone 199.')).toBeVisible()
  })

  await test.step('one filter for both, in the address, and keys for the active list', async () => {
    await page.getByRole('combobox', { name: 'Filter' }).fill('"phone 100" OR "tablet 100"')
    await expect(left.getByRole('option')).toHaveCount(1)
    await expect(right.getByRole('option')).toHaveCount(1)
    await expect(page).toHaveURL(/view=split.*q=|q=.*view=split/)
    await right.getByText('tablet 100.').click()
    await expect(right.getByRole('complementary', { name: /Record/ })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(right.getByRole('complementary', { name: /Record/ })).toHaveCount(0)
  })

  await test.step('in one time line with the same filter, and back', async () => {
    await page.getByRole('button', { name: 'Show in one time line' }).click()
    await expect(page.getByText('2 sessions in one time line:')).toBeVisible()
    await expect(page.getByRole('option')).toHaveCount(2)
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Show side by side' }).click()
    await expect(right.getByRole('option')).toHaveCount(1)
    await page.getByRole('button', { name: 'Close Phone' }).click()
    await expect(page.getByRole('heading', { level: 1, name: /Tablet/ })).toBeVisible()
  })
  await Promise.all([phone.close(), tablet.close()])
})
