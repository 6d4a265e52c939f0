/** What the stories need: one server per worker, people with accounts, and a page on another origin with the SDK's script tag. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, test as base, expect, type Page } from '@playwright/test'
import { startServer, type TestServer } from '#tests/support/start-server.ts'

export interface Person {
  email: string
  password: string
  name: string
}

interface WorkerFixtures {
  server: TestServer
  /** The owner of the server, created with the setup link. */
  owner: Person
}

interface TestFixtures {
  /** Signs up a new person and leaves the page on the dashboard. */
  signUp(page: Page, name?: string): Promise<Person>
  /** A page on another origin with the SDK's script tag; `run` is its own script, and `before` one that runs before the SDK. */
  devicePage(browser: Browser, token: string, run?: string, before?: string): Promise<Page>
}

let people = 0

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are wanted from this pattern.
    async ({}, use) => {
      const server = await startServer()
      await use(server)
      await server.remove()
    },
    { scope: 'worker' },
  ],
  owner: [
    async ({ server }, use) => {
      const setup = /setup#(\S+)/.exec(server.output())?.[1]
      const owner = { email: 'owner@example.com', password: 'correct horse battery', name: 'Olga Owner' }
      const response = await fetch(`${server.url}/api/v1/sign-up`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...owner, setup }),
      })
      expect(response.status).toBe(201)
      await use(owner)
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  page: async ({ page }, use) => {
    const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)]
    page.goto = async (...target) => afterStreamedParts(page, await goto(...target))
    page.reload = async (...options) => afterStreamedParts(page, await reload(...options))
    await use(page)
  },
  signUp: async ({ owner }, use) => {
    await use(async (page, name = 'Ada Lovelace') => {
      expect(owner.email).toBeTruthy()
      const person = { email: `person${++people}@example.com`, password: 'correct horse battery', name }
      // Through the API: how people sign up is a story of its own.
      const made = await page.request.post('/api/v1/sign-up', { data: person })
      expect(made.status()).toBe(201)
      const { csrfToken } = await (await page.request.get('/api/auth/csrf')).json()
      const form = { csrfToken, email: person.email, password: person.password, json: 'true' }
      const headers = { origin: new URL(made.url()).origin }
      expect((await page.request.post('/api/auth/callback/credentials', { form, headers })).status()).toBe(200)
      await page.goto('/dashboard')
      return person
    })
  },
  devicePage: async ({ server }, use) => {
    const html = new Map<string, string>()
    const foreign = createServer((request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(html.get(request.url ?? '') ?? '')
    })
    await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve))
    const origin = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}`
    const opened: Page[] = []
    await use(async (browser, token, run = '', before = '') => {
      const path = `/app${html.size}`
      html.set(
        path,
        `<!doctype html><title>Shop</title><h1>Shop</h1>
         <script>${before}</script>
         <script src="${server.url}/sdk/agent-logger.js" data-token="${token}" data-name="Shop page"></script>
         <script>${run}</script>`,
      )
      const page = await (await browser.newContext()).newPage()
      opened.push(page)
      await page.goto(origin + path)
      return page
    })
    for (const page of opened) await page.context().close()
    foreign.closeAllConnections()
    await new Promise<void>((resolve) => foreign.close(() => resolve()))
  },
})

/**
 * React streams the slow parts of a page into hidden elements at the end of the document and then moves them into place. In
 * between, a text may be there twice; this waits until it is there once.
 */
async function afterStreamedParts<T>(page: Page, answer: T): Promise<T> {
  await page.waitForFunction(() => !document.querySelector('div[hidden][id^="S:"]'))
  return answer
}

export { expect }
