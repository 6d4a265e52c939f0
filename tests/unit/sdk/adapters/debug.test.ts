import { PassThrough } from 'node:stream'
import createDebug from 'debug'
import { expect, onTestFinished, test } from 'vitest'
import { captureDebug, type DebugModule } from '#lib/sdk/adapters/debug.ts'
import { captureOutput, type OutputHost } from '#lib/sdk/capture/capture-output.ts'
import { recorded } from './recorded.ts'

function capturing() {
  const sdk = recorded()
  const printed: string[] = []
  const { write } = process.stderr
  process.stderr.write = ((text: string) => printed.push(text) > 0) as typeof write
  createDebug.enable('shop:*,-shop:quiet')
  const stop = captureDebug(createDebug as unknown as DebugModule, sdk.logger)
  onTestFinished(() => {
    stop()
    createDebug.disable()
    Object.assign(process.stderr, { write })
  })
  return { ...sdk, printed, stop }
}

test('what is enabled becomes records with the namespace as scope, and is printed as before', () => {
  const { seen, printed } = capturing()
  createDebug('shop:cart')('%s has %d of %j', 'cart', 3, { a: 1 })
  createDebug('shop:cart').extend('db')('query', { id: 7 })
  createDebug('shop:quiet')('no')
  createDebug('other')('no')
  expect(seen()).toEqual([
    { level: 'debug', body: 'cart has 3 of {"a":1}', scope: 'shop:cart' },
    { level: 'debug', body: 'query {"id":7}', scope: 'shop:cart:db', attributes: { id: 7 } },
  ])
  expect(printed).toHaveLength(2)
  expect(printed[0]).toMatch(/shop:cart.* cart has 3 of {"a":1}/)
})

test('an error keeps its name and stack; the next record has none', () => {
  const { seen } = capturing()
  const log = createDebug('shop:cart')
  log(new TypeError('no'))
  log('fine')
  expect(seen()[0]).toMatchObject({ scope: 'shop:cart', error: { name: 'TypeError', message: 'no' } })
  expect(seen()[0]?.error?.stack).toContain('debug.test.ts')
  expect(seen()[1]).toEqual({ level: 'debug', body: 'fine', scope: 'shop:cart' })
})

test('captureOutput does not send it again; after the stop only captureOutput sends it', () => {
  const { seen, logger, stop } = capturing()
  const host = { process: { stdout: new PassThrough(), stderr: process.stderr, on: () => {} } }
  onTestFinished(captureOutput({ log: logger.log, wallMs: () => 0 }, host as unknown as OutputHost))
  const log = createDebug('shop:cart')
  log('once')
  stop()
  log('as a line')
  expect(seen()).toMatchObject([{ body: 'once' }, { scope: 'stderr' }])
})

test('a wrapper of the host that came later stays', () => {
  const { stop } = capturing()
  const theirs = () => {}
  const { log } = createDebug
  createDebug.log = theirs
  stop()
  expect(createDebug.log).toBe(theirs)
  createDebug.log = log
})

test('secrets are redacted, and a logger that throws does not reach the host', () => {
  const { seen, printed } = capturing()
  createDebug('shop:cart')('in https://a.example/?token=abcdef', { password: 'hunter2' })
  expect(seen()[0]?.body).toContain('token=[redacted]')
  expect(seen()[0]?.attributes).toEqual({ password: '[redacted]' })
  const broken = { log: () => { throw new Error('ours') } } // biome-ignore format: one line
  onTestFinished(captureDebug(createDebug as unknown as DebugModule, broken as never))
  expect(() => createDebug('shop:cart')('x')).not.toThrow()
  expect(printed).toHaveLength(2)
})
