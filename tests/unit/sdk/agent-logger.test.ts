import { afterEach, expect, test, vi } from 'vitest'
import { wireError } from '#lib/protocol/error-codes.ts'
import { isId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts'
import type { AgentLogger, AgentLoggerOptions, DeviceStatus } from '#lib/sdk/index.ts'
import { goingAway, serverFailed, unreachable } from '#lib/sdk/sdk-errors.ts'
import { startWith } from '#lib/sdk/start-agent-logger.ts'
import { FakeClock, FakeNetwork } from './fake-dependencies.ts'

const started: AgentLogger[] = []

function start(changes: Partial<AgentLoggerOptions> = {}) {
  const clock = new FakeClock()
  const network = new FakeNetwork()
  const warnings: string[] = []
  const statuses: DeviceStatus[] = []
  const options: AgentLoggerOptions = {
    server: 'https://logs.example.com/any/page',
    token: 'agl_d_x',
    compress: false,
    warn: (sentence) => warnings.push(sentence),
    onStatus: (status) => statuses.push(status),
    ...changes,
  }
  const logger = startWith(options, { clock, random: () => 1, dial: network.dial })
  started.push(logger)
  clock.settle()
  return { logger, clock, network, warnings, statuses, states: () => statuses.map(({ state }) => state) }
}

afterEach(() => {
  for (const logger of started.splice(0)) void logger.close()
})

test('[DV1] the hello says which device it is and where in the session it stands', () => {
  const { network, logger } = start({ name: 'Pixel 7', appName: 'Shop', appVersion: '1.2', installationId: 'abcdefgh' })
  expect(network.origins).toEqual(['https://logs.example.com'])
  const { hello } = network.last
  expect(isId(hello.session)).toBe(true)
  expect(hello).toMatchObject({ version: PROTOCOL_VERSION, token: 'agl_d_x', attempt: 1, tail: 1, head: 0 })
  expect(hello.device).toMatchObject({
    name: 'Pixel 7',
    appName: 'Shop',
    appVersion: '1.2',
    installationId: 'abcdefgh',
  })
  expect(logger.session).toBe(hello.session)
})

test('[SQ2] every start is a new session', () => {
  expect(start().logger.session).not.toBe(start().logger.session)
})

test('[SQ1] records from before the server is reached are numbered, kept, and sent in order', () => {
  const { logger, network, clock } = start()
  logger.info('one')
  logger.warn('two', { a: 1 })
  logger.log({ level: 'debug', body: 'three', scope: 'db', timeMs: 5, traceId: 't', spanId: 's' })
  expect(logger.status).toMatchObject({ state: 'connecting', head: 3, tail: 1, acked: 0 })
  network.last.welcome()
  clock.settle()
  expect(network.last.records).toMatchObject([
    { seq: 1, level: 'info', body: 'one' },
    { seq: 2, level: 'warn', body: 'two', attributes: { a: 1 } },
    { seq: 3, level: 'debug', body: 'three', scope: 'db', timeMs: 5, traceId: 't', spanId: 's' },
  ])
})

test('log() does no I/O: a lone record leaves right after the current code', () => {
  const { logger, network, clock } = start()
  network.last.welcome()
  logger.info('now')
  expect(network.last.sent).toEqual([])
  clock.settle()
  expect(network.last.records.map(({ body }) => body)).toEqual(['now'])
})

test('records below minLevel get no number; an unknown level filters nothing', () => {
  const { logger } = start({ minLevel: 'warn' })
  logger.info('no')
  logger.error('yes')
  logger.log({ level: 'unknown', body: 'yes' })
  expect(logger.status.head).toBe(2)
  const { logger: other } = start({ minLevel: 'loud' as never })
  other.trace('yes')
  expect(other.status.head).toBe(1)
})

test('attributes that are falsy and not an object are sent as a value', () => {
  const { logger, network, clock } = start()
  network.last.welcome()
  logger.info('none left', 0 as never)
  logger.info('nothing beside it')
  clock.settle()
  expect(network.last.records.map(({ attributes }) => attributes)).toEqual([{ value: 0 }, undefined])
})

test('a child adds its scope and attributes, and a record’s own come last', () => {
  const { logger, network, clock } = start({ attributes: { app: 'shop', a: 0 }, scope: 'root' })
  const child = logger.child({ scope: 'db', attributes: { a: 1, b: 2 } }).child({ attributes: { b: 3 } })
  child.info('x', { c: 4 })
  logger.info('y')
  network.last.welcome()
  clock.settle()
  expect(network.last.records).toMatchObject([
    { scope: 'db', attributes: { app: 'shop', a: 1, b: 3, c: 4 } },
    { scope: 'root', attributes: { app: 'shop', a: 0 } },
  ])
})

test('[DV6][DV7] a lost connection returns by itself with a higher attempt and continues after the last acknowledged batch', () => {
  const { logger, network, clock, states } = start()
  network.last.welcome()
  logger.info('one')
  clock.advance(100)
  logger.info('two')
  clock.advance(100)
  network.last.say('ack', 1)
  network.last.lose()
  expect(logger.status).toMatchObject({ state: 'backoff', viewers: 0, error: unreachable(), retryInMs: 500 })
  clock.advance(499)
  expect(network.sockets).toHaveLength(1)
  clock.advance(1)
  expect(network.last.hello).toMatchObject({ attempt: 2, tail: 1, head: 2 })
  network.last.welcome()
  expect(network.last.records.map(({ seq }) => seq)).toEqual([2])
  expect(logger.status.error).toBeNull()
  expect(states()).toEqual(['connecting', 'live', 'backoff', 'connecting', 'live'])
})

test('[DV7] on goaway the device leaves, and returns after the wait that the relay names', () => {
  const { network, clock, logger } = start()
  network.last.welcome()
  network.last.say('goaway', wireError('going-away'), 700)
  expect(network.last.isClosed).toBe(true)
  expect(logger.status).toMatchObject({ state: 'backoff', retryInMs: 700, error: { code: 'going-away' } })
  clock.advance(700)
  expect(network.sockets).toHaveLength(2)
})

test.each([
  ['in the handshake', (said: unknown) => ({ refuse: 'fail' as const, said })],
  ['later', (said: unknown) => ({ refuse: 'fault' as const, said })],
])('[DV7][TR3] a refusal without retry %s ends all attempts and is reported once', (_when, make) => {
  const { logger, network, clock, warnings } = start()
  const { refuse, said } = make(wireError('token-revoked'))
  if (refuse === 'fail') network.last.fail(said)
  else {
    network.last.welcome()
    network.last.say('fault', said as never)
  }
  logger.info('kept, not sent')
  clock.advance(3_600_000)
  expect(network.sockets).toHaveLength(1)
  expect(logger.status).toMatchObject({ state: 'refused', error: wireError('token-revoked') })
  expect(warnings).toEqual([`Agent Logger: ${wireError('token-revoked').message} Nothing is sent.`])
})

test('[TR3] on a refusal with retry the device backs off and reports the reason', () => {
  const { logger, network, clock } = start()
  network.last.fail(wireError('server-full'))
  expect(logger.status).toMatchObject({ state: 'backoff', error: { code: 'server-full' } })
  clock.advance(500)
  expect(network.sockets).toHaveLength(2)
})

test('an unknown error code is handled by its `retry`', () => {
  const { logger, network } = start()
  network.last.fail({ code: 'from-the-future', message: 'Buy a licence.', retry: false })
  expect(logger.status).toMatchObject({ state: 'refused', error: { message: 'Buy a licence.' } })
})

test('a server that accepts the connection and stays silent is given up after ten seconds', () => {
  const { logger, network, clock } = start()
  clock.advance(10_000)
  expect(network.last.isClosed).toBe(true)
  expect(logger.status.state).toBe('backoff')
})

test('an unreachable server is reported once, and not at the first attempt', () => {
  const { network, clock, warnings } = start()
  for (let i = 0; i < 6; i++) {
    network.last.fail(undefined)
    expect(warnings.length).toBe(i < 2 ? 0 : 1)
    clock.advance(clock.nextInMs)
  }
  expect(warnings[0]).toContain('https://logs.example.com does not respond')
})

test('[DV7] a connection that was welcomed stays, and after 30 seconds the waits start over', () => {
  const { network, clock, logger } = start()
  network.last.fail(undefined)
  clock.advance(500)
  network.last.welcome()
  clock.advance(30_000)
  expect(logger.status.state).toBe('live')
  expect(network.sockets).toHaveLength(2)
  network.last.lose()
  expect(logger.status.retryInMs).toBe(500)
})

test('[BT4] under load the open batch leaves when its window closes, not with the next head', () => {
  const { network, clock, logger } = start()
  network.last.welcome()
  for (let i = 0; i < 100; i++) logger.info('burst')
  clock.advance(1)
  logger.info('after the burst')
  clock.advance(9)
  expect(network.last.records).toHaveLength(100)
  clock.advance(41)
  expect(network.last.records).toHaveLength(101)
})

test('[DV4] the first viewer gets unacknowledged records at once', () => {
  const { network, clock, logger } = start()
  network.last.welcome({ viewers: 0 })
  logger.info('x')
  clock.settle()
  expect(network.last.records).toEqual([])
  network.last.say('viewers', 1)
  expect(network.last.records.map(({ body }) => body)).toEqual(['x'])
})

test('[DV2] no relay can raise the bytes in flight above the protocol’s credit', () => {
  const { network, clock, logger } = start({ redact: false })
  network.last.welcome({ creditBytes: Number.MAX_SAFE_INTEGER })
  for (let i = 0; i < 10; i++) logger.info('y'.repeat(60_000))
  clock.settle()
  expect(network.last.records).toHaveLength(4)
})

test('messages of an abandoned connection are ignored', () => {
  const { logger, network, clock } = start()
  const old = network.last
  old.welcome()
  old.lose()
  clock.advance(500)
  network.last.welcome({ viewers: 3 })
  old.say('viewers', 9)
  old.say('fault', wireError('session-superseded'))
  expect(logger.status).toMatchObject({ state: 'live', viewers: 3 })
})

test.each([
  ['no address', { server: 'logs.example.com' }, 'invalid-input'],
  ['a wrong address', { server: 'ftp://x' }, 'invalid-input'],
  ['an empty token', { token: ' ' }, 'token-malformed'],
  ['no token', { token: undefined as never }, 'token-malformed'],
])('%s is refused without asking a server', (_name, changes, code) => {
  const { logger, network, warnings } = start(changes)
  expect(logger.status).toMatchObject({ state: 'refused', error: { code } })
  expect(network.sockets).toEqual([])
  expect(warnings).toHaveLength(1)
})

test.each([
  ['http://localhost:8080', 'http://localhost:8080'],
  ['https://a.b/x/y?z', 'https://a.b'],
  ['wss://a.b:1/', 'https://a.b:1'],
  [' HTTP://A.b', 'http://A.b'],
])('the server %s is dialed at %s', (server, origin) => {
  expect(start({ server }).network.origins).toEqual([origin])
})

test('[DV9] no argument makes it throw', () => {
  started.push(startWith({ warn: () => {} } as never, { dial: new FakeNetwork().dial, clock: new FakeClock() }))
  const { logger } = start({ attributes: 7 as never, name: {} as never, ringBytesMax: Number.NaN })
  const hostile = new Proxy({}, { get: () => { throw new Error('no') }, ownKeys: () => { throw new Error('no') } }) // biome-ignore format: one thing
  logger.log(hostile as never)
  logger.log(undefined as never)
  logger.info(hostile, hostile)
  logger.error(undefined, null as never)
  logger.child(undefined as never).info(Symbol('x'))
  expect(logger.status.head).toBe(5)
})

test('[DV9] the redact hook and getters that log do not recurse', () => {
  let calls = 0
  const { logger } = start({
    redact: (record) => {
      calls++
      logger.info('from inside')
      return record
    },
  })
  logger.info('outside', {
    get trap() {
      logger.info('from a getter')
      return 1
    },
  })
  expect(calls).toBe(1)
  expect(logger.status.head).toBe(1)
})

test('a record that the redact hook drops gets no number', () => {
  const { logger } = start({ redact: ({ body, ...rest }) => (body === 'secret' ? null : { ...rest, body }) })
  logger.info('secret')
  logger.info('open')
  expect(logger.status.head).toBe(1)
})

test('status listeners are called after the host has its logger, and one that throws harms nobody', () => {
  const heard: string[] = []
  let logger: AgentLogger | null = null
  const { network, warnings, ...rest } = start({
    onStatus: ({ state }) => {
      heard.push(logger === null ? 'too early' : state)
      throw new Error('mine')
    },
  })
  expect(heard).toEqual(['too early']) // start() itself settles the clock
  logger = rest.logger
  const stop = logger.onStatus(({ viewers }) => heard.push(`viewers ${viewers}`))
  network.last.welcome()
  network.last.say('viewers', 2)
  stop()
  network.last.say('viewers', 3)
  expect(heard.slice(1)).toEqual(['live', 'viewers 1', 'live', 'viewers 2', 'live'])
  expect(warnings).toEqual(['Agent Logger: a status listener failed: mine'])
})

test('flush resolves to true when everything is acknowledged, to false after the time limit or a refusal', async () => {
  const { logger, network, clock } = start()
  expect(await logger.flush()).toBe(true)
  logger.info('x')
  const early = logger.flush({ timeoutMs: 100 })
  expect(clock.keptAlive).toBe(1)
  clock.advance(100)
  expect(await early).toBe(false)
  network.last.welcome()
  clock.settle()
  const later = logger.flush()
  network.last.say('ack', 1)
  expect(await later).toBe(true)
  expect(clock.keptAlive).toBe(0)
  logger.info('y')
  const never = logger.flush()
  network.last.say('fault', wireError('token-revoked'))
  expect(await never).toBe(false)
})

test('[DV4] flush works while nobody watches: the head is acknowledged', async () => {
  const { logger, network, clock } = start()
  logger.info('x')
  network.last.welcome({ viewers: 0 })
  const flushed = logger.flush()
  clock.settle()
  expect(network.last.events).toEqual(['head'])
  network.last.say('ack', 1)
  expect(await flushed).toBe(true)
})

test('whenDrained holds back a fast producer while half the ring waits, and releases it when the server refused', async () => {
  const { logger, network, clock } = start({ ringBytesMax: LIMITS.batchBytesMax, redact: false })
  network.last.welcome({ creditBytes: 1 })
  await logger.whenDrained()
  for (let i = 0; i < 4; i++) logger.info('y'.repeat(60_000))
  clock.settle()
  let isDrained = false
  const drained = logger.whenDrained().then(() => {
    isDrained = true
  })
  await Promise.resolve()
  expect(isDrained).toBe(false)
  network.last.say('ack', 1)
  await drained
  for (let i = 0; i < 3; i++) logger.info('y'.repeat(60_000))
  const refused = logger.whenDrained()
  network.last.say('fault', wireError('token-revoked'))
  await refused
})

test('[DV8] close flushes, says goodbye and disconnects; a second close does nothing; later records are ignored', async () => {
  const { logger, network, clock } = start()
  network.last.welcome()
  logger.info('last')
  const closing = logger.close()
  expect(logger.close({ lingerMs: 60_000 })).toBe(closing)
  logger.info('too late')
  clock.settle()
  expect(network.last.events).toEqual(['batch', 'head'])
  network.last.say('ack', 1)
  await closing
  expect(network.last.events).toEqual(['batch', 'head', 'bye'])
  expect(network.last.isClosed).toBe(true)
  expect(logger.status).toMatchObject({ state: 'closed', head: 1 })
})

test('[DV8] while lingering, a device serves late viewers, and says goodbye again after a reconnect', async () => {
  const { logger, network, clock } = start()
  network.last.welcome({ viewers: 0 })
  logger.info('x')
  clock.settle()
  network.last.say('ack', 1)
  const closing = logger.close({ lingerMs: 5_000 })
  await clock.turns()
  expect(network.last.events).toEqual(['head', 'bye'])
  network.last.say('viewers', 1)
  network.last.say('need', [[1, 1]], 1_000)
  expect(network.last.events).toEqual(['head', 'bye', 'fill'])
  network.last.lose()
  clock.advance(500)
  network.last.welcome({ viewers: 0 })
  expect(network.last.events).toEqual(['bye'])
  clock.advance(4_500)
  await closing
  expect(logger.status.state).toBe('closed')
})

test('[DV8] with onlyWhileWatched the lingering ends when the last viewer leaves', async () => {
  const { logger, network, clock } = start()
  network.last.welcome({ viewers: 2 })
  const closing = logger.close({ lingerMs: 60_000, onlyWhileWatched: true })
  await clock.turns()
  expect(network.last.isClosed).toBe(false)
  network.last.say('viewers', 0)
  await closing
  expect(network.last.isClosed).toBe(true)
})

test('[DV8] with onlyWhileWatched a lost connection does not end the lingering, and does not prolong it', async () => {
  const { logger, network, clock } = start()
  network.last.welcome({ viewers: 1 })
  const closing = logger.close({ lingerMs: 5_000, onlyWhileWatched: true })
  await clock.turns()
  for (let losses = 0; losses < 3; losses++) {
    expect(logger.status.state).toBe('live')
    network.last.lose()
    await clock.turns()
    expect(logger.status.state).toBe('backoff')
    clock.advance(500)
    network.last.welcome({ viewers: 1 })
    clock.advance(1_000)
    await clock.turns()
  }
  expect(logger.status.state).toBe('live')
  clock.advance(500)
  await closing
  expect(logger.status.state).toBe('closed')
})

test('after close there is no further attempt, and the console is the host’s again', async () => {
  const { log } = console
  const { logger, network, clock } = start({ captureConsole: true })
  expect(console.log).not.toBe(log)
  network.last.fail(undefined)
  const closing = logger.close()
  expect(console.log).toBe(log)
  await closing
  expect(logger.status.state).toBe('closed')
  clock.advance(3_600_000)
  expect(network.sockets).toHaveLength(1)
})

test('close gives up on a server that cannot be reached', async () => {
  const { logger, clock } = start()
  logger.info('x')
  const closing = logger.close()
  clock.advance(5_000)
  await closing
  expect(logger.status.state).toBe('closed')
})

test('close of a logger whose server is away ends well before the 5 s that test runners allow', async () => {
  const { logger, network, clock } = start()
  logger.info('x')
  network.last.fail(undefined)
  const closing = logger.close()
  while (network.sockets.length < 2) clock.advance(100)
  network.last.fail(undefined)
  clock.advance(2_000)
  await closing
  expect(logger.status.state).toBe('closed')
})

test('close waits for a server that was reached before, and for a first attempt that takes long', async () => {
  for (const welcome of [true, false]) {
    const { logger, network, clock } = start()
    if (welcome) network.last.welcome()
    logger.info('x')
    let isClosed = false
    const closing = logger.close().then(() => (isClosed = true))
    clock.advance(4_000)
    await Promise.resolve()
    expect(isClosed).toBe(false)
    clock.advance(1_000)
    await closing
  }
})

test('malformed messages of the relay do no harm', () => {
  const { logger, network, clock } = start()
  const say = network.last.say.bind(network.last) as (event: string, ...args: unknown[]) => void
  say('welcome', { viewers: 'many', creditBytes: -1, pageUrl: undefined })
  say('ack', 'x')
  say('need', 'all', Number.NaN)
  say('need', [[1, Number.POSITIVE_INFINITY], 'x', [2], null], 1e12)
  say('viewers', {})
  say('goaway', null, 'soon')
  clock.advance(1)
  network.last.welcome()
  expect(logger.status.state).toBe('live')
})

test('the SDK’s own errors match the table', () => {
  expect(unreachable()).toEqual(wireError('server-unreachable'))
  expect(goingAway()).toEqual(wireError('going-away'))
  expect(serverFailed()).toEqual(wireError('internal'))
})

test('warnings go to the host’s console unless the host takes them', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  start({ warn: undefined, token: '' })
  expect(warn.mock.calls).toEqual([[expect.stringContaining('Agent Logger: The token is missing.')]])
  warn.mockRestore()
})

test('[BT3] batches are compressed unless the host turns it off', () => {
  for (const [compress, flag] of [
    [undefined, 1],
    [true, 1],
    [false, 0],
  ] as const) {
    const { logger, network, clock } = start({ compress } as never)
    network.last.welcome()
    for (let i = 0; i < 50; i++) logger.info(`request ${i} took some milliseconds`)
    clock.advance(60)
    const headers = network.last.sent.filter(([event]) => event === 'batch').map(([, header]) => header as number[])
    expect(headers.at(-1)?.[1]).toBe(flag)
  }
})

test('[BT3][DV8] batches that a slow compressor still holds are sent uncompressed when the host is about to stop', () => {
  const network = new FakeNetwork()
  const clock = new FakeClock()
  const never = () => new Promise<Uint8Array>(() => {})
  const options = { server: 'https://logs.example.com', token: 'agl_d_x', warn: () => {}, captureErrors: false }
  const logger = startWith(options, { clock, random: () => 1, dial: network.dial, compress: never })
  started.push(logger)
  clock.settle()
  network.last.welcome()
  for (let i = 0; i < 50; i++) logger.info(`request ${i} took some milliseconds`)
  clock.advance(60)
  expect(network.last.records.length).toBeLessThan(50)
  process.emit('exit', 0)
  expect(network.last.records.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
})

test('[BT3] log() does not compress, unless a burst would pile up uncompressed batches', () => {
  let packed = 0
  const compress = (bytes: Uint8Array) => {
    packed++
    return bytes.slice(0, bytes.length / 2)
  }
  const clock = new FakeClock()
  const options = { server: 'https://logs.example.com', token: 'agl_d_x', warn: () => {} }
  const logger = startWith(options, { clock, random: () => 1, dial: new FakeNetwork().dial, compress })
  started.push(logger)
  clock.settle()
  const body = 'x'.repeat(1_000)
  for (let i = 0; i < 40; i++) logger.info(body)
  expect(packed).toBe(0)
  clock.settle()
  expect(packed).toBe(2)
  for (let i = 0; i < 4_000; i++) logger.info(body)
  expect(packed).toBeGreaterThan((4_000 * 1_000) / LIMITS.batchFlushBytes - 6)
})

test('[I6][BT3] a compressor that does not keep up does not enlarge the ring', () => {
  const clock = new FakeClock()
  const network = new FakeNetwork()
  const compress = () => new Promise<Uint8Array>(() => {})
  const options = { server: 'https://logs.example.com', token: 'agl_d_x', ringBytesMax: LIMITS.batchBytesMax }
  const logger = startWith(options, { clock, random: () => 1, dial: network.dial, compress })
  started.push(logger)
  clock.settle()
  const body = 'x'.repeat(1_000)
  for (let i = 0; i < 2_000; i++) {
    logger.info(body)
    if (i % 700 === 0) clock.settle()
    const { tail, head } = logger.status
    expect((head - tail + 1) * body.length).toBeLessThanOrEqual(LIMITS.batchBytesMax)
  }
  network.last.welcome()
  clock.advance(60)
  process.emit('exit', 0)
  const { tail } = logger.status
  expect(network.last.records.map(({ seq }) => seq)).toEqual(Array.from({ length: 2_001 - tail }, (_, i) => tail + i))
})
