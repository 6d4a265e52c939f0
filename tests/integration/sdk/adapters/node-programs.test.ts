/** Adapters in programs of their own, against the real relay: what arrives, what the program prints, how it ends. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startRelay, type TestRelay } from '#tests/support/start-relay.ts'
import { bundled, removeBundles, runProgram } from './program.ts'

let relay: TestRelay
let dir: string
beforeAll(async () => {
  relay = await startRelay()
  dir = await bundled({
    sdk: 'lib/sdk/index.ts',
    pino: 'lib/sdk/adapters/pino.ts',
    winston: 'lib/sdk/adapters/winston.ts',
    nest: 'lib/sdk/adapters/nest.ts',
    otel: 'lib/sdk/adapters/otel.ts',
    debug: 'lib/sdk/adapters/debug.ts',
    express: 'lib/sdk/adapters/express.ts',
  })
})
afterAll(async () => {
  await relay.close()
  removeBundles(dir)
})

const START = `import { startAgentLogger } from './sdk.mjs'
  const logger = startAgentLogger({ server: process.argv[1], token: 'agl_d_x', captureOutput: true, captureConsole: true })
  const goOn = () => new Promise((resolve) => process.stdin.once('data', resolve))`

test('captureOutput: what the process writes arrives, what it prints stays the same, and it ends by itself', async () => {
  const program = runProgram(
    relay,
    dir,
    `${START}
    await goOn()
    process.stdout.write('direct\\n')
    console.log('by the console')
    console.error('to stderr')
    process.stderr.write('no end')
    process.stdin.unref()`,
  )
  await program.watched
  program.process.stdin?.write('go\n')
  expect(await program.ended).toEqual({
    code: 0,
    stdout: 'direct\nby the console\n',
    stderr: 'to stderr\nno end',
  })
  await expect
    .poll(() => program.records().map(({ body, scope }) => [body, scope]))
    .toEqual([
      ['direct', 'stdout'],
      ['by the console', undefined],
      ['to stderr', undefined],
      ['no end', 'stderr'],
    ])
})

test.each([
  ['target', (target: string) => target],
  [
    'targets',
    (target: string) =>
      `{ targets: [${target}, { target: 'pino/file', level: 'trace', options: { destination: 1 } }] }`,
  ],
])(
  'pino: a worker sends each line to the last, with custom levels, and lets the process end: %s',
  async (kind, transport) => {
    const target = `{ target: ${JSON.stringify(`${dir}/pino.mjs`)}, level: 'trace', options: { server: process.argv[1], token: 'agl_d_x' } }`
    const program = runProgram(
      relay,
      dir,
      `import pino from 'pino'
    const log = pino({ level: 'trace', customLevels: { audit: 35 }, transport: ${transport(target)} })
    log.info('early')
    await new Promise((resolve) => process.stdin.once('data', resolve))
    for (let i = 0; i < 500; i++) log.child({ i }).debug('many')
    log.audit({ password: 'hunter2', err: new TypeError('no') }, 'last')
    process.exitCode = 3
    process.stdin.unref()`,
    )
    await program.watched
    program.process.stdin?.write('go\n')
    const { code, stdout, stderr } = await program.ended
    expect([code, stderr, stdout.split('\n').length]).toEqual([3, '', kind === 'target' ? 1 : 503])
    await expect.poll(() => program.records().length).toBe(502)
    const records = program.records()
    expect(records[0]).toMatchObject({ level: 'info', body: 'early' })
    expect(records[500]).toMatchObject({ level: 'debug', body: 'many', attributes: { i: 499 } })
    expect(records[501]).toMatchObject({
      level: 'info',
      body: 'last',
      attributes: { password: '[redacted]', level: 'audit' },
      error: { name: 'TypeError', message: 'no' },
    })
  },
)

test('winston: its records arrive once, and the process ends by itself', async () => {
  const program = runProgram(
    relay,
    dir,
    `${START}
    import winston from 'winston'
    import { AgentLoggerTransport } from './winston.mjs'
    await goOn()
    const format = winston.format.simple()
    const log = winston.createLogger({
      transports: [new winston.transports.Console({ format }), new AgentLoggerTransport({ logger })],
    })
    log.warn('once')
    process.stdin.unref()`,
  )
  await program.watched
  program.process.stdin?.write('go\n')
  expect(await program.ended).toEqual({ code: 0, stdout: 'warn: once\n', stderr: '' })
  await expect.poll(() => program.records().map(({ body, level }) => [level, body])).toEqual([['warn', 'once']])
})

test('all adapters of one program send each record once, and none keeps the process', async () => {
  const program = runProgram(
    relay,
    dir,
    `${START}
    import { createServer } from 'node:http'
    import pino from 'pino'
    import createDebug from 'debug'
    import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
    import { pinoStream } from './pino.mjs'
    import { AgentLoggerService } from './nest.mjs'
    import { AgentLoggerExporter } from './otel.mjs'
    import { captureDebug } from './debug.mjs'
    import { logRequests } from './express.mjs'
    await goOn()
    process.stdin.unref()
    const log = pino({ base: null, timestamp: false }, pino.multistream([{ stream: process.stdout }, { stream: pinoStream(logger) }]))
    log.info('by pino')
    new AgentLoggerService(logger, { also: { log: (message) => process.stdout.write(message + '\\n') } }).log('by Nest')
    captureDebug(createDebug, logger)
    createDebug.inspectOpts.hideDate = true
    createDebug.enable('x')
    createDebug('x')('by debug')
    const exporter = new AgentLoggerExporter(logger)
    const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] })
    provider.getLogger('x').emit({ body: 'by OpenTelemetry' })
    await provider.forceFlush()
    const middleware = logRequests(logger)
    const server = createServer((request, response) => middleware(request, response, () => {
      console.log('inside')
      response.end()
    }))
    server.listen(0, '127.0.0.1', async () => {
      await fetch('http://127.0.0.1:' + server.address().port + '/?token=abcdef', { headers: { 'x-request-id': 'mine' } })
      server.closeAllConnections()
      server.close()
    })`,
  )
  await program.watched
  program.process.stdin?.write('go\n')
  expect(await program.ended).toEqual({
    code: 0,
    stdout: '{"level":30,"msg":"by pino"}\nby Nest\ninside\n',
    stderr: 'x by debug\n',
  })
  await expect.poll(() => program.records().length).toBe(6)
  const seen = program.records().map(({ body, attributes }) => [body.replace(/ after.*/, ''), attributes?.requestId])
  expect(seen.toSorted()).toEqual([
    ['GET /?token=[redacted] 200', 'mine'],
    ['by Nest', undefined],
    ['by OpenTelemetry', undefined],
    ['by debug', undefined],
    ['by pino', undefined],
    ['inside', 'mine'],
  ])
})
