/** Reading one record: its values as tools, its error with causes and places, source maps that never leave the browser. */

import { axeFindings } from '#tests/support/axe.ts'
import { openLiveScene } from '#tests/support/live-scene.ts'
import { expect, test } from './fixtures.ts'

test.use({ viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] })

const STACK = `TypeError: no stock
    at reserve (https://shop.example/assets/app-3f2a.js:1:10)
    at async checkout (/srv/shop/src/checkout.ts:88:13)
    at async /srv/shop/node_modules/express/lib/router.js:95:5
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)`

/** An error with a cause, as a program throws it. */
function stockError(): Error {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  cause.stack = 'Error: connect ECONNREFUSED\n    at connect (/srv/shop/src/pool.ts:3:7)'
  const error = Object.assign(new TypeError('no stock', { cause }), { status: 503 })
  error.stack = STACK
  return error
}

/** Maps line 1, column 10 of app-3f2a.js to line 7, column 5 of src/stock.ts. */
const MAP = JSON.stringify({
  version: 3,
  file: 'app-3f2a.js',
  sources: ['src/stock.ts'],
  names: ['reserveStock'],
  mappings: 'SAMIA',
})

test('values are copied and become filters, by pointer and by keys', async ({ page, server, signUp }) => {
  const scene = await openLiveScene(page, server, (await signUp(page)).email)
  const { device, detail, row } = scene
  for (const plan of ['pro', 'free', 'pro'])
    device.log({
      level: 'info',
      body: `cart of ${plan}`,
      attributes: { user: { plan }, url: 'https://shop.example/a' },
    })
  await device.flush()
  await row('cart of free').click()
  const copied = () => page.evaluate(() => navigator.clipboard.readText())

  // The last part of the detail to come; a pointer that rests while it comes would have to move once more.
  await expect(detail.getByRole('heading', { name: 'Marks and comments' })).toBeVisible()
  await detail.getByRole('button', { name: 'plan:' }).hover()
  await detail.getByRole('button', { name: 'Copy value of user.plan' }).click()
  expect(await copied()).toBe('free')
  await detail.getByRole('button', { name: 'plan:' }).focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowRight')
  await expect(detail.getByRole('button', { name: 'Copy path user.plan' })).toBeFocused()
  await page.keyboard.press('Enter')
  expect(await copied()).toBe('user.plan')
  await expect(detail.getByRole('link', { name: 'https://shop.example/a' })).toHaveAttribute(
    'rel',
    'noopener noreferrer',
  )

  await detail.getByRole('button', { name: 'plan:' }).hover()
  await detail.getByRole('button', { name: 'Only records with this user.plan' }).click()
  await expect(row('cart of pro')).toHaveCount(0)
  await expect(row('cart of free')).toHaveCount(1)
  await device.close()
})

test('an error shows its causes, the app’s own frames, and places that open in the editor', async ({
  page,
  server,
  signUp,
}) => {
  const scene = await openLiveScene(page, server, (await signUp(page)).email)
  const { device, detail, row } = scene
  device.log({
    level: 'error',
    body: 'Payment failed',
    error: stockError(),
    traceId: 'trace-1',
    attributes: { requestId: 'r-7781' },
  })
  device.log({ level: 'info', body: 'the same request', traceId: 'trace-1', attributes: { requestId: 'r-7781' } })
  await device.flush()
  await row('Payment failed').click()
  const error = detail.getByRole('region', { name: 'Error' })
  await expect(error.getByText('TypeError: no stock')).toHaveCount(1)
  await expect(error.getByText('Caused by:')).toBeVisible()
  await expect(error.getByText('ECONNREFUSED', { exact: true })).toBeVisible()
  await expect(error.getByText('router.js')).toHaveCount(0)
  await error.getByRole('button', { name: '2 frames of libraries and runtime' }).click()
  await expect(error.getByText('router.js')).toBeVisible()

  await error.getByRole('button', { name: /checkout.ts:88:13/ }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('/srv/shop/src/checkout.ts:88:13')
  await error.getByRole('button', { name: 'Open code in your editor' }).click()
  await page.getByRole('combobox', { name: 'Editor' }).click()
  await page.getByRole('option', { name: 'VS Code' }).click()
  await page.keyboard.press('Escape')
  await expect(error.getByRole('link', { name: /checkout.ts/ })).toHaveAttribute(
    'href',
    'vscode://file/srv/shop/src/checkout.ts:88:13',
  )

  await expect(detail.getByRole('button', { name: 'Show the 2 records of this trace' })).toBeVisible()
  await detail.getByRole('button', { name: 'Show the 2 records of this request' }).click()
  await expect(row('the first record')).toHaveCount(0)
  await expect(row('the same request')).toBeVisible()
  expect(await axeFindings(page, 'aside')).toEqual([])
  await device.close()
})

test('a source map that is dropped shows the sources, stays in the browser, and can be removed', async ({
  page,
  server,
  signUp,
}) => {
  const scene = await openLiveScene(page, server, (await signUp(page)).email)
  const { device, detail, row } = scene
  device.log({ level: 'error', body: 'Payment failed', error: stockError() })
  await device.flush()
  await row('Payment failed').click()
  const sent: string[] = []
  page.on('request', (request) => sent.push(request.postData() ?? ''))

  await expect(detail.getByText('app-3f2a.js:1:10')).toBeVisible()
  const files = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([text], 'app-3f2a.js.map'))
    return transfer
  }, MAP)
  await detail.dispatchEvent('drop', { dataTransfer: files })
  await expect(detail.getByText('src/stock.ts:7:5')).toBeVisible()
  await expect(detail.getByText('app-3f2a.js:1:10')).toBeVisible()
  expect(sent.filter((body) => body.includes('stock.ts'))).toEqual([])

  await page.reload()
  await row('Payment failed').click()
  await expect(detail.getByText('src/stock.ts:7:5')).toBeVisible()
  await detail.getByRole('button', { name: 'Source maps' }).click()
  await page.getByRole('button', { name: 'Remove app-3f2a.js' }).click()
  await expect(detail.getByText('src/stock.ts:7:5')).toHaveCount(0)
  await device.close()
})

for (const [width, height] of [
  [768, 1024],
  [375, 720],
] as const)
  test(`at ${width} pixels the detail leaves the list in reach and has older and newer`, async ({
    page,
    server,
    signUp,
  }) => {
    await page.setViewportSize({ width, height })
    const { device, detail, row } = await openLiveScene(page, server, (await signUp(page)).email)
    for (let i = 1; i <= 5; i++) device.log({ level: 'info', body: `record ${i} of five` })
    await device.flush()
    await row('record 3 of five').click()
    await expect(detail.getByText('record 3 of five')).toBeVisible()
    await detail.getByRole('button', { name: 'Older record' }).click()
    await expect(detail.getByText('record 2 of five')).toBeVisible()
    await detail.getByRole('button', { name: 'Newer record' }).click()
    await expect(detail.getByText('record 3 of five')).toBeVisible()
    // Not modal: another row is one press away.
    await row('record 5 of five').click()
    await expect(detail.getByText('record 5 of five')).toBeVisible()
    expect(await axeFindings(page, 'aside')).toEqual([])
    await page.keyboard.press('Escape')
    await expect(detail).toHaveCount(0)
    await device.close()
  })
