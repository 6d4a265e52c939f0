import { PassThrough } from 'node:stream'
import 'reflect-metadata'
import { ConsoleLogger, Module, Logger as NestLogger } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { expect, onTestFinished, test } from 'vitest'
import { AgentLoggerService, type NestOptions } from '#lib/sdk/adapters/nest.ts'
import { captureOutput, type OutputHost } from '#lib/sdk/capture/capture-output.ts'
import { recorded } from './recorded.ts'

function nest(options: NestOptions = {}) {
  const sdk = recorded()
  const service = new AgentLoggerService(sdk.logger, options)
  NestLogger.overrideLogger(service)
  onTestFinished(() => NestLogger.overrideLogger(new ConsoleLogger()))
  return { ...sdk, service }
}

test('each level and the context of Nest’s own Logger arrive', () => {
  const { seen } = nest()
  const log = new NestLogger('Cats')
  log.log('a')
  log.warn('b')
  log.error('c')
  log.debug('d')
  log.verbose('e')
  log.fatal('f')
  NestLogger.log('static', 'Boot')
  expect(seen()).toEqual([
    { level: 'info', body: 'a', scope: 'Cats' },
    { level: 'warn', body: 'b', scope: 'Cats' },
    { level: 'error', body: 'c', scope: 'Cats' },
    { level: 'debug', body: 'd', scope: 'Cats' },
    { level: 'trace', body: 'e', scope: 'Cats' },
    { level: 'fatal', body: 'f', scope: 'Cats' },
    { level: 'info', body: 'static', scope: 'Boot' },
  ])
})

test('stacks, errors, fields and further messages have the places that Nest gives them', () => {
  const { seen } = nest()
  const log = new NestLogger('Cats')
  const error = new TypeError('no')
  log.error('failed', error.stack)
  log.error('failed', 'a trace in words')
  log.error(error)
  log.error('failed', error)
  log.log('with', { id: 1 }, { more: 2 })
  log.log('one', 'two')
  log.log({ object: true })
  const alone = new NestLogger()
  alone.error('failed', error.stack)
  alone.error('failed', 'Context')
  const trace = { name: 'TypeError', message: 'no', stack: error.stack }
  expect(seen()).toEqual([
    { level: 'error', body: 'failed', scope: 'Cats', error: trace },
    {
      level: 'error',
      body: 'failed',
      scope: 'Cats',
      error: { name: 'Error', message: 'failed', stack: 'a trace in words' },
    },
    { level: 'error', body: 'TypeError: no', scope: 'Cats', error: trace },
    { level: 'error', body: 'failed', scope: 'Cats', error: trace },
    { level: 'info', body: 'with', scope: 'Cats', attributes: { id: 1, more: 2 } },
    { level: 'info', body: 'one', scope: 'Cats' },
    { level: 'info', body: 'two', scope: 'Cats' },
    { level: 'info', body: '{"object":true}', scope: 'Cats', attributes: { object: true } },
    { level: 'error', body: 'failed', error: trace },
    { level: 'error', body: 'failed', scope: 'Context' },
  ])
})

test('an application that Nest starts says so through it', async () => {
  const { seen, service } = nest()
  class AppModule {}
  Module({})(AppModule)
  const app = await NestFactory.createApplicationContext(AppModule, { logger: service })
  await app.close()
  expect(seen()).toMatchObject([
    { level: 'info', body: 'Starting Nest application...', scope: 'NestFactory' },
    { level: 'info', body: 'AppModule dependencies initialized', scope: 'InstanceLoader' },
  ])
})

test('levels can be chosen at the start and later', () => {
  const { seen, service } = nest({ logLevels: ['error'] })
  const log = new NestLogger()
  log.log('no')
  log.error('yes')
  service.setLogLevels(['log'])
  log.log('yes')
  log.error('no')
  expect(seen().map(({ body }) => body)).toEqual(['yes', 'yes'])
})

test('a second logger gets every call, and what it prints is not captured again', () => {
  const stdout = new PassThrough()
  const { write } = process.stdout
  const { seen, logger } = nest({ also: new ConsoleLogger({ colors: false }) })
  process.stdout.write = ((text: string) => stdout.write(text)) as typeof write
  onTestFinished(() => void Object.assign(process.stdout, { write }))
  const host = { process: { stdout: process.stdout, stderr: process.stderr, on: () => {} } }
  const stop = captureOutput({ log: logger.log, wallMs: () => 0 }, host as unknown as OutputHost)
  new NestLogger('Cats').log('once')
  stop()
  expect(seen()).toEqual([{ level: 'info', body: 'once', scope: 'Cats' }])
  expect(String(stdout.read())).toMatch(/LOG \[Cats\] once\n$/)
})

test('secrets are redacted, and a logger that throws does not reach Nest', () => {
  const { seen } = nest()
  new NestLogger().log('in https://a.example/?token=abcdef', { password: 'hunter2' })
  expect(seen()).toEqual([
    { level: 'info', body: 'in https://a.example/?token=[redacted]', attributes: { password: '[redacted]' } },
  ])
  const broken = new AgentLoggerService({ log: () => { throw new Error('ours') } } as never) // biome-ignore format: one line
  expect(() => broken.error('x')).not.toThrow()
})
