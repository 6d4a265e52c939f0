/** Hostile content on the live page: nothing runs, nothing forges a row, and the page answers. */

import { openLiveScene } from '#tests/support/live-scene.ts'
import { expect, test } from './fixtures.ts'

test.use({ viewport: { width: 1440, height: 900 } })

/** Longest time in which the page must answer a click, on a machine that does other things too. */
const ANSWER_MS = 10_000

const HTML = [
  '<img src=x onerror="window.forged=1">',
  '<script>window.forged=1</script>',
  '<svg onload=window.forged=1>',
  '"><iframe srcdoc="<script>parent.forged=1</script>">',
  '<a href="javascript:window.forged=1">press</a> javascript:window.forged=1',
  '</pre></div><style>*{display:none}</style>',
  '{{constructor.constructor("window.forged=1")()}} #{window.forged=1}',
  '<math><mtext><table><mglyph><style><img src=x onerror=window.forged=1>',
]
const FORGING = [
  'paid\n23:59:59.999 ERROR forged: all data deleted',
  'paid\r23:59:59.999 forged',
  'paid\u2028forged\u2029forged',
  'paid\u202E degrof \u2066\u2067',
  'paid\u001b[2J\u001b[1;1Hforged\u001b]0;title\u0007\u001b]8;;javascript:alert(1)\u0007press\u001b]8;;\u0007',
  '\u0000\u0001\u0008\u007f\u0085\u009b31m',
  'zero\u200bwidth\u200d\ufeff\u00ad',
  '\ud800 lone',
]

test('records of any content are text: nothing runs, and each is one row', async ({ page, server, signUp }) => {
  const failures: string[] = []
  page.on('pageerror', ({ message }) => failures.push(message))
  page.on('console', (message) => message.type() === 'error' && failures.push(message.text()))
  page.on('dialog', (dialog) => {
    failures.push(dialog.message())
    void dialog.dismiss()
  })
  const { device, log, detail, row } = await openLiveScene(page, server, (await signUp(page)).email)
  const bodies = [...HTML, ...FORGING]
  for (const [i, body] of bodies.entries())
    device.log({
      level: 'info',
      body: `case ${i}: ${body}`,
      scope: body,
      traceId: body,
      attributes: { [body]: body, ['__proto__']: { polluted: body }, constructor: { prototype: body }, toString: body },
    })
  device.log({
    level: 'error',
    body: 'case error',
    error: Object.assign(new Error(HTML[0]), { name: HTML[1], stack: bodies.join('\n    at ') }),
  })
  await device.flush()
  await expect(row('case error')).toBeVisible()
  // The first record, the cases and the error: a line break in a record makes no row.
  await expect(log.getByRole('option')).toHaveCount(bodies.length + 2)

  // Nor does one look like two: everything in a row is one line high.
  const high = await log
    .getByRole('option')
    .evaluateAll((rows) =>
      rows
        .filter((each) => [...each.children].some((part) => part.scrollHeight > each.clientHeight + 1))
        .map((each) => each.textContent),
    )
  expect(high).toEqual([])

  const rowAt = (position: number) => log.locator(`[aria-posinset="${position}"]`)
  for (let i = 0; i < bodies.length; i++) {
    await rowAt(i + 2).click()
    await expect(detail.getByText(`case ${i}:`)).toBeVisible()
    await expect(detail.locator('img, script, iframe, svg[onload], style, a[href^="javascript"]')).toHaveCount(0)
  }
  await row('case error').click()
  await expect(detail.getByRole('region', { name: 'Error' })).toBeVisible()
  await expect(log.locator('img, script, iframe, style, a')).toHaveCount(0)
  expect(
    await page.evaluate(() => [(window as { forged?: number }).forged, ({} as { polluted?: string }).polluted]),
  ).toEqual([undefined, undefined])
  expect(await page.title()).not.toContain('title')
  expect(failures).toEqual([])
  await device.close()
})

test('huge and deep records do not hold up the page', async ({ page, server, signUp }) => {
  const { device, detail, row } = await openLiveScene(page, server, (await signUp(page)).email)
  const deep = JSON.parse(`${'{"a":'.repeat(400)}1${'}'.repeat(400)}`)
  const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`key${i}`, i]))
  device.log({ level: 'info', body: `ten megabytes ${'x'.repeat(10_000_000)}` })
  device.log({ level: 'info', body: 'deep', attributes: deep })
  device.log({ level: 'info', body: 'wide', attributes: wide })
  device.log({ level: 'info', body: `${'{"a":'.repeat(20_000)}` })
  device.log({ level: 'info', body: `many lines ${'\n    at a (b.js:1:1)'.repeat(10_000)}` })
  device.log({
    level: 'error',
    body: 'long stack',
    error: Object.assign(new Error('e'), { stack: `Error: e${'\n    at a (/b.js:1:1)'.repeat(5_000)}` }),
  })
  await device.flush()
  for (const text of ['ten megabytes', 'deep', 'wide', '{"a":', 'many lines', 'long stack']) {
    const startMs = Date.now()
    await row(text).first().click()
    await expect(detail).toBeVisible()
    await detail.getByRole('button', { name: 'Wrap lines' }).click()
    await detail.getByRole('button', { name: 'Wrap lines' }).click()
    expect(Date.now() - startMs, text).toBeLessThan(ANSWER_MS)
  }
  await device.close()
})

test('the page turns no string into a script, and loads its own parts all the same', async ({
  page,
  server,
  signUp,
}) => {
  const response = await page.goto('/sign-in')
  expect(response?.headers()['content-security-policy']).toContain("require-trusted-types-for 'script'")
  const { device } = await openLiveScene(page, server, (await signUp(page)).email)
  const refused = await page.evaluate(() => {
    const attempts: Record<string, () => void> = {
      html: () => {
        document.createElement('div').innerHTML = '<img src=x>'
      },
      address: () => {
        document.createElement('script').src = 'https://evil.example/a.js'
      },
      text: () => {
        document.createElement('script').text = 'window.forged = 1'
      },
      worker: () => new Worker('data:text/javascript,1'),
      code: () => void setTimeout('window.forged = 1' as unknown as () => void),
    }
    return Object.entries(attempts)
      .filter(([, attempt]) => {
        try {
          attempt()
          return false
        } catch {
          return true
        }
      })
      .map(([name]) => name)
  })
  expect(refused).toEqual(['html', 'address', 'text', 'worker', 'code'])
  // Parts that load on demand still do.
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible()
  await device.close()
})
