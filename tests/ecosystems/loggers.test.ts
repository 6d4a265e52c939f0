/** Loggers that the project itself does not need, as the real packages: bunyan with our stream, winston-loki with our server. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type SourceWatcher, watchSource } from '#tests/support/source-watcher.ts'
import { type Consumer, consumer } from './consumer.ts'

const page = readFileSync(path.join(import.meta.dirname, '../../docs/LOGGERS.md'), 'utf8')

let app: Consumer
let watcher: SourceWatcher
beforeAll(async () => {
  app = await consumer(['bunyan', 'winston', 'winston-loki'])
})
beforeEach(async () => {
  watcher = await watchSource(app.relay)
})
afterEach(() => watcher.close())
afterAll(() => app.remove())

const bySeq = () => [...watcher.records].sort((a, b) => a.seq - b.seq)

test('bunyan: the recipe sends each level with its fields, its error and its time, and prints what it printed', async () => {
  const [, recipe = ''] = /```js\n(import bunyan[\s\S]*?)```/.exec(page) ?? []
  expect(recipe).toContain('pinoStream(logger)')
  const file = app.write(
    'bunyan.mjs',
    `import { startAgentLogger } from 'agent-logger'
const logger = startAgentLogger({ server: process.argv[2], token: 'agl_d_x', name: 'bunyan', compress: false })
${recipe}
for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) log[level]({ level_of: level, password: 'hunter2' }, 'placed %s', level)
log.error(new TypeError('no'), 'failed')
log.child({ part: 'cart' }).info({ time: new Date(1700000000123) }, 'of a child')
await logger.close()
`,
  )
  const { code, stdout, stderr } = await app.run(process.execPath, [file, app.relay.url])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  // To stdout bunyan writes from info on, as without us.
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).msg),
  ).toEqual([...['info', 'warn', 'error', 'fatal'].map((level) => `placed ${level}`), 'failed', 'of a child'])
  await expect.poll(() => watcher.records.length).toBe(8)
  expect(bySeq().slice(0, 6)).toMatchObject(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => ({
      ...{ level, body: `placed ${level}`, scope: 'shop' },
      attributes: { level_of: level, password: '[redacted]' },
    })),
  )
  expect(bySeq().slice(6)).toMatchObject([
    { level: 'error', body: 'failed', error: { name: 'TypeError', message: 'no' } },
    { level: 'info', body: 'of a child', timeMs: 1_700_000_000_123, attributes: { part: 'cart' } },
  ])
})

test.each([
  ['protobuf', 'false'],
  ['JSON', 'true'],
])('winston-loki in %s: its records arrive with level, labels and fields', async (encoding, isJson) => {
  const file = app.write(
    'winston-loki.mjs',
    `import winston from 'winston'
import LokiTransport from 'winston-loki'
const log = winston.createLogger({
  level: 'silly',
  transports: [new LokiTransport({
    host: process.argv[2],
    basicAuth: 'token:agl_d_shop',
    json: ${isJson},
    batching: false,
    labels: { app: 'shop ${encoding}' },
    onConnectionError: (error) => { console.error(error); process.exitCode = 1 },
  })],
})
log.warn('placed as ${encoding}', { id: 7, labels: { part: 'cart' } })
log.debug('later as ${encoding}')
log.end()
`,
  )
  const ended = await app.run(process.execPath, [file, app.relay.url])
  expect(ended).toEqual({ code: 0, stdout: '', stderr: '' })
  // A viewer also gets what a session of the same device sent a moment ago.
  const own = () => watcher.records.filter(({ body }) => body.includes(`as ${encoding}`))
  await expect.poll(() => own().length).toBe(2)
  const records = Object.fromEntries(own().map((record) => [record.body.split(' ')[0], record]))
  expect(records.placed).toMatchObject({ level: 'warn', attributes: { part: 'cart' } })
  expect(records.placed?.body).toContain('"id":7')
  expect(records.later).toMatchObject({ level: 'debug' })
  expect([...watcher.states.values()].map(({ device }) => device.name)).toContain(`shop ${encoding}`)
})
