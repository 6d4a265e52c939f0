/** The SDK over real sockets against the real relay. */
import type { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type AgentLogger, type AgentLoggerOptions, type DeviceStatus, startAgentLogger } from '#lib/sdk/index.ts'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'
import { status, Watching } from './watching.ts'

const loggers: AgentLogger[] = []
const relays: TestRelay[] = []
afterEach(async () => {
  // Devices close first, while the relay is still there for their goodbye.
  for (const logger of loggers.splice(0)) await logger.close()
  for (const relay of relays.splice(0)) await relay.close()
})

async function relayOn(port = 0): Promise<TestRelay> {
  const relay = await startRelay({ port })
  relays.push(relay)
  return relay
}

function start(server: string, changes: Partial<AgentLoggerOptions> = {}) {
  const warnings: string[] = []
  const logger = startAgentLogger({ server, token: 'agl_d_x', name: 'test', warn: (s) => warnings.push(s), ...changes })
  loggers.push(logger)
  return { logger, warnings }
}

const isLive = ({ state }: DeviceStatus) => state === 'live'
const lines = (count: number) => Array.from({ length: count }, (_, i) => `record ${i + 1}`)

test('[RL1] a viewer sees records exactly as they were logged', async () => {
  const relay = await relayOn()
  const { logger } = start(relay.url)
  const watching = await Watching.join(relay, logger)
  logger.warn('Grüße 🙂 \u0000', { nested: { list: [1, null, 'x'] } })
  logger.error('failed', new TypeError('no'))
  await watching.until(() => watching.records.size === 2)
  expect(watching.records.get(1)).toMatchObject({
    level: 'warn',
    body: 'Grüße 🙂 \u0000',
    attributes: { nested: { list: [1, null, 'x'] } },
  })
  expect(watching.records.get(2)).toMatchObject({ level: 'error', error: { name: 'TypeError', message: 'no' } })
  expect(logger.status).toMatchObject({
    state: 'live',
    viewers: 1,
    pageUrl: `http://page/${logger.session}`,
    error: null,
  })
  expect(await logger.flush()).toBe(true)
})

test('[DV4] while nobody watches only heads leave, and flush still resolves', async () => {
  const relay = await relayOn()
  const { logger } = start(relay.url)
  for (const line of lines(1_000)) logger.info(line)
  expect(await logger.flush()).toBe(true)
  const progress = relay.relay.hub.sessions.get(logger.session)?.progress
  expect([progress?.head, progress?.forwarded, progress?.counters.records]).toEqual([1_000, 0, 1_000])
})

test('[DV5] a late viewer gets everything from the device’s ring', async () => {
  const relay = await relayOn()
  const { logger } = start(relay.url)
  for (const line of lines(20_000)) logger.info(line)
  await logger.flush()
  const watching = await Watching.join(relay, logger)
  await watching.has(20_000)
  expect(watching.bodies).toEqual(lines(20_000))
  expect(watching.gone).toEqual([])
})

test('[DV8] a device that has ended still serves late viewers while it lingers', async () => {
  const relay = await relayOn()
  const { logger } = start(relay.url)
  logger.info('last words')
  await logger.flush()
  const closing = logger.close({ lingerMs: 1_500 })
  await new Promise<void>((resolve) => {
    const look = () =>
      relay.relay.hub.sessions.get(logger.session)?.liveness === 'ended' ? resolve() : setImmediate(look)
    look()
  })
  const watching = await Watching.join(relay, logger)
  await watching.has(1)
  expect(watching.bodies).toEqual(['last words'])
  await closing
})

test('[DV6][DV7] all records arrive in order, none twice live, while the connection is cut again and again', async () => {
  const relay = await relayOn()
  const sockets = new Set<Socket>()
  relay.server.on('connection', (socket: Socket) => sockets.add(socket))
  const { logger } = start(relay.url)
  await status(logger, isLive)
  const deviceSockets = [...sockets]
  const watching = await Watching.join(relay, logger)
  const viewerSockets = [...sockets].filter((socket) => !deviceSockets.includes(socket))
  let count = 0
  for (let cut = 0; cut < 4; cut++) {
    for (let turn = 0; turn < 50; turn++) {
      for (let i = 0; i < 5; i++) logger.info(`record ${++count}`)
      await new Promise((resolve) => setImmediate(resolve))
    }
    for (const socket of sockets) if (!viewerSockets.includes(socket)) socket.resetAndDestroy()
    await status(logger, ({ state }) => state === 'backoff')
    logger.info(`record ${++count}`)
    await status(logger, isLive)
  }
  await watching.has(count)
  expect(watching.bodies).toEqual(lines(count))
  expect(watching.repeated).toBe(0)
  expect(await logger.flush()).toBe(true)
})

test('[DV3] records wait for a server that is not there yet; records that the ring could not hold are reported as gone', async () => {
  const first = await startRelay()
  const port = Number(new URL(first.url).port)
  await first.close()
  const { logger, warnings } = start(`http://127.0.0.1:${port}`, { ringRecordsMax: 1_000 })
  for (const line of lines(5_000)) logger.info(line)
  await status(logger, ({ state }) => state === 'backoff')
  expect(logger.status.error?.code).toBe('server-unreachable')
  expect(warnings.length).toBeLessThanOrEqual(1)
  const relay = await relayOn(port)
  const watching = await Watching.join(relay, logger)
  const { tail } = logger.status
  expect(tail).toBeGreaterThan(4_000 - 512)
  watching.socket.emit('need', logger.session, [[1, 5_000]])
  await watching.until(() => watching.records.size === 5_000 - tail + 1 && watching.gone.length > 0)
  expect(watching.bodies).toEqual(lines(5_000).slice(tail - 1))
  expect(watching.gone[0]?.[0]).toEqual([1, tail - 1])
})

test('[TR8][RL10] when the relay restarts, the device connects to the new one and continues', async () => {
  const before = await startRelay()
  const port = Number(new URL(before.url).port)
  const { logger } = start(before.url)
  logger.info('record 1')
  await logger.flush()
  await before.close()
  logger.info('record 2')
  expect(logger.status).toMatchObject({ state: 'backoff', error: { code: 'going-away' } })
  const relay = await relayOn(port)
  const watching = await Watching.join(relay, logger)
  await watching.has(2)
  expect(watching.bodies).toEqual(lines(2))
})

test.each([
  ['malformed', 'nonsense', 'token-malformed'],
  ['revoked', 'agl_d_revoked', 'token-revoked'],
])('[DV7] a token that is %s is refused once and reported once', async (_name, token, code) => {
  const relay = await relayOn()
  const { logger, warnings } = start(relay.url, { token })
  logger.info('x')
  await status(logger, ({ state }) => state === 'refused')
  expect(logger.status.error?.code).toBe(code)
  expect(warnings).toEqual([`Agent Logger: ${logger.status.error?.message} Nothing is sent.`])
  expect(await logger.flush()).toBe(false)
})

test('[AC4] when its token expires, the device is disconnected and stays away', async () => {
  const relay = await relayOn()
  const { logger } = start(relay.url, { token: 'agl_d_expiring' })
  await status(logger, ({ state }) => state === 'refused')
  expect(logger.status.error?.code).toBe('token-expired')
})

test('[BT5] the largest records arrive, cut and marked as truncated', async () => {
  const relay = await relayOn()
  const { logger } = start(relay.url)
  const watching = await Watching.join(relay, logger)
  const glyphs = '🙂"\\'.repeat(100_000)
  logger.info(glyphs)
  logger.info('x'.repeat(100_000))
  await watching.has(2)
  const cut = watching.records.get(1)
  expect(cut?.truncated).toBe(true)
  expect(glyphs.startsWith(cut?.body ?? 'nothing')).toBe(true)
  expect(watching.records.get(2)).toMatchObject({ body: 'x'.repeat(100_000) })
  expect(watching.records.get(2)?.truncated).toBeUndefined()
})

test('[DV2] a producer that waits for room loses nothing, whatever it logs', async () => {
  const relay = await relayOn()
  const { logger } = start(relay.url, { ringBytesMax: 256 * 1024, redact: false })
  const watching = await Watching.join(relay, logger)
  await status(logger, ({ viewers }) => viewers === 1)
  const body = 'y'.repeat(2_000)
  for (let i = 0; i < 1_500; i++) {
    logger.info(body)
    await logger.whenDrained()
  }
  await watching.until(() => watching.records.has(1_500))
  expect(watching.records.size).toBe(1_500)
  expect(watching.gone).toEqual([])
})
