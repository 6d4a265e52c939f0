import { PassThrough } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import winston from 'winston'
import { AgentLoggerTransport } from '#lib/sdk/adapters/winston.ts'
import { captureOutput, type OutputHost } from '#lib/sdk/capture/capture-output.ts'
import { recorded } from './recorded.ts'

const { format } = winston

function logging(options: winston.LoggerOptions = {}) {
  const sdk = recorded()
  const transport = new AgentLoggerTransport({ logger: sdk.logger })
  const log = winston.createLogger({ level: 'silly', transports: [transport], ...options })
  onTestFinished(() => void log.close())
  return { ...sdk, log, transport }
}

test.each([
  ['npm', ['error', 'warn', 'info', 'info', 'trace', 'debug', 'trace']],
  ['syslog', ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug']],
  ['cli', ['error', 'warn', 'info', 'info', 'info', 'debug', 'info', 'trace', 'trace', 'trace']],
] as const)('the levels of %s are read, also coloured', (table, levels) => {
  const names = Object.keys(winston.config[table].levels)
  const least = names.at(-1) as string
  const { log, seen } = logging({
    levels: winston.config[table].levels,
    level: least,
    format: format.colorize({ colors: Object.fromEntries(names.map((name) => [name, 'red'])) }),
  })
  for (const name of names) log.log(name, 'x')
  expect(seen()).toEqual(levels.map((level) => ({ level, body: 'x' })))
})

test('a custom level keeps its name and counts as the next less severe one', () => {
  const { log, seen } = logging({ levels: { error: 0, audit: 1, info: 2, chatter: 3 }, level: 'chatter' })
  log.log('audit', 'x')
  log.log('chatter', 'y')
  expect(seen()).toEqual([
    { level: 'info', body: 'x', attributes: { level: 'audit' } },
    { level: 'info', body: 'y', attributes: { level: 'chatter' } },
  ])
})

test('placeholders, fields, defaults, label and timestamp are as winston’s formats made them', () => {
  const { log, records } = logging({
    defaultMeta: { service: 'shop' },
    format: format.combine(format.label({ label: 'api' }), format.timestamp(), format.splat(), format.json()),
  })
  log.info('%s has %d', 'cart', 3, { id: 7 })
  const [record] = records()
  expect(record).toMatchObject({ body: 'cart has 3', scope: 'api', attributes: { id: 7, service: 'shop' } })
  expect(Object.keys(record?.attributes ?? {})).toEqual(['service', 'id'])
  expect(Math.abs((record?.timeMs ?? 0) - Date.now())).toBeLessThan(60_000)
})

const noFormat = format((info) => info)()
test.each([
  ['no format', noFormat],
  ['json', format.json()],
  ['errors', format.combine(format.errors({ stack: true }), format.json())],
  ['errors and splat', format.combine(format.errors({ stack: true, cause: true }), format.splat(), format.simple())],
])('errors arrive with name, message and stack: %s', (_, chosen) => {
  const { log, seen } = logging({ format: chosen })
  log.error(new TypeError('alone'))
  log.error('failed:', new RangeError('second'))
  log.error('as a field', { error: new SyntaxError('third') })
  log.error('as a message', { message: new Error('x') })
  const [alone, second, third] = seen()
  expect(alone).toMatchObject({ level: 'error', error: { name: 'TypeError', message: 'alone' } })
  expect(alone?.error?.stack).toContain('winston.test.ts')
  expect(alone?.body).toContain('alone')
  expect(second).toMatchObject({ error: { name: 'RangeError', message: 'second' } })
  expect(second?.body).toContain('failed:')
  expect(third).toMatchObject({ body: 'as a field', error: { name: 'SyntaxError', message: 'third' } })
  for (const record of seen()) expect(record.attributes?.stack).toBeUndefined()
})

test('level, silent and format of the transport itself are respected', () => {
  const { log, seen, transport } = logging()
  transport.level = 'warn'
  log.info('no')
  log.warn('yes')
  transport.silent = true
  log.warn('no')
  expect(seen().map(({ body }) => body)).toEqual(['yes'])
})

test('an uncaught error that winston handles is one record without the process as it was', () => {
  const { transport, seen } = logging()
  transport.handleExceptions = true
  const log = winston.createLogger({ transports: [transport] })
  onTestFinished(() => void log.close())
  const info = log.exceptions.getAllInfo(new Error('boom')) as Record<string, unknown>
  log.log({ ...info, level: 'error', message: String(info.message) })
  const [record] = seen()
  expect(record).toMatchObject({ level: 'error', error: { message: 'boom' } })
  expect(Object.keys(record?.attributes ?? {}).sort()).toEqual(['exception'])
})

test.each(['before', 'after', 'added later'])(
  'what winston prints to the console is not captured again, whatever its format: Console %s ours',
  (order) => {
    const { logger, seen } = recorded()
    const stdout = new PassThrough()
    const process = { stdout, stderr: new PassThrough(), on: () => {} }
    const { _stdout: own } = console as unknown as { _stdout: unknown }
    Object.assign(console, { _stdout: stdout })
    onTestFinished(() => void Object.assign(console, { _stdout: own }))
    onTestFinished(captureOutput({ log: logger.log, wallMs: () => 0 }, { process } as unknown as OutputHost))
    const ours = new AgentLoggerTransport({ logger })
    const theirs = new winston.transports.Console({ format: format.printf(({ message }) => `>> ${message}`) })
    const log = winston.createLogger({ transports: order === 'before' ? [theirs, ours] : [ours] })
    if (order === 'after') log.add(theirs)
    log.info('one')
    if (order === 'added later') log.add(theirs)
    log.info('two')
    stdout.write('by somebody else\n')
    expect(seen().map(({ body }) => body)).toEqual(['one', 'two', 'by somebody else'])
    const printed = order === 'added later' ? '' : '>> one\n'
    expect(String(stdout.read())).toBe(`${printed}>> two\nby somebody else\n`)
    log.remove(ours)
    log.info('three')
    expect(seen().at(-1)).toMatchObject({ body: '>> three', scope: 'stdout' })
  },
)

test('secrets are redacted', () => {
  const { log, seen } = logging()
  log.info('in https://a.example/?token=abcdef', { password: 'hunter2' })
  expect(seen()).toEqual([
    { level: 'info', body: 'in https://a.example/?token=[redacted]', attributes: { password: '[redacted]' } },
  ])
})

test('a logger that throws does not reach winston', () => {
  const logger = { log: () => { throw new Error('ours') } } // biome-ignore format: one line
  const log = winston.createLogger({ transports: [new AgentLoggerTransport({ logger: logger as never })] })
  expect(() => log.info('x')).not.toThrow()
})
