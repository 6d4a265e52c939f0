/** Server statistics: what anonymous visitors see, what the owner sees live, and the help for the API. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { startServer } from '#tests/support/start-server.ts'
import { test as base, expect, type Person } from './fixtures.ts'

/** Options of a page's fetch, as plain data. */
interface Init {
  method?: string
  headers?: Record<string, string>
  body?: string
  credentials?: 'include'
}

/** Pages on origins other than the server's. */
const test = base.extend<{ foreignPages: { open(): Promise<string> } }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are wanted from this pattern.
  foreignPages: async ({}, use) => {
    const servers: Server[] = []
    await use({
      open: async () => {
        const server = createServer((_request, response) => {
          response.setHeader('content-type', 'text/html')
          response.end('<!doctype html><title>Elsewhere</title>')
        })
        servers.push(server)
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
        return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      },
    })
    for (const server of servers) {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    }
  },
})

async function signIn(page: Page, person: Person, wanted: string) {
  await page.goto(wanted)
  await page.getByLabel('Email').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(`**${wanted}`)
}

/** Returns the number in the tile with that name. */
const tile = (page: Page, name: string) =>
  page.locator('dt', { hasText: name }).locator('xpath=following-sibling::dd[1]')

test('a visitor finds the server’s status from sign-in, and sees counts that update by themselves, and no names', async ({
  page,
  owner,
  server,
  browser,
  devicePage,
}) => {
  const token = server.cli(['token', 'create', '--email', owner.email, '--name', 'x']).trim()
  await page.goto('/')
  await page.getByRole('link', { name: 'Server status and API' }).click()
  await expect(page).toHaveURL(/\/server$/)
  await expect(page.getByRole('heading', { name: 'Server', level: 1 })).toBeVisible()
  await expect(page.getByText(/Uptime \d+ s|Uptime \d+ min/)).toBeVisible()
  const before = Number(await tile(page, 'Live sessions').innerText())
  const device = await devicePage(browser, token)
  await expect(tile(page, 'Live sessions')).toHaveText(String(before + 1))
  const session = String(await device.evaluate('agentLogger.session'))
  for (const secret of [session, 'Shop page', owner.name, owner.email]) {
    expect(await page.content()).not.toContain(secret)
    const answer = await page.evaluate(async () => (await fetch('/api/v1/server')).text())
    expect(answer).not.toContain(secret)
  }
  await expect(page.getByRole('heading', { name: 'Traffic' })).toHaveCount(0)
  await device.close()
  // Without a goodbye the session is reconnecting, which does not count as live.
  await expect(tile(page, 'Live sessions')).toHaveText(String(before))
})

test('the owner sees traffic, connection types, memory and limits update without a reload', async ({
  page,
  owner,
  server,
  browser,
  devicePage,
}) => {
  const token = server.cli(['token', 'create', '--email', owner.email, '--name', 'y']).trim()
  const device = await devicePage(browser, token)
  const session = String(await device.evaluate('agentLogger.session'))
  await signIn(page, owner, '/dashboard/server')
  const received = page.getByRole('region', { name: 'Incoming from devices' })
  await expect(page.getByRole('heading', { name: 'Traffic' })).toBeVisible()
  const totals = await received.getByText(/since startup/).innerText()

  const watching = await page.context().newPage()
  await watching.goto(`/dashboard/sessions/${session}`)
  await device.evaluate('setInterval(() => console.log("beat ".repeat(200)), 20)')
  await expect(watching.getByRole('log').getByText(/beat/).first()).toBeVisible()
  await page.bringToFront()
  await expect(received.getByText(/since startup/)).not.toHaveText(totals)
  await expect(received.getByText(/[1-9][\d.]* (kB|B)\/s/).first()).toBeVisible()
  const line = () => received.locator('svg path').nth(1).getAttribute('d')
  const first = await line()
  await expect.poll(line).not.toBe(first)

  const kinds = page.getByRole('region', { name: 'Connections by type' })
  await expect(kinds.getByText(/of 20,000/)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Process' })).toContainText('SQLite')
  const limits = page.getByRole('region', { name: 'Limits' })
  await limits.getByText(/All limits/).click()
  await expect(limits.getByRole('rowheader', { name: 'connectionsMax', exact: true })).toBeVisible()
  await expect(limits.getByRole('row', { name: /^connectionsMax/ })).toContainText('20,000')
})

test('a limit that is hit appears with its count', async ({ page, owner, server }) => {
  await signIn(page, owner, '/dashboard/server')
  const limits = page.getByRole('region', { name: 'Limits' })
  const body = 'x'.repeat(70_000)
  const answer = await fetch(`${server.url}/api/v1/sign-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  expect(answer.status).toBe(413)
  await expect(limits.getByRole('table', { name: 'Limits', exact: true })).toContainText('requestBodyBytesMax')
})

test('a member sees the public part in the dashboard, and the page says when the server is unreachable', async ({
  page,
  signUp,
}) => {
  await signUp(page)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Server' }).click()
  await expect(page).toHaveURL(/\/dashboard\/server$/)
  await expect(page.getByText(/owner of this server also sees/)).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Traffic' })).toHaveCount(0)
  await page.route('**/api/v1/server', (route) => route.abort())
  await expect(page.getByText(/isn’t responding/)).toBeVisible()
  await page.unroute('**/api/v1/server')
  await expect(page.getByText(/isn’t responding/)).toHaveCount(0)
})

test('a hidden tab sends no requests', async ({ page, signUp }) => {
  await signUp(page)
  await page.clock.install()
  await page.goto('/dashboard/server')
  const asked: string[] = []
  page.on('request', (request) => request.url().endsWith('/api/v1/server') && asked.push(request.url()))
  await expect
    .poll(async () => {
      await page.clock.runFor(2_000)
      return asked.length
    })
    .toBeGreaterThan(1)
  const setHidden = (isHidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
      document.dispatchEvent(new Event('visibilitychange'))
    }, isHidden)
  await page.waitForLoadState('networkidle')
  await setHidden(true)
  const before = asked.length
  await page.clock.runFor(60_000)
  expect(asked.length).toBe(before)
  await setHidden(false)
  await expect.poll(() => asked.length).toBeGreaterThan(before)
})

test('the API help lists what is in the document, in the reader’s language', async ({ page, server }) => {
  await page.goto('/server/api')
  const document = await (await fetch(`${server.url}/api/openapi.json`)).json()
  const operations = Object.values(document.paths as Record<string, object>)
    .flatMap((methods) => Object.keys(methods))
    .filter((method) => method !== 'options')
  await expect(page.locator('main details')).toHaveCount(operations.length)
  await page.getByText('/api/v1/tokens', { exact: true }).nth(1).click()
  const opened = page.locator('details[open]')
  await expect(opened.getByText('Shown only in this response.')).toBeVisible()
  await expect(opened.getByText('invalid-input')).toBeVisible()
  await page.context().addCookies([{ name: 'locale', value: 'ru', url: server.url }])
  await page.reload()
  await expect(page.getByText('Список подключённых устройств').first()).toBeVisible()
})

test('browsers and programs get the Dart relay’s paths as JSON, with CORS for nobody by default', async ({
  server,
  owner,
}) => {
  expect(owner.email).toBeTruthy()
  for (const path of [
    '/devices',
    '/sessions',
    '/session/session_unknown',
    '/api/devices',
    '/api/sessions',
    '/api/session/x1234567',
  ]) {
    const answer = await fetch(server.url + path, { headers: { origin: 'https://evil.test', accept: 'text/html' } })
    expect(answer.status, path).toBe(401)
    expect(answer.headers.get('content-type')).toContain('application/json')
    expect(answer.headers.get('vary')).toMatch(/\bOrigin\b/i)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(await answer.json()).toMatchObject({ error: { code: 'not-signed-in' } })
    expect((await fetch(server.url + path, { method: 'HEAD' })).status).toBe(401)
    expect((await fetch(server.url + path, { method: 'POST' })).status).toBe(405)
  }
})

test('in a browser, a page on a listed origin reads with a token or the person’s cookie and changes nothing; another page reads nothing', async ({
  page,
  foreignPages,
}) => {
  const [listed, other] = [await foreignPages.open(), await foreignPages.open()]
  const server = await startServer({ CORS_ORIGINS: listed })
  try {
    const email = 'cors@example.com'
    server.cli(['user', 'add', '--email', email, '--name', 'Cora', '--password-stdin'], 'correct horse battery')
    const token = server.cli(['token', 'create', '--email', email, '--name', 'x', '--kind', 'api']).trim()
    await page.goto(`${server.url}/sign-in`)
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(/\/dashboard$/)
    const read = (init: Init, path = '/api/sessions') =>
      page.evaluate(
        ([url, options]) =>
          fetch(url, options).then(
            async (response) => [response.status, Object.keys(await response.json())],
            () => 'refused by the browser',
          ),
        [server.url + path, init] as const,
      )
    const withToken = { headers: { authorization: `Bearer ${token}` } }
    const withCookie = { credentials: 'include' as const }

    await page.goto(listed)
    expect(await read(withToken)).toEqual([200, ['sessions']])
    expect(await read(withCookie)).toEqual([200, ['sessions']])
    expect(await read({})).toEqual([401, ['error']])
    const change = { ...withCookie, method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }
    expect(await read(change, '/api/v1/viewer-ticket')).toBe('refused by the browser')

    await page.goto(other)
    for (const init of [withToken, withCookie, {}]) expect(await read(init)).toBe('refused by the browser')
  } finally {
    await server.remove()
  }
})

test('if statistics are for members, the page asks visitors to sign in, and sign-in does not link to it', async ({
  page,
}) => {
  const server = await startServer({ SERVER_PAGE: 'members' })
  try {
    server.cli(
      ['user', 'add', '--email', 'm@example.com', '--name', 'Mia', '--password-stdin'],
      'correct horse battery',
    )
    await page.goto(`${server.url}/server`)
    await expect(page).toHaveURL(/\/sign-in\?callbackUrl=%2Fserver$/)
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
    await expect(page.getByRole('link', { name: 'Server status and API' })).toHaveCount(0)
    await page.getByLabel('Email').fill('m@example.com')
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page).toHaveURL(/\/dashboard\/server$/)
    // The first person on a server owns it.
    await expect(page.getByRole('heading', { name: 'Traffic' })).toBeVisible()
  } finally {
    await server.remove()
  }
})

test.describe('at 375 pixels', () => {
  test.use({ viewport: { width: 375, height: 720 }, hasTouch: true })

  test('nothing scrolls sideways, for the owner and for a visitor', async ({ page, owner }) => {
    const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    for (const path of ['/server', '/server/api']) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      expect(await sideways(), path).toBeLessThanOrEqual(0)
    }
    await signIn(page, owner, '/dashboard/server')
    await expect(page.getByRole('heading', { name: 'Traffic' })).toBeVisible()
    await page.getByText(/All limits/).tap()
    expect(await sideways()).toBeLessThanOrEqual(0)
    await page.getByRole('link', { name: 'API' }).tap()
    await expect(page).toHaveURL(/\/dashboard\/server\/api$/)
    expect(await sideways()).toBeLessThanOrEqual(0)
  })
})
