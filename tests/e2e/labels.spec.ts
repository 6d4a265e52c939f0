/** Labels: given on a device's page, filtered by in the list, and watched together in one time line that devices join and leave. */
import type { Page } from '@playwright/test'
import { startAgentLogger } from '#lib/sdk/index.ts'
import { axeFindings } from '#tests/support/axe.ts'
import type { TestServer } from '#tests/support/start-server.ts'
import { expect, test } from './fixtures.ts'

test.use({ viewport: { width: 1440, height: 800 } })

interface Scene {
  page: Page
  server: TestServer
  email: string
}

async function startDevices({ page, server, email }: Scene) {
  const token = server.cli(['token', 'create', '--email', email, '--name', 'story']).trim()
  const start = (name: string) => {
    const logger = startAgentLogger({
      server: server.url,
      token,
      name,
      installationId: `labels-${name}`,
      warn: () => {},
    })
    logger.info(`${name} started.`)
    return logger
  }
  const [phone, tablet, watch] = [start('Phone'), start('Tablet'), start('Watch')]
  await Promise.all([phone, tablet, watch].map((logger) => logger.flush()))
  const ids = await page.evaluate(async () => {
    const { devices } = await (await fetch('/api/v1/devices')).json()
    return Object.fromEntries(devices.map(({ name, id }: { name: string; id: string }) => [name, id]))
  })
  const setLabels = async (name: string, ...labels: string[]) => {
    const status = await page.evaluate(
      async ([path, body]) => {
        const headers = { 'content-type': 'application/json' }
        return (await fetch(path, { method: 'PATCH', headers, body })).status
      },
      [`/api/v1/devices/${ids[name]}`, JSON.stringify({ labels })] as const,
    )
    expect(status).toBe(200)
  }
  return { start, phone, tablet, watch, ids, setLabels }
}

test('devices get labels, and the list filters by them', async ({ page, server, signUp }) => {
  const { email } = await signUp(page)
  const { ids, phone, tablet, watch } = await startDevices({ page, server, email })
  await test.step('by keys alone, on the page of the device', async () => {
    await page.goto(`/dashboard/devices/${ids.Phone}`)
    await page.getByRole('button', { name: 'Add labels' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Labels of “Phone”' })
    const field = dialog.getByRole('textbox', { name: 'New label' })
    await field.fill('a/b')
    await expect(dialog.getByRole('alert')).toContainText('Use letters, digits')
    await field.fill('Staging')
    await field.press('Enter')
    await field.pressSequentially('oops,')
    await dialog.getByRole('button', { name: 'Remove oops' }).press('Enter')
    await expect(field).toBeFocused()
    await field.fill('QA lab')
    expect(await axeFindings(page, '[role=dialog]')).toEqual([])
    await dialog.getByRole('button', { name: 'Save' }).press('Enter')
    await expect(dialog).toHaveCount(0)
    const labels = page.getByRole('list', { name: 'Labels' })
    await expect(labels.getByRole('listitem')).toHaveText(['qa-lab', 'staging'])
    await expect(page.getByRole('button', { name: 'Edit labels' })).toBeFocused()
  })

  await test.step('another device picks what the team uses', async () => {
    await page.goto(`/dashboard/devices/${ids.Tablet}`)
    await page.getByRole('button', { name: 'Add labels' }).click()
    await page.getByRole('button', { name: 'Add staging' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('list', { name: 'Labels' }).getByRole('listitem')).toHaveText(['staging'])
  })

  const rows = page.getByRole('list', { name: 'Devices' }).locator('> li')
  await test.step('the list filters by label', async () => {
    await page.goto('/dashboard')
    await expect(rows).toHaveCount(3)
    await page.getByRole('combobox', { name: 'Label' }).click()
    await page.getByRole('option', { name: 'staging' }).click()
    await expect(rows).toHaveCount(2)
    await expect(page).toHaveURL(/label=staging/)
    await expect(page.getByRole('link', { name: 'Watch all “staging” live' })).toBeVisible()
    expect(await axeFindings(page, 'main')).toEqual([])
  })

  await Promise.all([phone.close(), tablet.close(), watch.close()])
})

test('all devices of a label are watched in one time line, which devices join and leave', async ({
  page,
  server,
  signUp,
}) => {
  const { email } = await signUp(page)
  const { start, phone, tablet, watch, ids, setLabels } = await startDevices({ page, server, email })
  const records = page.getByRole('log').getByRole('option')
  await test.step('a chip leads to all of them in one time line', async () => {
    for (const name of ['Phone', 'Tablet']) await setLabels(name, 'staging')
    await page.goto('/dashboard')
    await page
      .getByRole('list', { name: 'Devices' })
      .getByRole('listitem')
      .filter({ hasText: 'Phone' })
      .getByRole('link', { name: 'Watch all devices labeled staging' })
      .click()
    await expect(page.getByRole('heading', { level: 1, name: 'staging' })).toBeVisible()
    await expect(records).toHaveCount(2)
    await expect(page.getByText('2 of 2 devices live')).toBeVisible()
    await expect(records.filter({ hasText: 'Phone started.' })).toBeVisible()
    expect(await axeFindings(page, 'main')).toEqual([])
  })

  await test.step('one that gets the label joins, and one that loses it leaves', async () => {
    await setLabels('Watch', 'staging')
    await expect(records.filter({ hasText: 'Watch started.' })).toBeVisible()
    await expect(page.getByText('3 of 3 devices live')).toBeVisible()
    await setLabels('Phone')
    await expect(page.getByText('2 of 2 devices live')).toBeVisible()
    phone.info('Phone unseen.')
    tablet.info('Tablet seen.')
    await expect(records.filter({ hasText: 'Tablet seen.' })).toBeVisible()
    await expect(records.filter({ hasText: 'Phone unseen.' })).toHaveCount(0)
    await setLabels('Phone', 'staging')
    await expect(records.filter({ hasText: 'Phone unseen.' })).toBeVisible()
    await expect(records).toHaveCount(5)
  })

  await test.step('a restart goes on in the same line, and the filter knows the devices', async () => {
    await tablet.close()
    await expect(page.getByText('2 of 3 devices live')).toBeVisible()
    const again = start('Tablet')
    await expect(records.filter({ hasText: 'Tablet started.' })).toHaveCount(2)
    await expect(page.getByText('3 of 3 devices live')).toBeVisible()
    const filter = page.getByRole('combobox', { name: 'Filter' })
    await filter.fill('device:w')
    await page.getByRole('option', { name: /^Watch \d+$/ }).click()
    await expect(records).toHaveCount(1)
    await expect(page).toHaveURL(/label=staging.*q=device:Watch/)
    await again.close()
  })

  await test.step('a label without devices waits for the first', async () => {
    await page.goto('/dashboard/live?label=Nobody')
    await expect(page.getByRole('heading', { name: 'No device is labeled “nobody” yet' })).toBeVisible()
    await setLabels('Watch', 'nobody')
    await expect(records.filter({ hasText: 'Watch started.' })).toBeVisible()
  })

  await test.step('devices that a person picks stand together without a label', async () => {
    await page.goto(`/dashboard/live?device=${ids.Phone}&device=${ids.Watch}&device=nobody-nobody`)
    await expect(page.getByRole('heading', { level: 1, name: '2 devices' })).toBeVisible()
    await expect(records).toHaveCount(3)
  })
  await Promise.all([phone.close(), watch.close()])
})
