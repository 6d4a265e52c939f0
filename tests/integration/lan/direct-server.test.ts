/** The direct server over real sockets: the Flutter package's protocol [FP18] for those that may watch, a status for others, bounds for all. */
import net from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { AgentLogger } from '#lib/sdk/index.ts'
import type { ServeDirectOptions } from '#lib/sdk/lan/direct-options.ts'
import type { LanServer } from '#lib/sdk/lan/lan-server.ts'
import { directNotice, entryUrl, serveDirect, startLocalLogger } from '#lib/sdk/lan/serve-direct.ts'
import { withLimits } from '#tests/support/with-limits.ts'
import { ask, Viewer } from './visitors.ts'

const endings: (() => unknown)[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const end of endings.splice(0).reverse()) await end()
})

async function serve(options: ServeDirectOptions = {}, logger: AgentLogger = startLocalLogger()) {
  const direct = (await serveDirect(logger, { host: '127.0.0.1', ...options })) as LanServer
  endings.push(
    () => logger.close(),
    () => direct.close(),
  )
  return { direct, logger, host: new URL(direct.url).host }
}

function view(url: string, headers?: Record<string, string>): Viewer {
  const viewer = new Viewer(url, headers)
  endings.push(() => viewer.socket.terminate())
  return viewer
}
const withCode = ({ wsUrl, code }: { wsUrl: string; code: string | null }) => `${wsUrl}?code=${code}`

// ── the stream ──

test('[LN1][FP18] replays what the ring holds without a greeting, then goes on live; one frame per record, byte for byte', async () => {
  const { direct, logger } = await serve()
  const timeMs = Date.UTC(2025, 9, 7, 9, 11, 0, 123)
  logger.log({ level: 'info', body: 'Counter incremented to 1', timeMs })
  const error = Object.assign(new Error('Test exception'), { name: 'Exception', stack: '#0 main\n' })
  logger.log({ level: 'error', body: 'Error: Something went wrong', timeMs, error })
  const viewer = view(withCode(direct))
  await viewer.has(2)
  logger.log({ level: 'warn', body: 'live', timeMs })
  await viewer.has(3)
  const frame = (message: string, level: string, error: string | null, stackTrace: string | null) =>
    JSON.stringify({
      type: 'log',
      data: { message, level, timestamp: '2025-10-07T09:11:00.123Z', error, stackTrace, deviceId: 'mobile_device' },
    })
  expect(viewer.frames).toEqual([
    frame('Counter incremented to 1', 'info', null, null),
    frame('Error: Something went wrong', 'error', 'Exception: Test exception', '#0 main\n'),
    frame('live', 'warning', null, null),
  ])
})

test('20,000 records before and during the replay arrive once, in order, at every viewer', async () => {
  const { direct, logger } = await serve({ open: true })
  let sent = 0
  const log = (count: number) => {
    for (let i = 0; i < count; i++) logger.info(`record ${++sent} ${'.'.repeat(sent % 90)}`)
  }
  log(10_000)
  const viewers = [view(direct.wsUrl), view(direct.wsUrl)]
  await viewers[0]?.has(100)
  viewers.push(view(direct.wsUrl))
  while (sent < 20_000) {
    log(100)
    await new Promise((resolve) => setImmediate(resolve))
  }
  for (const viewer of viewers) {
    await viewer.has(20_000)
    expect(viewer.messages.map((message) => Number(message.split(' ')[1]))).toEqual(
      Array.from({ length: 20_000 }, (_, i) => i + 1),
    )
  }
})

test('[LN2][FP18] what viewers send is thrown away; the query is not looked at but for its code', async () => {
  const { direct, logger } = await serve({ open: true })
  const viewer = view(`${direct.wsUrl}?type=web&session=x`)
  expect(await viewer.status).toBe(101)
  for (const word of ['{"type":"clear"}', 'x'.repeat(1_000), '\0']) viewer.socket.send(word)
  viewer.socket.send(Buffer.from([1, 2, 3]))
  logger.info('still here')
  await viewer.has(1)
  expect(viewer.messages).toEqual(['still here'])
})

test('viewers are counted, and listeners are called', async () => {
  const { direct } = await serve({ open: true })
  let changes = 0
  direct.onChange(() => changes++)
  const viewer = view(direct.wsUrl)
  await vi.waitFor(() => expect(direct.viewers).toBe(1))
  viewer.socket.close()
  await vi.waitFor(() => expect(direct.viewers).toBe(0))
  expect(changes).toBe(2)
})

test('close gives viewers what was logged last, lets them go and frees the port', async () => {
  const { direct, logger } = await serve({ open: true })
  const viewer = view(direct.wsUrl)
  await viewer.status
  for (let i = 0; i < 3_000; i++) logger.info(`last ${i}`)
  const closing = [direct.close(), direct.close()]
  expect(closing[0]).toBe(closing[1])
  await closing[0]
  expect(await viewer.closed).toBe(1005)
  expect(viewer.messages.at(-1)).toBe('last 2999')
  expect(viewer.frames).toHaveLength(3_000)
  await expect(ask(direct.url)).rejects.toThrow(/ECONNREFUSED/)
})

// ── the code ──

test('[LN4] a Flutter viewer without a code is refused; it needs one unless the server is open', async () => {
  const { direct } = await serve()
  expect(await view(direct.wsUrl).status).toBe(401)
  expect(await view(`${direct.wsUrl}?code=`).status).toBe(401)
  expect(await view(`${direct.wsUrl}?code=WRONG234`).status).toBe(401)
  const url = withCode(direct)
  expect(await view(url).status).toBe(101)
  expect(withCode(direct)).not.toBe(url)
  // It reconnects with what it has.
  expect(await view(url).status).toBe(101)
  const { direct: open } = await serve({ open: true })
  expect(open.code).toBeNull()
  expect(await view(open.wsUrl).status).toBe(101)
})

test('[LN4] the page gives its code once: a cookie that no script reads and no other site sends opens the stream from then on', async () => {
  const { direct } = await serve({ name: 'Till 3' })
  const post = (body: string, headers = {}) => ask(`${direct.url}code`, { method: 'POST', body, headers })
  expect(await post('')).toMatchObject({ status: 401 })
  expect(await post('WRONG234')).toMatchObject({ status: 401, body: 'wrong\n' })
  const entered = await post(direct.code ?? '')
  expect(entered).toMatchObject({ status: 200, body: '{"name":"Till 3"}' })
  const [set = ''] = entered.headers['set-cookie'] ?? []
  expect(set).toMatch(/^agent-logger-direct-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
  const cookie = set.split(';')[0] as string
  expect(await view(direct.wsUrl, { cookie: `a=b; ${cookie}` }).status).toBe(101)
  expect(await view(direct.wsUrl, { cookie: `${cookie}x` }).status).toBe(401)
  const again = await post('', { cookie })
  expect(again.status).toBe(200)
  expect(again.headers['set-cookie']).toBeUndefined()
})

test('[LN5] limit lanCodeFailuresPerAddress: guessing ends, for the page and for the stream', async () => {
  const { direct } = await serve()
  for (let i = 0; i < LIMITS.lanCodeFailuresPerAddress; i++) {
    expect(await view(`${direct.wsUrl}?code=GUESS${i}23`).status).toBe(401)
  }
  expect(await view(withCode(direct)).status).toBe(429)
  expect(await ask(`${direct.url}code`, { method: 'POST', body: String(direct.code) })).toMatchObject({
    status: 429,
    body: 'locked\n',
  })
  expect(direct.limitHits).toEqual({ lanCodeFailuresPerAddress: 2 })
})

// ── host, origin and what else is asked ──

test('[LN3] DNS rebinding: a foreign Host gets neither page nor stream nor a try at the code', async () => {
  const { direct, host } = await serve({ open: true })
  for (const foreign of ['evil.example', `evil.example:${host.split(':')[1]}`, '127.0.0.1:1', '127.0.0.1']) {
    const headers = { Host: foreign }
    expect((await ask(direct.url, { headers })).status).toBe(403)
    expect((await ask(`${direct.url}code`, { method: 'POST', headers })).status).toBe(403)
    expect(await view(direct.wsUrl, headers).status).toBe(403)
  }
  expect(await view(direct.wsUrl, { Host: `localhost:${host.split(':')[1]}` }).status).toBe(101)
})

test('[LN3] a page of another origin gets no stream, whatever it has; one that was allowed does', async () => {
  const { direct, host } = await serve({ open: true, allow: ['https://logs.example.com'] })
  for (const origin of ['https://evil.example', 'null', `https://${host}`, 'http://127.0.0.1']) {
    expect(await view(direct.wsUrl, { Origin: origin }).status).toBe(403)
    expect((await ask(`${direct.url}code`, { method: 'POST', headers: { Origin: origin } })).status).toBe(403)
  }
  for (const origin of [`http://${host}`, 'https://logs.example.com']) {
    expect(await view(direct.wsUrl, { Origin: origin }).status).toBe(101)
  }
})

test.each(['/', '/index.html', '/anything/else?x=1', '/ws/', '//ws', '/code'])(
  '[LN1][FP18] GET %s is the page, under a strict policy',
  async (path) => {
    const { direct, logger } = await serve()
    logger.info('<script>alert(1)</script>')
    const { status, headers, body } = await ask(`${direct.url.slice(0, -1)}${path}`)
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    expect(headers['content-security-policy']).toMatch(
      /default-src 'none'; script-src 'sha256-[^ ']+'; style-src 'sha256-[^ ']+';/,
    )
    // The page knows nothing: neither the code nor a record.
    expect(body).not.toContain(String(direct.code))
    expect(body).not.toContain('alert(1)')
  },
)

test('GET /ws without an upgrade, other methods and other paths of upgrades are refused', async () => {
  const { direct } = await serve({ open: true })
  expect((await ask(direct.url.replace(/\/$/, '/ws?code=x'))).status).toBe(400)
  expect((await ask(direct.url, { method: 'DELETE' })).headers.allow).toBe('GET, HEAD')
  expect((await ask(direct.url, { method: 'POST' })).status).toBe(405)
  expect(await ask(direct.url, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
  for (const path of ['', 'ws/', 'WS', 'ws%20', 'code'])
    expect(await view(direct.wsUrl.replace(/ws$/, path)).status).toBe(404)
})

// ── bounds ──

test('limit lanViewersMax', async () => {
  withLimits({ lanViewersMax: 2 })
  const { direct } = await serve({ open: true })
  const first = view(direct.wsUrl)
  expect([await first.status, await view(direct.wsUrl).status]).toEqual([101, 101])
  expect(await view(direct.wsUrl).status).toBe(503)
  expect(direct.limitHits).toEqual({ lanViewersMax: 1 })
  first.socket.close()
  await first.closed
  await vi.waitFor(() => expect(direct.viewers).toBe(1))
  expect(await view(direct.wsUrl).status).toBe(101)
})

test('limit lanConnectionsMax: more sockets are not taken', async () => {
  withLimits({ lanConnectionsMax: 2 })
  const { direct, host } = await serve({ open: true })
  const idle = () => {
    const socket = net.connect(Number(host.split(':')[1]), '127.0.0.1').on('error', () => {})
    endings.push(() => socket.destroy())
    return socket
  }
  const [first] = [idle(), idle()]
  const third = idle()
  await new Promise((resolve) => third.once('close', resolve))
  expect(direct.limitHits).toEqual({ lanConnectionsMax: 1 })
  first?.destroy()
  await vi.waitFor(async () => expect((await ask(direct.url)).status).toBe(200))
})

test('a refused upgrade does not keep its socket open, whatever its visitor does', async () => {
  const { host } = await serve()
  const socket = net.connect({ port: Number(host.split(':')[1]), host: '127.0.0.1', allowHalfOpen: true })
  endings.push(() => socket.destroy())
  const keys = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='
  socket.write(`GET /ws HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${keys}\r\n\r\n`)
  let said = ''
  socket.on('data', (chunk) => {
    said += chunk
  })
  await new Promise((resolve) => socket.once('end', resolve))
  expect(said).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\nConnection: close\r\n/)
  // The other side is gone: what is written now is answered by a reset.
  const reset = new Promise((resolve) => socket.once('error', resolve))
  const writing = setInterval(() => socket.write('x'), 5)
  expect(await reset).toMatchObject({ code: expect.stringMatching(/EPIPE|ECONNRESET/) })
  clearInterval(writing)
})

test('limit lanRequestMs: who does not finish a request is cut', async () => {
  withLimits({ lanRequestMs: 50 })
  const { direct, host } = await serve()
  const socket = net.connect(Number(host.split(':')[1]), '127.0.0.1')
  endings.push(() => socket.destroy())
  socket.write(`POST /code HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 8\r\n\r\nABC`)
  await new Promise((resolve) => socket.once('close', resolve))
  expect(direct.limitHits).toEqual({ lanRequestMs: 1 })
})

test('limit lanRequestBytesMax: a code that never ends is cut', async () => {
  const { direct } = await serve()
  const endless = ask(`${direct.url}code`, { method: 'POST', body: 'A'.repeat(LIMITS.lanRequestBytesMax + 1) })
  expect((await endless).status).toBe(413)
  expect(direct.limitHits).toEqual({ lanRequestBytesMax: 1 })
})

test('limit lanFrameBytesMax: a viewer that says too much at once is closed, the others are not', async () => {
  const { direct, logger } = await serve({ open: true })
  const [loud, quiet] = [view(direct.wsUrl), view(direct.wsUrl)]
  await Promise.all([loud.status, quiet.status])
  loud.socket.send('x'.repeat(LIMITS.lanFrameBytesMax + 1))
  expect(await loud.closed).toBe(1009)
  logger.info('for the quiet one')
  await quiet.has(1)
  expect(direct.limitHits).toEqual({ lanFrameBytesMax: 1 })
})

/** A viewer that reads nothing until a test asks it to; its kernel's buffers are filled on the way. */
async function slowViewer(direct: LanServer, logger: AgentLogger): Promise<{ viewer: Viewer; logged: number }> {
  const viewer = view(direct.wsUrl)
  await viewer.status
  viewer.socket.pause()
  let logged = 0
  while (!direct.limitHits.lanBufferedBytesMax) {
    for (let i = 0; i < 50; i++) logger.info(`${++logged} ${'.'.repeat(10_000)}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { viewer, logged }
}
const LARGE_MS = 60_000

test(
  '[LN6] limit lanBufferedBytesMax: a slow viewer holds no more, others go on, and it gets the count of what the ring lost meanwhile',
  async () => {
    withLimits({ lanBufferedBytesMax: 64 * 1024 })
    const { direct, logger } = await serve(
      { open: true },
      startLocalLogger({ ringRecordsMax: LIMITS.batchRecordsMax, compress: false }),
    )
    const { viewer, logged } = await slowViewer(direct, logger)
    // One record more than the bound, whatever is logged.
    expect(direct.bufferedBytes).toBeLessThan(LIMITS.lanBufferedBytesMax + 12_000)
    const other = view(direct.wsUrl)
    await other.has(1)
    for (let i = 1; i <= 2_000; i++) logger.info(`${logged + i} later`)
    await other.until(() => other.messages.at(-1) === `${logged + 2_000} later`)
    viewer.socket.resume()
    await viewer.until(() => viewer.messages.at(-1) === `${logged + 2_000} later`)
    // Every number is there or reported as missing.
    let expected = 1
    for (const message of viewer.messages) {
      const gone = /^\[Agent Logger\] (\d+) records? are missing here: this viewer was too slow/.exec(message)
      if (!gone) expect(Number(message.split(' ')[0])).toBe(expected)
      expected += gone ? Number(gone[1]) : 1
    }
    expect(expected).toBe(logged + 2_001)
    expect(viewer.messages.some((message) => message.includes('missing here'))).toBe(true)
  },
  LARGE_MS,
)

test('[LN6] a late viewer learns how many records are gone before the first it gets', async () => {
  const { direct, logger } = await serve({ open: true }, startLocalLogger({ ringRecordsMax: LIMITS.batchRecordsMax }))
  for (let i = 1; i <= 3_000; i++) logger.info(`record ${i}`)
  const viewer = view(direct.wsUrl)
  await viewer.until(() => viewer.messages.at(-1) === 'record 3000')
  const [told = '', first] = viewer.messages
  const gone = Number(/^\[Agent Logger\] (\d+) records before this one are gone/.exec(told)?.[1])
  expect(first).toBe(`record ${gone + 1}`)
  expect(viewer.frames).toHaveLength(3_000 - gone + 1)
})

test(
  '[LN6] limit lanStalledMs: a viewer that takes nothing at all is cut',
  async () => {
    withLimits({ lanBufferedBytesMax: 64 * 1024, lanStalledMs: 0 })
    const { direct, logger } = await serve({ open: true })
    await slowViewer(direct, logger)
    await vi.waitFor(() => expect(direct.viewers).toBe(0))
    expect(direct.limitHits.lanStalledMs).toBe(1)
  },
  LARGE_MS,
)

test('[LN6] a viewer that has left without a word is found by a ping it does not answer', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] })
  const { direct } = await serve({ open: true })
  const [gone, here] = [view(direct.wsUrl), view(direct.wsUrl)]
  await Promise.all([gone.status, here.status])
  gone.socket.pause()
  const answered = new Promise((resolve) => here.socket.once('ping', resolve))
  vi.advanceTimersByTime(20_000)
  await answered
  // Its answer is on the way back.
  await ask(direct.url)
  expect(direct.viewers).toBe(2)
  vi.advanceTimersByTime(20_000)
  await vi.waitFor(() => expect(direct.viewers).toBe(1))
  expect(here.socket.readyState).toBe(here.socket.OPEN)
})

// ── around it ──

test('what was served is what left the device: masks are applied', async () => {
  const { direct, logger } = await serve({ open: true })
  logger.info('login', { password: 'hunter2' })
  const viewer = view(direct.wsUrl)
  await viewer.has(1)
  expect(viewer.frames[0]).not.toContain('hunter2')
})

test.each<[options: ServeDirectOptions, says: RegExp]>([
  [{ host: '203.0.113.77' }, /203\.0\.113\.77 is not an address of this machine/],
  [{ code: 'short' }, /8 letters and digits/],
  [{ allow: ['x y'] }, /neither a host/],
])('%j is refused in one sentence', async (options, says) => {
  await expect(serveDirect(startLocalLogger(), { host: '127.0.0.1', ...options })).rejects.toThrow(says)
})

test('a port that is taken is a typed error, and so is a logger of another package', async () => {
  const { direct } = await serve()
  const port = Number(new URL(direct.url).port)
  await expect(serveDirect(startLocalLogger(), { host: '127.0.0.1', port })).rejects.toThrow(
    `port ${port} of 127.0.0.1 is taken`,
  )
  await expect(serveDirect({} as AgentLogger)).rejects.toThrow(/startAgentLogger of this package/)
})

test('what a terminal shows: address, code, and a QR code of the page with the code behind #', async () => {
  const { direct } = await serve()
  expect(entryUrl(direct)).toBe(`${direct.url}#${direct.code}`)
  const notice = directNotice(direct, { qr: true })
  expect(notice).toContain(
    `direct ${direct.url} on this machine alone\ncode   ${direct.code}, for one viewer; a new one follows\nstream ${direct.wsUrl}?code=${direct.code}\n`,
  )
  expect(notice).toMatch(/▀/)
  const { direct: open } = await serve({ open: true })
  expect(directNotice(open)).toContain('everyone who reaches')
})
