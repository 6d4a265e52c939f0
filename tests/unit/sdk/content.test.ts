/** What people log arrives: fields of errors, causes, thrown values, objects of the platform, extra arguments. */
import { expect, test } from 'vitest'
import type { Level } from '#lib/protocol/levels.ts'
import { decodeRecord } from '#lib/protocol/record.ts'
import { thrownRecord } from '#lib/sdk/capture/uncaught-errors.ts'
import { createLogger } from '#lib/sdk/create-logger.ts'
import { redactByDefault } from '#lib/sdk/record/redact.ts'
import { Serializer } from '#lib/sdk/record/serializer.ts'
import { FakeClock } from './fake-dependencies.ts'

function logger(minLevel = 0) {
  const lines: string[] = []
  const session = { takesRecords: true, push: ({ line }: { line: string }) => lines.push(line) }
  const make = createLogger({ session: session as never, clock: new FakeClock(), redact: redactByDefault, minLevel })
  return { root: make({}), lines, last: () => decodeRecord(lines.at(-1) ?? '') }
}

test('own fields of an error and of its causes become attributes, and secrets among them are masked', () => {
  const { root, last } = logger()
  const cause = Object.assign(new Error('socket'), { code: 'ECONNRESET', errno: -104 })
  const error = Object.assign(new Error('failed', { cause }), {
    status: 502,
    meta: { target: 'orders' },
    password: 'x',
  })
  root.error('Payment failed', error)
  expect(last()).toMatchObject({
    body: 'Payment failed',
    error: { name: 'Error', message: 'failed', stack: expect.stringContaining('Caused by: Error: socket') },
    attributes: {
      'error.status': 502,
      'error.meta': { target: 'orders' },
      'error.password': '[redacted]',
      'error.cause.code': 'ECONNRESET',
      'error.cause.errno': -104,
    },
  })
  root.error(new AggregateError([Object.assign(new Error('one'), { code: 1 }), new Error('two')], 'all'))
  expect(last()).toMatchObject({
    body: 'AggregateError: all',
    error: { stack: expect.stringMatching(/One of: Error: one[\s\S]*One of: Error: two/) },
    attributes: { 'error.errors.0.code': 1 },
  })
})

test('an error that carries a whole request costs a bounded part of the record', () => {
  const { root, last, lines } = logger()
  const request = { body: 'x'.repeat(100_000), list: Array.from({ length: 5_000 }, (_, i) => ({ i })) }
  root.error(
    'big',
    Object.assign(new Error('no'), { request, config: { deep: { deep: { deep: { deep: 1 } } } }, code: 5 }),
  )
  expect(lines.at(-1)?.length).toBeLessThan(24_000)
  expect(last().attributes?.['error.request']).toBeDefined()
})

test.each<[string, unknown, object]>([
  ['an object', { code: 5 }, { body: 'Uncaught {"code":5}', attributes: { code: 5 } }],
  ['a list', ['a', { b: 1 }], { body: 'Uncaught ["a",{"b":1}]' }],
  ['an instance', new (class Refusal { reason = 'no' })(), { body: 'Uncaught {"reason":"no"}', attributes: { reason: 'no' } }], // biome-ignore format: one row
  ['something like an error', { name: 'E', message: 'm', status: 4 }, { attributes: { message: 'm', status: 4 } }],
  [
    'an answer',
    new Response('', { status: 404 }),
    { attributes: { Response: expect.objectContaining({ status: 404 }) } },
  ],
  ['null', null, { body: 'Uncaught null' }],
  ['a text', 'why', { body: 'Uncaught why' }],
])('a thrown value that is %s keeps its content', (_name, thrown, expected) => {
  expect(thrownRecord(thrown, 'Uncaught ', 'Uncaught [object Object]')).toMatchObject(expected)
})

const form = new FormData()
form.set('name', 'Ada')
form.set('file', new File(['abc'], 'a.txt', { type: 'text/plain' }))

test.each<[string, unknown, object]>([
  ['Response', new Response('', { status: 503, statusText: 'Busy' }), { status: 503, statusText: 'Busy' }],
  ['Request', new Request('http://a/b', { method: 'POST' }), { method: 'POST', url: 'http://a/b' }],
  ['Headers', new Headers({ Accept: 'text/html' }), { accept: 'text/html' }],
  ['FormData', form, { name: 'Ada', file: { File: { name: 'a.txt', type: 'text/plain', size: 3 } } }],
  ['File', form.get('file'), { name: 'a.txt', size: 3 }],
  ['Blob', new Blob(['ab']), { size: 2 }],
  // Node has no such classes; browsers' have their members on the prototype too.
  [
    'CloseEvent',
    platformLike('CloseEvent', { type: 'close', code: 1006, reason: 'gone' }),
    { code: 1006, reason: 'gone' },
  ],
  ['MessageEvent', platformLike('MessageEvent', { type: 'message', data: { a: 1 } }), { data: { a: 1 } }],
  ['ErrorEvent', platformLike('ErrorEvent', { type: 'error', message: 'no', lineno: 3 }), { message: 'no', lineno: 3 }],
  ['PromiseRejectionEvent', platformLike('PromiseRejectionEvent', { type: 'x', reason: 'why' }), { reason: 'why' }],
  ['MediaError', platformLike('MediaError', { code: 4, message: 'src' }), { code: 4, message: 'src' }],
  ['GeolocationPositionError', platformLike('GeolocationPositionError', { code: 1, message: 'denied' }), { code: 1 }],
])('a %s is read by the members that its platform gives it', (tag, value, members) => {
  expect(new Serializer().plain(value)).toEqual({ [tag]: expect.objectContaining(members) })
  expect(new Serializer({ isConsole: true }).plain(value)).toEqual({ [tag]: expect.objectContaining(members) })
})

/** An object without members of its own, as platforms make them. */
function platformLike(tag: string, members: Record<string, unknown>): object {
  return Object.create({ ...members, [Symbol.toStringTag]: tag })
}

test('directives are replaced, and what follows them is kept', () => {
  const { root, last } = logger()
  root.info('%s is %d', 'x', 4, { extra: 1 })
  expect(last()).toMatchObject({ body: 'x is 4 {"extra":1}', attributes: { extra: 1 } })
  root.info('100% sure', { a: 1 })
  expect(last()).toMatchObject({ body: '100% sure', attributes: { a: 1 } })
  root.info('list', { a: 1 }, 2, ['b'])
  expect(last()).toMatchObject({ body: 'list', attributes: { arguments: [{ a: 1 }, 2, ['b']] } })
  root.warn('failed', new TypeError('no'), { order: 7 })
  expect(last()).toMatchObject({ error: { name: 'TypeError' }, attributes: { order: 7 } })
  root.log('text', { a: 1 })
  expect(last()).toMatchObject({ level: 'info', body: 'text', attributes: { a: 1 } })
})

test('a child binds a scope, attributes, and any other member by its name', () => {
  const { root, last } = logger()
  root
    .child({ reqId: 1 })
    .child({ scope: 'shop', attributes: { a: 1 } })
    .info('x')
  expect(last()).toMatchObject({ scope: 'shop', attributes: { reqId: 1, a: 1 } })
})

test('below the level nothing is read or called, and the level can change', () => {
  const { root, lines, last } = logger()
  let reads = 0
  const costly = {
    get a() {
      return ++reads
    },
  }
  const child = root.child({ scope: 's' })
  root.setLevel('warn')
  root.debug('x', costly)
  child.info(() => ++reads)
  root.log({ level: 'info', body: costly })
  expect([reads, lines.length]).toEqual([0, 0])
  expect((['debug', 'warn', 'nonsense'] as Level[]).map(root.isLevelEnabled)).toEqual([false, true, true])
  root.setLevel('debug')
  root.debug(() => `computed ${++reads}`)
  expect(last().body).toBe('computed 1')
  root.debug(() => {
    throw new Error('no')
  })
  expect(last()).toMatchObject({ level: 'debug', body: '[the message threw: no]' })
  root.setLevel('nonsense' as Level)
  expect(child.isLevelEnabled('debug')).toBe(true)
})
