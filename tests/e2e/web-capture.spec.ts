/** What a page records of itself, in a real Chromium: network, navigation, vitals. No server of ours but the relay of one test. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { test as base, expect, type Page } from '@playwright/test'
import { build } from 'esbuild'
import { WebSocketServer } from 'ws'
import type { AgentLogger, LogInput } from '#lib/sdk/index.ts'

const root = path.resolve(import.meta.dirname, '../..')

type Route = (request: IncomingMessage, response: ServerResponse) => void

/** Addresses of the page under test. `hang` never answers. */
const ROUTES: Record<string, Route> = {
  '/': (_, response) => response.setHeader('content-type', 'text/html').end(PAGE),
  '/text': (_, response) => response.end('hello'),
  '/missing': (_, response) => response.writeHead(404).end('no'),
  '/broken': (_, response) => response.writeHead(503).end(),
  '/moved': (_, response) => response.writeHead(302, { location: '/text?token=abcdef' }).end(),
  '/echo': (request, response) => void request.pipe(response),
  '/hang': () => {},
  '/drop': (request) => request.socket.destroy(),
  '/events': (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: one\n\n')
  },
  '/chunks': (_, response) => {
    response.write('a')
    setTimeout(() => response.end('b'), 20)
  },
}
const PAGE = `<!doctype html><title>Page</title><h1 style="font-size:80px">Page under test</h1>
  <button onclick="const until = performance.now() + 60; while (performance.now() < until);">Work</button>
  <a href="#part">Part</a><script src="/bundle.js"></script>`
/** The page's own script: what the captures log is in `capture.records`. */
const ENTRY = `
  import * as web from '#lib/sdk/web/web.ts'
  const plain = (_, value) => (value instanceof Error ? { name: value.name, message: value.message } : value)
  const records = []
  const logger = { log: (record) => records.push(JSON.parse(JSON.stringify(record, plain))) }
  globalThis.capture = { ...web, records, logger }`

interface Globals {
  records: LogInput[]
  logger: { log(record: LogInput): void }
  captureNetwork(logger: unknown, options?: object): () => void
  captureNavigation(logger: unknown): () => void
  captureVitals(logger: unknown): () => void
  interacted: Promise<unknown>
  startAgentLogger(options: object): AgentLogger
  sdk: AgentLogger
  states: string[]
}
/** What the page's own script makes; functions that run in the page use it. */
declare const capture: Globals

const scripts: Record<string, string> = {}
const test = base.extend<{ address: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are wanted from this pattern.
  address: async ({}, use) => {
    const server = createServer((request, response) => {
      const name = (request.url ?? '').split('?', 1)[0] ?? ''
      if (scripts[name]) response.setHeader('content-type', 'text/javascript').end(scripts[name])
      else (ROUTES[name] ?? ROUTES['/'])?.(request, response)
    })
    const sockets = new WebSocketServer({ server, path: '/socket' })
    sockets.on('connection', (socket) =>
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    server.closeAllConnections()
    sockets.close()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  },
})

test.beforeAll(async () => {
  const shared = { bundle: true, write: false, define: { AGENT_LOGGER_VERSION: '"0.0.0"' } } as const
  const page = await build({ ...shared, stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' }, format: 'iife' })
  scripts['/bundle.js'] = page.outputFiles[0]?.text ?? ''
  const contents = "import { startAgentLogger } from '#lib/sdk/index.ts'; Object.assign(capture, { startAgentLogger })"
  const sdk = await build({ ...shared, stdin: { contents, resolveDir: root }, format: 'iife' })
  scripts['/sdk.js'] = sdk.outputFiles[0]?.text ?? ''
  const tag = path.join(root, 'lib/sdk/web/script-tag.ts')
  const tagged = await build({ ...shared, entryPoints: [tag], format: 'esm' })
  scripts['/agent-logger-web.js'] = tagged.outputFiles[0]?.text ?? ''
})

const records = (page: Page) => page.evaluate(() => capture.records)

test.describe('captureNetwork', () => {
  test.beforeEach(async ({ page, address }) => {
    await page.goto(address)
  })

  test('each fetch is one record; the page reads its answers as before', async ({ page, address }) => {
    const seen = await page.evaluate(async () => {
      capture.captureNetwork(capture.logger)
      const texts = [await (await fetch('/text?token=abcdef&page=2')).text()]
      texts.push(await (await fetch(new Request('/echo', { method: 'POST', body: 'Grüße' }))).text())
      texts.push(await (await fetch('/echo', { method: 'put', body: new Uint8Array(7) })).text())
      const moved = await fetch('/moved')
      await fetch('/missing')
      await fetch(new URL('/broken', location.href))
      const reader = (await fetch('/chunks')).body?.getReader()
      let streamed = ''
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
        streamed += new TextDecoder().decode(part.value)
      return { texts, moved: moved.url, streamed }
    })
    expect(seen).toEqual({
      texts: ['hello', 'Grüße', '\0'.repeat(7)],
      moved: `${address}/text?token=abcdef`,
      streamed: 'ab',
    })
    const log = await records(page)
    expect(
      log.map(({ level, attributes }) => [level, attributes?.method, attributes?.url, attributes?.status]),
    ).toEqual([
      ['info', 'GET', `${address}/text?token=[redacted]&page=2`, 200],
      ['info', 'POST', `${address}/echo`, 200],
      ['info', 'PUT', `${address}/echo`, 200],
      ['info', 'GET', `${address}/moved`, 200],
      ['warn', 'GET', `${address}/missing`, 404],
      ['error', 'GET', `${address}/broken`, 503],
      ['info', 'GET', `${address}/chunks`, 200],
    ])
    expect(log[0]).toMatchObject({ scope: 'network', attributes: { kind: 'fetch', responseBytes: 5 } })
    expect(log[0]?.body).toMatch(/^GET http:\/\/.*\/text\?token=\[redacted\]&page=2 200 after [\d.]+ ms$/)
    expect(log[2]?.attributes).toMatchObject({ requestBytes: 7 })
    expect(log[3]?.attributes).toMatchObject({ redirectedTo: `${address}/text?token=[redacted]` })
  })

  test('errors, aborts and timeouts of fetch reach the page as the same errors, handled or not', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      capture.captureNetwork(capture.logger)
      const unhandled: string[] = []
      addEventListener('unhandledrejection', (event) => {
        unhandled.push(String(event.reason))
        event.preventDefault()
      })
      const nameOf = (promise: Promise<unknown>) =>
        promise.then(
          () => 'fine',
          (error: Error) => error.name,
        )
      const names = [await nameOf(fetch('/drop'))]
      const reason = new RangeError('mine')
      const controller = new AbortController()
      const aborted = fetch('/hang', { signal: controller.signal })
      controller.abort(reason)
      const isSame = await aborted.catch((error: unknown) => error === reason)
      names.push(await nameOf(fetch('/hang', { signal: AbortSignal.abort() })))
      names.push(await nameOf(fetch('/hang', { signal: AbortSignal.timeout(20) })))
      names.push(await nameOf(fetch('http://[')))
      const noticed = new Promise((resolve) => addEventListener('unhandledrejection', resolve))
      void fetch('/drop')
      await noticed
      names.push(await nameOf(fetch('/drop')))
      return { names, isSame, unhandled }
    })
    expect(seen).toEqual({
      names: ['TypeError', 'AbortError', 'TimeoutError', 'TypeError', 'TypeError'],
      isSame: true,
      unhandled: ['TypeError: Failed to fetch'],
    })
    const log = await records(page)
    expect(log.map(({ level, body }) => [level, String(body).replace(/^.*\/\S* (\D+) after.*$/, '$1')])).toEqual([
      ['error', 'failed'],
      ['error', 'failed'],
      ['info', 'aborted'],
      ['warn', 'timed out'],
      ['error', 'failed'],
      ['error', 'failed'],
      ['error', 'failed'],
    ])
    expect(log[0]).toMatchObject({ error: { name: 'TypeError' } })
  })

  test('the functions of the page look as they did, run no code of the page twice, and are restored', async ({
    page,
  }) => {
    const seen = await page.evaluate(async () => {
      const look = () => [
        fetch.name,
        fetch.length,
        String(fetch),
        /\[native code\]/.test(Function.prototype.toString.call(fetch)),
        Object.keys(Object.getOwnPropertyDescriptor(window, 'fetch') ?? {}).join(),
        WebSocket.OPEN,
        String(WebSocket),
        WebSocket.prototype.constructor === WebSocket,
        EventSource.name,
        String(XMLHttpRequest.prototype.send),
        Object.keys(XMLHttpRequest.prototype).length,
      ]
      const own = [fetch, WebSocket, EventSource, XMLHttpRequest.prototype.open, XMLHttpRequest.prototype.send]
      const before = look()
      const stop = capture.captureNetwork(capture.logger)
      const during = look()
      class Mine extends WebSocket {
        mine = true
      }
      const socket = new Mine(`${location.origin.replace('http', 'ws')}/socket`)
      const kinds = [socket instanceof Mine, socket instanceof WebSocket, socket.mine, socket.constructor === Mine]
      socket.close()
      let reads = 0
      const address = { toString: () => `/text?${++reads}` }
      const init = { get method() { reads += 10; return 'GET' } } // biome-ignore format: one line
      await fetch(address as unknown as string, init)
      let illegal = ''
      try {
        ;(WebSocket as unknown as () => void)()
      } catch (error) {
        illegal = (error as Error).name
      }
      stop()
      const after = [fetch, WebSocket, EventSource, XMLHttpRequest.prototype.open, XMLHttpRequest.prototype.send]
      return { before, during, kinds, reads, illegal, isRestored: after.every((value, i) => value === own[i]) }
    })
    expect(seen.during).toEqual(seen.before)
    expect(seen).toMatchObject({ kinds: [true, true, true, true], reads: 11, illegal: 'TypeError', isRestored: true })
  })

  test('a wrapper that came later stays, and passes calls on unrecorded after the stop', async ({ page }) => {
    const seen = await page.evaluate(async () => {
      const stop = capture.captureNetwork(capture.logger)
      const ours = fetch
      const theirs: typeof fetch = (...args) => ours(...args)
      window.fetch = theirs
      await fetch('/text')
      stop()
      await fetch('/text')
      return fetch === theirs
    })
    expect(seen).toBe(true)
    expect(await records(page)).toHaveLength(1)
  })

  test('each XMLHttpRequest is one record, with what it was given and what came back', async ({ page, address }) => {
    const order = await page.evaluate(async () => {
      capture.captureNetwork(capture.logger)
      const events: string[] = []
      const send = (method: string, url: string, change: (xhr: XMLHttpRequest) => void = () => {}, body?: string) =>
        new Promise<void>((resolve) => {
          const xhr = new XMLHttpRequest()
          xhr.open(method, url)
          for (const type of ['load', 'error', 'abort', 'timeout', 'loadend'])
            xhr.addEventListener(type, () => events.push(type))
          xhr.addEventListener('loadend', () => setTimeout(resolve))
          change(xhr)
          xhr.send(body)
          if (url === '/hang' && !xhr.timeout) xhr.abort()
        })
      await send('get', '/text?api_key=abc')
      await send('POST', '/echo', undefined, 'Grüße')
      await send('GET', '/moved')
      await send('GET', '/missing')
      await send('GET', '/drop')
      await send('GET', '/hang')
      await send('GET', '/hang', (xhr) => {
        xhr.timeout = 20
      })
      const sync = new XMLHttpRequest()
      sync.open('GET', '/text', false)
      sync.send()
      return [...events, sync.responseText]
    })
    const load = ['load', 'loadend']
    expect(order).toEqual([
      ...load,
      ...load,
      ...load,
      ...load,
      'error',
      'loadend',
      'abort',
      'loadend',
      'timeout',
      'loadend',
      'hello',
    ])
    const log = await records(page)
    expect(
      log.map(({ level, attributes }) => [level, attributes?.method, attributes?.url, attributes?.status]),
    ).toEqual([
      ['info', 'GET', `${address}/text?api_key=[redacted]`, 200],
      ['info', 'POST', `${address}/echo`, 200],
      ['info', 'GET', `${address}/moved`, 200],
      ['warn', 'GET', `${address}/missing`, 404],
      ['error', 'GET', `${address}/drop`, undefined],
      ['info', 'GET', `${address}/hang`, undefined],
      ['error', 'GET', `${address}/hang`, undefined],
      ['info', 'GET', `${address}/text`, 200],
    ])
    expect(log[1]?.attributes).toMatchObject({ kind: 'xhr', requestBytes: 7, responseBytes: 7 })
    expect(log[2]?.attributes).toMatchObject({ redirectedTo: `${address}/text?token=[redacted]` })
  })

  test('a WebSocket and an EventSource are one record each, when they end', async ({ page, address }) => {
    const seen = await page.evaluate(async () => {
      capture.captureNetwork(capture.logger)
      const origin = location.origin.replace('http', 'ws')
      const socket = new WebSocket(`${origin}/socket?token=abcdef`)
      const got: unknown[] = []
      await new Promise<void>((resolve) => {
        socket.onopen = () => {
          socket.send('Grüße')
          socket.send(new Uint8Array(3))
        }
        socket.onmessage = ({ data }) => {
          got.push(data instanceof Blob ? data.size : data)
          if (got.length === 2) socket.close(1000, 'done')
        }
        socket.onclose = () => setTimeout(resolve)
      })
      await new Promise((resolve) => {
        const refused = new WebSocket(`${origin}/nowhere`)
        refused.onclose = () => setTimeout(resolve)
      })
      const source = new EventSource('/events')
      await new Promise((resolve) => {
        source.onmessage = resolve
      })
      source.close()
      const failing = new EventSource('/missing')
      await new Promise<void>((resolve) => {
        failing.onerror = () => setTimeout(resolve)
      })
      return got
    })
    expect(seen).toEqual(['Grüße', 3])
    const origin = address.replace('http', 'ws')
    const [socket, refused, source, failing] = await records(page)
    expect(socket).toMatchObject({
      level: 'info',
      attributes: {
        kind: 'websocket',
        url: `${origin}/socket?token=[redacted]`,
        code: 1000,
        reason: 'done',
        sent: 2,
        sentBytes: 10,
        received: 2,
        receivedBytes: 10,
      },
    })
    expect(socket?.body).toMatch(/^WebSocket ws:.* closed 1000 after/)
    expect(refused).toMatchObject({ level: 'error', attributes: { url: `${origin}/nowhere`, code: 1006 } })
    expect(source).toMatchObject({
      level: 'info',
      attributes: { kind: 'eventsource', url: `${address}/events`, status: 200 },
    })
    expect(failing).toMatchObject({ level: 'error', attributes: { url: `${address}/missing` } })
  })

  test('a logger that throws, hostile arguments, and skipped addresses change nothing for the page', async ({
    page,
  }) => {
    const seen = await page.evaluate(async () => {
      const fail = () => {
        throw new Error('ours')
      }
      capture.captureNetwork({ log: fail }, { skip: (url: string) => url.includes('fail') && fail() })
      capture.captureNetwork(capture.logger, { skip: (url: string) => url.endsWith('/missing') })
      const hostile = new Proxy(
        {},
        { getOwnPropertyDescriptor: fail, get: (_, key) => (key === 'method' ? 'POST' : undefined) },
      )
      const statuses = [
        (await fetch('/text', hostile)).status,
        (await fetch('/missing')).status,
        (await fetch('/fail')).status,
      ]
      return statuses
    })
    expect(seen).toEqual([200, 404, 200])
    expect(await records(page)).toHaveLength(2)
  })

  test('the SDK’s own connection is not recorded', async ({ page, address }) => {
    await page.clock.install()
    await page.goto(address)
    await page.evaluate(() => void capture.captureNetwork(capture.logger))
    // Comes after the capture, and takes the page's WebSocket as it is now.
    await page.addScriptTag({ url: '/sdk.js' })
    await page.evaluate((server) => {
      capture.sdk = capture.startAgentLogger({ server, token: 'agl_d_0000000000000000', warn: () => {} })
      // Not a relay, so the SDK fails to connect, and tries again by its own timer.
      capture.states = []
      capture.sdk.onStatus(({ state }) => capture.states.push(state))
    }, address)
    const states = () => page.evaluate(() => capture.states)
    await expect.poll(states).toContain('backoff')
    await page.clock.fastForward(60_000)
    await expect.poll(async () => (await states()).filter((state) => state === 'backoff').length).toBeGreaterThan(1)
    await page.evaluate(async () => {
      await fetch('/text')
      void capture.sdk.close()
    })
    expect((await records(page)).map(({ attributes }) => attributes?.url)).toEqual([`${address}/text`])
  })
})

test.describe('captureNavigation', () => {
  for (const hasApi of [true, false]) {
    test(`loads, pushes, replacements, returns and anchors: ${hasApi ? 'by the Navigation API' : 'without it'}`, async ({
      page,
      address,
    }) => {
      if (!hasApi) await page.addInitScript(() => Object.defineProperty(window, 'navigation', { value: undefined }))
      await page.goto(`${address}/?token=abcdef`)
      await page.evaluate(async () => {
        capture.captureNavigation(capture.logger)
        history.pushState({}, '', '/cart?page=1')
        history.replaceState({ same: true }, '')
        history.replaceState({}, '', '/cart?password=x')
        const returned = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }))
        history.back()
        await returned
        const jumped = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }))
        document.querySelector('a')?.click()
        await jumped
      })
      expect(
        (await records(page)).map(({ attributes, body, level, scope }) => [level, scope, body, attributes?.from]),
      ).toEqual([
        ['info', 'navigation', `load ${address}/?token=[redacted]`, undefined],
        ['info', 'navigation', `push ${address}/cart?page=1`, `${address}/?token=[redacted]`],
        ['info', 'navigation', `replace ${address}/cart?password=[redacted]`, `${address}/cart?page=1`],
        ['info', 'navigation', `traverse ${address}/?token=[redacted]`, `${address}/cart?password=[redacted]`],
        ['info', 'navigation', `push ${address}/?token=[redacted]#part`, `${address}/?token=[redacted]`],
      ])
    })
  }

  test('a reload says so, and nothing is recorded after the stop', async ({ page, address }) => {
    await page.goto(address)
    await page.reload()
    const isRestored = await page.evaluate(() => {
      const own = history.pushState
      const stop = capture.captureNavigation(capture.logger)
      stop()
      history.pushState({}, '', '/later')
      return history.pushState === own
    })
    expect(isRestored).toBe(true)
    expect((await records(page)).map(({ body }) => body)).toEqual([`reload ${address}/`])
  })
})

test('captureVitals: paints and first byte, and with the first interaction and the end of the visit the rest', async ({
  page,
  address,
}) => {
  await page.goto(address)
  await page.evaluate(() => {
    capture.captureVitals(capture.logger)
    const options = { type: 'event', durationThreshold: 16 }
    capture.interacted = new Promise((resolve) => {
      new PerformanceObserver(resolve).observe(options as PerformanceObserverInit)
    })
  })
  await page.getByRole('button').click()
  await page.waitForFunction(() => capture.records.some(({ attributes }) => attributes?.name === 'LCP'))
  // What `web-vitals` waits for: the page is hidden.
  await page.evaluate(async () => {
    await capture.interacted
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' })
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  })
  await page.waitForFunction(() => capture.records.length >= 5)
  const log = await records(page)
  expect(log.map(({ attributes }) => attributes?.name).toSorted()).toEqual(['CLS', 'FCP', 'INP', 'LCP', 'TTFB'])
  // How fast this machine is just now decides the rating, and the rating decides the level.
  for (const { level, scope, attributes } of log)
    expect([scope, level]).toEqual(['vitals', attributes?.rating === 'poor' ? 'warn' : 'info'])
  const inp = log.find(({ attributes }) => attributes?.name === 'INP')
  expect(Number(inp?.attributes?.valueMs)).toBeGreaterThanOrEqual(50)
  expect(inp?.body).toBe(`INP ${inp?.attributes?.valueMs} ms (${inp?.attributes?.rating})`)
})

test('the script of its own captures what its tag names, for the logger of the page', async ({ page, address }) => {
  await page.goto(address)
  const add = async (dataset: Record<string, string>) => {
    await page.evaluate(async (capture) => {
      const script = Object.assign(document.createElement('script'), {
        type: 'module',
        src: `/agent-logger-web.js?${Date.now()}`,
      })
      Object.assign(script.dataset, capture)
      await new Promise((resolve) => {
        script.onload = resolve
        document.body.append(script)
      })
      script.remove()
    }, dataset)
  }
  await add({})
  expect(await records(page)).toEqual([])
  await page.evaluate(() => Object.assign(window, { agentLogger: capture.logger }))
  await add({ capture: 'network, unknown' })
  await page.evaluate(() => fetch('/text'))
  expect((await records(page)).map(({ scope }) => scope)).toEqual(['network'])
  await add({})
  expect((await records(page)).map(({ scope }) => scope)).toContain('navigation')
})
