/** The main job as one story: sign up → token → a page logs → its owner watches → shares → a guest watches → revoked. */
import { expect, test } from './fixtures.ts'

test('a device’s logs reach its owner live, a guest by link, and nobody after the link is revoked', async ({
  browser,
  page,
  owner,
  devicePage,
}) => {
  await test.step('signing up', async () => {
    expect(owner.email).toBeTruthy()
    await page.goto('/sign-up')
    await page.getByLabel('Name').fill('Ada Lovelace')
    await page.getByLabel('Email').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await page.getByRole('button', { name: /create account|sign up/i }).click()
    await page.waitForURL(/\/dashboard/)
  })

  await test.step('an empty account leads to a token', async () => {
    await expect(page.getByRole('heading', { name: 'Watch your first device' })).toBeVisible()
    await page.getByRole('button', { name: 'Create token' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Shop')
    await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click()
  })
  const made = page.getByRole('dialog', { name: 'Copy your token now' })
  const token = (
    await made
      .getByRole('code')
      .filter({ hasText: /^agl_d_/ })
      .innerText()
  ).trim()
  await expect(made.getByRole('img', { name: /QR code/ })).toBeVisible()
  await expect(made.getByText('Waiting for the first record…')).toBeVisible()

  const shop = await devicePage(
    browser,
    token,
    `console.log('hello from the shop'); window.buy = () => { console.warn('cart', { items: 3 }); setTimeout(() => { throw new TypeError('no stock') }) }`,
  )
  await test.step('the waiting box turns green by itself and leads to the live page', async () => {
    await made.getByRole('link', { name: /watch|open|live/i }).click()
    await page.waitForURL(/\/dashboard\/sessions\//)
  })

  const log = page.getByRole('log')
  await test.step('records from before and new records are there', async () => {
    await expect(log.getByText('hello from the shop')).toBeVisible()
    await shop.evaluate('buy()')
    await expect(log.getByText('cart')).toBeVisible()
    await expect(log.getByText(/TypeError: no stock/)).toBeVisible()
  })
  await test.step('a record shows its fields', async () => {
    await log.getByText('cart').click()
    const detail = page
      .getByRole('complementary', { name: /Record \d+/ })
      .or(page.getByRole('region', { name: /Record \d+/ }))
    await expect(detail.first().getByText('items:')).toBeVisible()
  })

  await page.getByRole('button', { name: 'Share' }).click()
  const share = page.getByRole('dialog', { name: 'Share live logs' })
  await share.getByRole('button', { name: 'Create link' }).click()
  const link = await share.getByRole('textbox').inputValue()
  expect(link).toMatch(/\/s\/[\w-]+#[\w-]{43}$/)
  await expect(share.getByRole('img', { name: /QR/i })).toBeVisible()

  const guestContext = await browser.newContext()
  const guest = await guestContext.newPage()
  const requested: string[] = []
  guest.on('request', (request) =>
    requested.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`),
  )
  await test.step('a guest without an account opens the link and watches', async () => {
    await guest.goto(link)
    await expect(guest.getByRole('log').getByText('hello from the shop')).toBeVisible()
    await shop.evaluate(`console.info('for everybody')`)
    await expect(guest.getByRole('log').getByText('for everybody')).toBeVisible()
    await expect(log.getByText('for everybody')).toBeVisible()
  })
  await test.step('the guest’s page is read-only and the secret stays in its fragment', async () => {
    await expect(guest.getByRole('button', { name: 'Share' })).toHaveCount(0)
    await expect(guest.getByRole('navigation')).toHaveCount(0)
    const secret = link.split('#')[1] ?? ''
    expect(requested.filter((request) => request.includes(secret))).toEqual([])
    expect(await guest.title()).not.toContain(secret)
    expect(await guest.context().cookies()).toEqual([])
  })
  await test.step('the owner sees that somebody watches', async () => {
    await expect(share.getByText('1 watching')).toBeVisible()
  })

  await test.step('revoking the link disconnects the guest', async () => {
    await share.getByRole('button', { name: 'Revoke' }).click()
    const sure = page.getByRole('alertdialog')
    await sure.getByRole('button', { name: /revoke/i }).click()
    await expect(guest.getByText(/revoked/i).first()).toBeVisible()
    await shop.evaluate(`console.info('after the cut')`)
    await expect(log.getByText('after the cut')).toBeVisible()
    await expect(guest.getByText('after the cut')).toHaveCount(0)
    await guest.reload()
    await expect(guest.getByText(/revoked/i).first()).toBeVisible()
  })
  await guestContext.close()
})
