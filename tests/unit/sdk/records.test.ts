/** Any value that a host may log becomes a line that is valid, bounded and readable. */
import vm from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutToBytes, encodeBounded } from '#lib/protocol/encode-bounded.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { decodeRecord } from '#lib/protocol/record.ts'
import { encodeUtf8, utf8Length } from '#lib/protocol/utf8.ts'
import { encodeByHand } from '#lib/protocol/utf8-by-hand.ts'
import type { LogInput } from '#lib/sdk/logger.ts'
import { Serializer } from '#lib/sdk/record/serializer.ts'
import { toRecord } from '#lib/sdk/record/to-record.ts'
import { toText } from '#lib/sdk/record/to-text.ts'

const NOW = 1_700_000_000_000
const record = (input: LogInput) => toRecord(input, {}, NOW)
const throwing = () => {
  throw new Error('trap')
}

class Point {
  x = 1
  get y() {
    return throwing()
  }
}

const cyclic: Record<string, unknown> = { name: 'me' }
cyclic.self = cyclic
cyclic.list = [cyclic]
const shared = { v: 1 }
const element = { nodeType: 1, nodeName: 'DIV', id: 'app', className: ' a  b ', children: [], [Symbol.toStringTag]: 'HTMLDivElement' } // biome-ignore format: one thing
const protoKey = JSON.parse('{"__proto__":{"polluted":1},"constructor":2}')

test.each<[string, unknown, unknown]>([
  ['text', 'ä', 'ä'],
  ['a number', 1.5, 1.5],
  ['not a number', Number.NaN, 'NaN'],
  ['infinity', Number.NEGATIVE_INFINITY, '-Infinity'],
  ['a big integer', 2n ** 70n, '1180591620717411303424n'],
  ['null', null, null],
  ['a boolean', false, false],
  ['a symbol', Symbol('s'), 'Symbol(s)'],
  ['a function', throwing, '[function throwing]'],
  ['an anonymous function', () => {}, '[function (anonymous)]'],
  ['a class', Point, '[function Point]'],
  ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['an invalid date', new Date(Number.NaN), 'Invalid Date'],
  ['a pattern', /a/g, '/a/g'],
  ['an address', new URL('http://a/b'), 'http://a/b'],
  ['boxed values', [new Number(1), new String('s'), new Boolean(true)], ['1', 's', 'true']], // biome-ignore format: one row
  ['a map', new Map<unknown, unknown>([['a', 1], [{ k: 1 }, 2], [3, new Map()]]), { a: 1, '{"k":1}': 2, 3: {} }], // biome-ignore format: one row
  ['a set', new Set([1, { a: 1 }]), [1, { a: 1 }]],
  ['bytes', new Uint8Array(5), '[Uint8Array of 5 bytes]'],
  ['a buffer', new ArrayBuffer(6), '[ArrayBuffer of 6 bytes]'],
  ['a promise', Promise.resolve(1), '[Promise]'],
  ['a weak map', new WeakMap(), '[WeakMap]'],
  ['a generator', (function* () {})(), '[Generator]'],
  ['a DOM node', element, '<div#app.a.b>'],
  ['undefined members', { a: undefined, b: 1 }, { b: 1 }],
  ['undefined items', [undefined, 1], [null, 1]],
  ['a hole', Object.assign(new Array(2), { 1: 1 }), [null, 1]],
  ['a cycle', cyclic, { name: 'me', self: '[circular]', list: ['[circular]'] }],
  ['the same object twice', [shared, shared], [{ v: 1 }, { v: 1 }]],
  ['a getter that throws', { get a() { return throwing() }, b: 1 }, { a: '[threw: trap]', b: 1 }], // biome-ignore format: one row
  ['a class instance', new Point(), { x: 1 }],
  ['toJSON', { toJSON: () => ({ a: 1n }) }, { a: '1n' }],
  ['a toJSON that throws', { toJSON: throwing }, '[unreadable: trap]'],
  ['a proxy that throws', new Proxy({}, { ownKeys: throwing }), '[unreadable: trap]'],
  ['a proxy that was revoked', revoked(), '[unreadable: '],
  ['an object without prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ['names of the prototype', protoKey, protoKey],
])('%s becomes plain data', (_name, value, plain) => {
  const result = new Serializer().plain(value)
  if (plain === '[unreadable: ') expect(result).toContain(plain)
  else expect(result).toEqual(plain)
  expect(() => JSON.stringify(result)).not.toThrow()
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
})

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return { inner: proxy, [Symbol.toStringTag]: 'x' }.inner
}

test('an error inside fields keeps its name, message, stack, cause and own members', () => {
  const error = Object.assign(new TypeError('no', { cause: new Error('why') }), { code: 'E1' })
  expect(new Serializer().plain({ error })).toMatchObject({
    error: { name: 'TypeError', message: 'no', stack: expect.any(String), code: 'E1', cause: { message: 'why' } },
  })
})

test('depth, nodes and characters are bounded, and omissions are marked', () => {
  let deep: unknown = 'bottom'
  for (let i = 0; i < 10_000; i++) deep = [deep]
  expect(JSON.stringify(new Serializer().plain(deep))).toBe(`${'['.repeat(12)}"[array]"${']'.repeat(12)}`)
  const wide = new Serializer()
  expect((wide.plain(Array.from({ length: 1_000_000 }, (_, i) => i)) as unknown[]).length).toBe(10_000)
  expect(wide.isCut).toBe(true)
  const long = new Serializer()
  const text = long.plain(['a'.repeat(LIMITS.recordBytesMax), 'b'.repeat(1_000)]) as string[]
  expect(text[1]).toBe('…')
  expect(long.isCut).toBe(true)
})

test('any value becomes a record and a line within the limit', () => {
  fc.assert(
    fc.property(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withNullPrototype: true,
        withSparseArray: true,
        withTypedArray: true,
        withBoxedValues: true,
      }),
      fc.anything(),
      (body, attributes) => {
        // biome-ignore format: one thing
        const { line, byteLength } = encodeBounded(record({ body, attributes: attributes as never }))
        expect(byteLength).toBe(Buffer.byteLength(line))
        expect(line).not.toContain('\n')
        expect(typeof decodeRecord(line).body).toBe('string')
      },
    ),
  )
})

test.each<[string, LogInput, object]>([
  ['text', { body: 'x' }, { level: 'info', body: 'x', timeMs: NOW }],
  ['nothing', { body: undefined }, { body: 'undefined' }],
  ['null', { body: null }, { body: 'null' }],
  ['a number', { body: 5 }, { body: '5' }],
  ['a list', { body: [1, { a: 2 }] }, { body: '[1,{"a":2}]' }],
  ['an object', { body: { a: 1, b: 'x' } }, { body: '{"a":1,"b":"x"}', attributes: { a: 1, b: 'x' } }],
  ['an object with a message', { body: { msg: 'hi', a: 1 } }, { body: 'hi', attributes: { a: 1 } }],
  ['an object and attributes', { body: { a: 1, b: 1 }, attributes: { b: 2 } }, { attributes: { a: 1, b: 2 } }],
  [
    'an error',
    { body: new RangeError('far') },
    { body: 'RangeError: far', error: { name: 'RangeError', message: 'far' } },
  ],
  [
    'an error beside the text',
    { body: 'x', attributes: new Error('e') as never },
    { body: 'x', error: { message: 'e' } },
  ],
  [
    'an error among the fields',
    { body: 'x', attributes: { err: new Error('e'), a: 1 } },
    { error: { message: 'e' }, attributes: { a: 1 } },
  ],
  ['a thrown text', { body: 'x', error: 'text' }, { error: { name: 'Error', message: 'text' } }],
  ['a thrown object', { body: 'x', error: { a: 1 } }, { error: { name: 'object', message: '{"a":1}' } }],
  [
    'an error of another language',
    { body: 'x', error: { name: 'java.io.IOException', message: 'gone', stack: 'at A.b(A.java:1)', code: 7 } },
    {
      error: { name: 'java.io.IOException', message: 'gone', stack: 'at A.b(A.java:1)' },
      attributes: { 'error.code': 7 },
    },
  ],
  ['a level in another spelling', { body: 'x', level: 'WARNING' as never }, { level: 'warn' }],
  ['an unknown level', { body: 'x', level: 'loud' as never }, { level: 'unknown' }],
  ['its own time', { body: 'x', timeMs: 1.25 }, { timeMs: 1.25 }],
  ['an invalid time', { body: 'x', timeMs: Number.NaN }, { timeMs: NOW }],
])('%s makes a record', (_name, input, expected) => {
  expect(record(input)).toMatchObject(expected)
})

test('an error of another realm is an error, and its causes are in the stack', () => {
  const foreign = vm.runInNewContext('new TypeError("from elsewhere", { cause: new Error("deeper") })')
  const made = record({ body: foreign })
  expect(made).toMatchObject({ body: 'TypeError: from elsewhere', error: { name: 'TypeError' } })
  expect(made.error?.stack).toMatch(/Caused by: Error: deeper/)
  const many = record({ body: new AggregateError([new Error('first'), new Error('second')], 'all') })
  expect(many.error?.stack).toMatch(/One of: Error: first[\s\S]*One of: Error: second/)
})

test('a circular cause ends', () => {
  const error = new Error('round')
  error.cause = error
  expect(record({ body: error }).error?.message).toBe('round')
})

test('the text of a JSON object stays byte for byte, and its fields are not sent twice', () => {
  const body = '{"level":"info", "msg":"x", "a":1}'
  expect(record({ body, isJson: true, attributes: { b: 1 } })).toEqual({
    timeMs: NOW,
    level: 'info',
    body,
    isJson: true,
  })
})

test('[BT5] a record above the limit is cut at a code point, marked, and stays a record', () => {
  const glyph = '🙂'
  const { line, byteLength, isTruncated } = encodeBounded(
    record({ body: glyph.repeat(LIMITS.recordBytesMax), scope: 'big' }),
  )
  expect(byteLength).toBeLessThanOrEqual(LIMITS.recordBytesMax)
  expect(byteLength).toBeGreaterThan(LIMITS.recordBytesMax - 4)
  expect(isTruncated).toBe(true)
  const cut = decodeRecord(line)
  expect(cut).toMatchObject({ truncated: true, scope: 'big', level: 'info' })
  expect(cut.body.length % glyph.length).toBe(0)
  expect(cut.body.endsWith(glyph)).toBe(true)
})

test('[BT5] 100 kB of text is not cut', () => {
  const body = 'ü"\\\n'.repeat(12_500)
  const { line, isTruncated } = encodeBounded(record({ body }))
  expect(isTruncated).toBe(false)
  expect(decodeRecord(line).body).toBe(body)
})

test('[BT5] stacks and fields are cut before the text', () => {
  const error = Object.assign(new Error('e'), { stack: 's'.repeat(300_000) })
  const attributes = { small: 1, large: 'l'.repeat(150_000), last: true }
  const { line, byteLength } = encodeBounded(record({ body: 'b'.repeat(60_000), attributes, error }))
  expect(byteLength).toBeLessThanOrEqual(LIMITS.recordBytesMax)
  const cut = decodeRecord(line)
  expect(cut.body).toBe('b'.repeat(60_000))
  expect(cut.attributes?.small).toBe(1)
  expect(cut.error?.stack?.length).toBeGreaterThan(1_000)
  expect(cut.truncated).toBe(true)
})

test('cutting never leaves half a code point, and keeps as much as fits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(200), (text, bytesMax) => {
      const kept = cutToBytes(text, bytesMax)
      const cost = (part: string) => Buffer.byteLength(JSON.stringify(part)) - 2
      expect(text.startsWith(kept)).toBe(true)
      expect(cost(kept)).toBeLessThanOrEqual(bytesMax)
      if (kept !== text) {
        const next = String.fromCodePoint(text.codePointAt(kept.length) as number)
        expect(cost(kept + next)).toBeGreaterThan(bytesMax)
      }
    }),
  )
})

test('UTF-8 is counted and encoded as the platform does it, including lone surrogates', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff)), (units) => {
      const text = String.fromCharCode(...units)
      const bytes = new TextEncoder().encode(text)
      expect(utf8Length(text)).toBe(bytes.byteLength)
      expect([...encodeUtf8(text)]).toEqual([...bytes])
      expect([...encodeByHand(text, utf8Length(text))]).toEqual([...bytes])
    }),
  )
})

test('the text of a value is what a console would show', () => {
  expect([
    toText('a'),
    toText(undefined),
    toText(1n),
    toText(Symbol('s')),
    toText({ a: [1] }),
    toText(new Error('e')),
  ]).toEqual(['a', 'undefined', '1n', 'Symbol(s)', '{"a":[1]}', 'Error: e'])
})
