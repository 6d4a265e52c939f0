import { hostname } from 'node:os'
import { PassThrough } from 'node:stream'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { pinoStream } from '#lib/sdk/adapters/pino.ts'
import { captureOutput, type OutputHost } from '#lib/sdk/capture/capture-output.ts'
import { recorded } from './recorded.ts'

test('each level of pino is the level of its name, and custom levels count as the one below them', () => {
  const { logger, seen } = recorded()
  const log = pino({ level: 'trace', base: null, customLevels: { audit: 35, foo: 5, panic: 80 } }, pinoStream(logger))
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'audit', 'foo', 'panic'] as const)
    log[level]('x')
  expect(seen()).toEqual([
    { level: 'trace', body: 'x' },
    { level: 'debug', body: 'x' },
    { level: 'info', body: 'x' },
    { level: 'warn', body: 'x' },
    { level: 'error', body: 'x' },
    { level: 'fatal', body: 'x' },
    { level: 'info', body: 'x', attributes: { level: 'audit' } },
    { level: 'fatal', body: 'x' },
  ])
})

test('message, time, bindings, children and the name of the logger arrive', () => {
  const { logger, records } = recorded()
  const log = pino({ name: 'shop', timestamp: () => ',"time":1700000000123' }, pinoStream(logger))
  log.child({ reqId: 7 }).info({ order: { id: 1 } }, 'placed %s', 'today')
  log.info({ only: 'fields' })
  expect(records()).toMatchObject([
    { timeMs: 1_700_000_000_123, scope: 'shop', body: 'placed today', attributes: { reqId: 7, order: { id: 1 } } },
    { body: '{"only":"fields"}', attributes: { only: 'fields' } },
  ])
  expect(records()[0]?.attributes).toEqual({ reqId: 7, order: { id: 1 } })
})

test.each([
  ['isoTime', pino.stdTimeFunctions.isoTime],
  ['unixTime', pino.stdTimeFunctions.unixTime],
  ['epochTime', pino.stdTimeFunctions.epochTime],
  ['isoTimeNano', pino.stdTimeFunctions.isoTimeNano],
])('the time is read as %s writes it', (_, timestamp) => {
  const { logger, records } = recorded()
  const before = Date.now()
  pino({ timestamp }, pinoStream(logger)).info('x')
  expect(Math.abs((records()[0]?.timeMs ?? 0) - before)).toBeLessThan(60_000)
})

test('an error has its name, message, stack and causes, by itself and beside a message', () => {
  const { logger, seen } = recorded()
  const log = pino({ base: null }, pinoStream(logger))
  log.error(new TypeError('no', { cause: new Error('deep') }))
  log.error({ err: new RangeError('far') }, 'failed')
  const [first, second] = seen()
  expect(first).toMatchObject({ level: 'error', body: 'no', error: { name: 'TypeError', message: 'no: deep' } })
  expect(first?.error?.stack).toMatch(/^TypeError: no[\s\S]*pino\.test\.ts[\s\S]*caused by: Error: deep/)
  expect(second).toMatchObject({ body: 'failed', error: { name: 'RangeError', message: 'far' } })
  expect(second?.attributes).toBeUndefined()
})

test('other keys are read where the stream knows them too; formatted levels are read as words', () => {
  const { logger, seen } = recorded()
  const keys = { messageKey: 'text', errorKey: 'problem' }
  const formatters = { level: (label: string) => ({ level: label }) }
  pino({ ...keys, base: null, formatters }, pinoStream(logger, keys)).warn({ problem: new Error('no') }, 'hm')
  expect(seen()).toMatchObject([{ level: 'warn', body: 'hm', error: { message: 'no' } }])
})

test('a trace that OpenTelemetry added is the trace of the record', () => {
  const { logger, seen } = recorded()
  const mixin = () => ({ trace_id: '0af7651916cd43dd8448eb211c80319c', span_id: 'b7ad6b7169203331', trace_flags: '01' })
  pino({ base: null, mixin }, pinoStream(logger)).info('x')
  const trace = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }
  expect(seen()).toEqual([{ level: 'info', body: 'x', ...trace }])
})

test.each(['stdout first', 'stdout last'])(
  'in a multistream stdout gets the same bytes, and captureOutput does not send them again: %s',
  async (order) => {
    const { logger, seen } = recorded()
    const stdout = new PassThrough()
    const process = { stdout, stderr: new PassThrough(), on: () => {} }
    onTestFinished(captureOutput({ log: logger.log, wallMs: () => 0 }, { process } as unknown as OutputHost))
    const ours = pinoStream(logger)
    onTestFinished(() => ours.end())
    const streams = [{ stream: stdout }, { stream: ours }]
    const log = pino(
      { base: null, timestamp: false },
      pino.multistream(order === 'stdout first' ? streams : streams.reverse()),
    )
    log.info('one')
    stdout.write('by somebody else\n')
    await Promise.resolve()
    log.info('two')
    await Promise.resolve()
    expect(
      seen()
        .map(({ body }) => body)
        .sort(),
    ).toEqual(['by somebody else', 'one', 'two'])
    expect(String(stdout.read())).toBe('{"level":30,"msg":"one"}\nby somebody else\n{"level":30,"msg":"two"}\n')
  },
)

test('secrets are redacted, by us and by pino’s own rule', () => {
  const { logger, seen } = recorded()
  const log = pino({ base: null, redact: ['card'] }, pinoStream(logger))
  log.info({ password: 'hunter2', card: 'x1', url: 'https://a.example/?token=abcdef' }, 'in')
  expect(seen()[0]?.attributes).toEqual({
    password: '[redacted]',
    card: '[Redacted]',
    url: 'https://a.example/?token=[redacted]',
  })
})

test('lines that are no JSON, and fields that no one expects, never throw into pino', () => {
  const { logger, seen } = recorded()
  const stream = pinoStream(logger)
  for (const line of ['plain', '[1]', 'null', '{"level":{},"msg":{"a":1},"time":"never","name":3,"err":7}', ''])
    stream.write(`${line}\n`)
  expect(seen().map(({ level, body }) => [level, body])).toEqual([
    ['unknown', 'plain'],
    ['unknown', '[1]'],
    ['unknown', 'null'],
    ['unknown', '{"a":1}'],
    ['unknown', ''],
  ])
})

test('pino’s flush waits until everything is acknowledged', async () => {
  const { logger, records } = recorded()
  const log = pino({}, pinoStream({ ...logger, flush: async () => true } as typeof logger))
  log.info('x')
  await new Promise<void>((resolve, reject) => log.flush((error) => (error ? reject(error) : resolve())))
  expect(records()).toHaveLength(1)
})

test('lines of bunyan are read as well: these were written by bunyan 1.8.15', () => {
  const { logger, records } = recorded()
  const stream = pinoStream(logger)
  const { pid } = process
  const own = `"hostname":${JSON.stringify(hostname())},"pid":${pid}`
  stream.write(
    `{"name":"shop",${own},"component":"cart","level":40,"id":7,"password":"hunter2","msg":"placed 3","time":"2026-11-29T06:15:26.933Z","v":0}\n`,
  )
  stream.write(
    `{"name":"shop",${own},"level":50,"err":{"message":"no","name":"TypeError","stack":"TypeError: no\\n    at a.js:5:11"},"msg":"no","time":"2026-11-29T06:15:26.933Z","v":0}\n`,
  )
  const timeMs = Date.UTC(2026, 10, 29, 6, 15, 26, 933)
  const attributes = { component: 'cart', id: 7, password: '[redacted]' }
  const error = { name: 'TypeError', message: 'no', stack: 'TypeError: no\n    at a.js:5:11' }
  expect(records()).toEqual([
    { seq: 1, timeMs, level: 'warn', body: 'placed 3', scope: 'shop', attributes },
    { seq: 2, timeMs, level: 'error', body: 'no', scope: 'shop', error },
  ])
})
