/**
 * [DV9] Pages and test runners change the built-ins. The SDK logs the same there, whether it comes before or after, and the host
 * sees its own changes as if the SDK were not there. Each case has a realm of its own.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import vm from 'node:vm'
import { build } from 'esbuild'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { BatchHeader } from '#lib/protocol/batch.ts'
import { decodeRecords, type NumberedRecord } from '#lib/protocol/record.ts'
import { BROWSERS, bundleForScriptTags } from '#scripts/sdk/bundles.ts'
import { SOCKET_IO_ALIASES } from '#scripts/sdk/plugins.ts'
import { FakeClock, FakeNetwork } from './fake-dependencies.ts'

let sdk: vm.Script
beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { startWith } from '#lib/sdk/start-agent-logger.ts'
        import { systemClock } from '#lib/sdk/delivery/clock.ts'
        globalThis.sdk = { startWith, systemClock }`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: BROWSERS,
    define: { AGENT_LOGGER_VERSION: '"0.0.0"' },
    alias: SOCKET_IO_ALIASES,
    external: ['node:*'],
    logLevel: 'silent',
  })
  sdk = new vm.Script(outputFiles[0]?.text ?? '', { filename: 'agent-logger.js' })
})

/** What a host does, with values that it made before anything was changed. */
const VALUES = `globalThis.values = {
  fields: { id: 7, list: [1, [2, { deep: true }]], when: new Date(0), nothing: null },
  map: new Map([['key', { a: 1 }]]),
  set: new Set([1, 'two']),
  error: Object.assign(new TypeError('no', { cause: new Error('why') }), { code: 'E1' }),
  named: { error: new RangeError('far'), order: 3 },
  strange: JSON.parse('{"__proto__":{"password":"hunter2","polluted":true},"toString":1}'),
}
// Node formats a stack when it is first read, by functions of the test runner.
for (const error of [values.error, values.error.cause, values.named.error]) void error.stack`
const LOG = `(({ logger, values }) => {
  logger.info('plain')
  logger.info('placed %s', 'now', values.fields)
  logger.warn(values.fields)
  logger.debug('kept', { map: values.map, set: values.set })
  logger.error(values.error)
  logger.error('failed', values.named)
  logger.log({ body: 'whole', attributes: values.fields })
  logger.log({ body: 'bare' })
  logger.log({ body: '{"a":{"password":"hunter2"}}', isJson: true })
  logger.info('strange', values.strange)
  logger.child({ scope: 'cart', user: 1 }).info('of a child')
  console.log('captured %d', 5, values.fields)
  console.error(values.error)
  console.table([[1, 2]])
})(globalThis)`

type Context = vm.Context & Record<string, never>

interface Host {
  /** What reached the host's own console, by reference. */
  printed: unknown[][]
  run<T = unknown>(code: string): T
  records(): Omit<NumberedRecord, 'seq' | 'timeMs'>[]
}

const ofNode = { URL, TextEncoder, TextDecoder, performance, setTimeout, clearTimeout, queueMicrotask }

/** A page in which `patch` ran before or after the SDK was loaded and started. */
function page(patch: string, when: 'before' | 'after', options: object = {}): Host {
  const clock = new FakeClock()
  const network = new FakeNetwork()
  const printed: unknown[][] = []
  const print = (method: string) =>
    function (this: unknown, ...args: unknown[]) {
      printed.push([method, this === context.console, ...args])
      return `printed by ${method}`
    }
  const methods = ['log', 'info', 'warn', 'error', 'debug', 'table', 'trace']
  const context = vm.createContext({
    ...ofNode,
    crypto,
    console: Object.fromEntries(methods.map((method) => [method, print(method)])),
  }) as Context
  const run = <T>(code: string) => vm.runInContext(code, context) as T
  const start = () => {
    sdk.runInContext(context)
    Object.assign(context, {
      outside: { clock, random: () => 1, dial: network.dial },
      options: {
        server: 'https://logs.example.com',
        token: 'agl_d_x',
        compress: false,
        captureConsole: true,
        ...options,
      },
    })
    run('globalThis.logger = sdk.startWith(options, outside)')
    network.last.welcome()
  }
  run(VALUES)
  if (when === 'before') run(patch)
  start()
  if (when === 'after') run(patch)
  return {
    printed,
    run,
    records: () => {
      clock.advance(1_000)
      return network.last.sent.flatMap(([event, header, bytes]) => {
        if (event !== 'batch') return []
        const { 2: first, 3: count } = header as BatchHeader
        return decodeRecords(Buffer.from(bytes as Uint8Array).toString(), first, count).map(
          ({ seq: _seq, timeMs: _timeMs, error, ...record }) =>
            // A stack names the place in the script.
            ({ ...record, ...(error && { error: { name: error.name, message: error.message } }) }),
        )
      })
    },
  }
}

/** The same in a page where nothing was changed. */
function untouched() {
  const host = page('', 'before')
  host.run(LOG)
  return { records: host.records(), printed: plain(host.printed) }
}

/** By its text, because each page has values of its own. */
const plain = (printed: unknown[][]) =>
  printed.map(([method, isOwn, first, ...rest]) => [method, isOwn, typeof first, rest.length])

interface Patch {
  name: string
  code: string
  /** What the host can see of its own change, as an expression; it must be the same with the SDK as without it. */
  sees?: string
  /** Only after the SDK was loaded: Socket.IO does not load in a page that begins so. */
  onlyAfter?: true
  /** Fields of one record that cannot be read in a page that begins so; the record says it. */
  unreadable?: string[]
}

const COUNTED = 'globalThis.counted = 0;'
const PATCHES: Patch[] = [
  {
    name: 'toJSON of Array, String, Number and Date, as Prototype.js has it',
    code: `for (const type of [Array, String, Number, Date]) type.prototype.toJSON = function () { return 'of Prototype' }`,
  },
  { name: 'toJSON of Object', code: `Object.prototype.toJSON = function () { return 'of the page' }` },
  {
    name: 'enumerable members of Object',
    code: `Object.prototype.extend = function (other) { return Object.assign(this, other) }
      Object.prototype.isEmpty = () => false`,
  },
  {
    name: 'members of Object that are named like the fields of a record',
    code: `Object.assign(Object.prototype, {
      scope: 'leak', error: new Error('leak'), isJson: true, isPartial: true, attributes: { leak: 1 }, level: 'fatal', timeMs: 1,
      traceId: 'leak', spanId: 'leak', body: 'leak', truncated: true, message: 'leak', err: new Error('leak'), cause: 'leak',
    })`,
  },
  {
    name: 'members of Object that are named like options',
    code: `Object.assign(Object.prototype, {
      name: 'leak', redact: false, minLevel: 'fatal', platform: 'leak', appName: 'leak', ringBytesMax: 1, warn: () => { throw 1 },
      onStatus: () => { throw 1 }, direct: () => { throw 1 }, ephemeral: true, captureOutput: true,
    })`,
  },
  {
    name: 'members of Object that are named like those of a property descriptor',
    code: `Object.prototype.get = function () {}; Object.prototype.set = function () {}`,
    onlyAfter: true,
  },
  {
    name: 'enumerable methods of Array',
    code: `Array.prototype.contains = function (one) { return this.indexOf(one) >= 0 }
      Array.prototype.last = function () { return this[this.length - 1] }`,
  },
  {
    name: 'bind, call and apply that count',
    code: `${COUNTED} for (const name of ['bind', 'call', 'apply']) {
      const original = Function.prototype[name]
      Function.prototype[name] = function (...args) { counted++; return Reflect.apply(original, this, args) }
    }`,
    sees: 'counted',
  },
  {
    name: 'bind, call and apply that throw',
    code: `for (const name of ['bind', 'call', 'apply']) Function.prototype[name] = () => { throw new Error('patched') }`,
    onlyAfter: true,
  },
  {
    name: 'JSON.stringify that counts',
    code: `${COUNTED} { const { stringify } = JSON; JSON.stringify = (...args) => { counted++; return stringify(...args) } }`,
    sees: 'counted',
  },
  { name: 'JSON.stringify that throws', code: `JSON.stringify = () => { throw new Error('patched') }` },
  { name: 'JSON.stringify that answers something else', code: `JSON.stringify = () => '"patched"'` },
  {
    name: 'a Promise of a library',
    code: `${COUNTED} { const Own = Promise; globalThis.Promise = class extends Own {
      constructor(run) { super(run); counted++ }
    } }`,
    sees: 'counted',
  },
  {
    name: 'a Promise without anything that is newer than ES6',
    code: `{ const Own = Promise; globalThis.Promise = function (run) { return new Own(run) }
      Promise.resolve = (value) => Own.resolve(value); Promise.reject = (value) => Own.reject(value) }`,
  },
  {
    name: 'polyfills of Map, Set and WeakMap, and built-in ones from before',
    unreadable: ['map', 'set'],
    code: `{
      class OwnMap {
        constructor(entries = []) { this._k = []; this._v = []; for (const [key, value] of entries ?? []) this.set(key, value) }
        get size() { return this._k.length }
        has(key) { return this._k.includes(key) }
        get(key) { return this._v[this._k.indexOf(key)] }
        set(key, value) { const i = this._k.indexOf(key); if (i < 0) { this._k.push(key); this._v.push(value) } else this._v[i] = value; return this }
        delete(key) { const i = this._k.indexOf(key); if (i < 0) return false; this._k.splice(i, 1); this._v.splice(i, 1); return true }
        clear() { this._k = []; this._v = [] }
        forEach(each, self) { this._k.forEach((key, i) => each.call(self, this._v[i], key, this)) }
        *entries() { for (let i = 0; i < this._k.length; i++) yield [this._k[i], this._v[i]] }
        *keys() { for (const [key] of this.entries()) yield key }
        *values() { for (const [, value] of this.entries()) yield value }
        [Symbol.iterator]() { return this.entries() }
      }
      class OwnSet {
        constructor(values = []) { this._m = new OwnMap(); for (const value of values ?? []) this.add(value) }
        get size() { return this._m.size }
        has(value) { return this._m.has(value) }
        add(value) { this._m.set(value, value); return this }
        delete(value) { return this._m.delete(value) }
        clear() { this._m.clear() }
        forEach(each, self) { this._m.forEach(each, self) }
        values() { return this._m.keys() }
        keys() { return this._m.keys() }
        entries() { return this._m.entries() }
        [Symbol.iterator]() { return this.values() }
      }
      Object.assign(globalThis, { Map: OwnMap, Set: OwnSet, WeakMap: OwnMap, WeakSet: OwnSet })
    }`,
  },
  {
    name: 'another iterator of Array, as core-js sets it',
    code: `Array.prototype[Symbol.iterator] = function () {
      let i = 0
      return { next: () => i < this.length ? { value: this[i++], done: false } : { value: undefined, done: true }, [Symbol.iterator]() { return this } }
    }`,
  },
  {
    name: 'methods of Array that answer something else for unusual arguments',
    code: `Array.prototype.map = ((map) => function (...args) { return map.apply(this, args) })(Array.prototype.map)
      Array.prototype.find = function (test) { for (let i = 0; i < this.length; i++) if (test(this[i], i, this)) return this[i] }
      Array.from = (list) => { const out = []; for (let i = 0; i < list.length; i++) out.push(list[i]); return out }`,
  },
  {
    name: 'Object.keys and Object.assign of an old shim',
    code: `Object.keys = (value) => { const out = []; for (const key in value) if (Object.prototype.hasOwnProperty.call(value, key)) out.push(key); return out }
      Object.assign = (to, ...from) => { for (const one of from) for (const key in one) to[key] = one[key]; return to }`,
  },
]

describe.each(PATCHES)('$name', ({ code, sees, onlyAfter, unreadable = [] }) => {
  test.each(onlyAfter ? (['after'] as const) : (['before', 'after'] as const))('%s the SDK', (when) => {
    const host = page(code, when)
    const seen = sees ? host.run(sees) : undefined
    host.run(LOG)
    const expected = untouched().records
    if (when === 'before')
      for (const name of unreadable)
        Object.assign(expected.find(({ body }) => body === 'kept')?.attributes ?? {}, {
          [name]: expect.stringMatching(/^\[unreadable/),
        })
    expect(host.records()).toEqual(expected)
    expect(plain(host.printed)).toEqual(untouched().printed)
    if (sees) expect(host.run(sees)).toBe(seen)
    expect(host.run('logger.status.state')).toBe('live')
  })
})

test('an iterator of Array that throws: no call of the host does, and the console is as it was', () => {
  const host = page('', 'after')
  host.run(`Array.prototype[Symbol.iterator] = () => { throw new Error('patched') }`)
  expect(() => host.run(LOG)).not.toThrow()
  expect(plain(host.printed)).toEqual(untouched().printed)
  expect(host.run(`console.log('x')`)).toBe('printed by log')
})

test('a field named __proto__ stays a field, with its secret redacted, and changes no prototype', () => {
  const host = page('', 'before')
  host.run(LOG)
  const { attributes } = host.records().find(({ body }) => body === 'strange') ?? {}
  expect(JSON.stringify(attributes)).toBe('{"__proto__":{"password":"[redacted]","polluted":true},"toString":1}')
  expect((attributes as { polluted?: true }).polluted).toBeUndefined()
  expect(host.run('({}).polluted')).toBeUndefined()
})

test('what the function for redaction gets has no field of the page, and what it makes of it neither', () => {
  const host = page(
    `Object.assign(Object.prototype, { scope: 'leak', attributes: { leak: 1 }, isJson: true })`,
    'after',
    {
      redact: ({ timeMs, level, body }: { timeMs: number; level: string; body: string }) => ({ timeMs, level, body }),
    },
  )
  host.run(`logger.info('placed', { id: 7 })`)
  expect(host.records()).toEqual([{ level: 'info', body: 'placed' }])
})

describe('timers that a test has faked', () => {
  const FAKE = `
    globalThis.pending = 0
    Object.assign(globalThis, { setTimeout: () => ++pending, clearTimeout: () => {}, performance: { now: () => 0 } })
    Date.now = () => 0
    performance.now = () => 0`

  test('do not stop the SDK, do not count its timers, and do not set its clock', async () => {
    const context = vm.createContext({ ...ofNode, crypto, console: { warn: () => {} } }) as Context
    const network = new FakeNetwork()
    sdk.runInContext(context)
    Object.assign(context, {
      outside: { random: () => 1, dial: network.dial },
      options: { server: 'https://logs.example.com', token: 'agl_d_x', compress: false },
    })
    vm.runInContext('globalThis.logger = sdk.startWith(options, outside)', context)
    vm.runInContext(FAKE, context)
    network.last.welcome()
    const sinceMs = Date.now()
    vm.runInContext(`logger.info('placed')`, context)
    await vi.waitFor(() => expect(network.last.records).toMatchObject([{ body: 'placed' }]))
    expect(network.last.records[0]?.timeMs).toBeGreaterThanOrEqual(sinceMs)
    expect(vm.runInContext('pending', context)).toBe(0)
    await vm.runInContext('logger.close()', Object.assign(context, network.last.say('ack', 1)))
  })
})

describe('the script tag', () => {
  let script: vm.Script
  beforeAll(async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'agent-logger-patched-'))
    await bundleForScriptTags(dir, { version: '0.0.0', minify: true })
    script = new vm.Script(readFileSync(path.join(dir, 'agent-logger.js'), 'utf8'))
    rmSync(dir, { recursive: true })
  })

  test.each(PATCHES.filter(({ onlyAfter }) => !onlyAfter))('dials in a page with $name', ({ code }) => {
    const opened: string[] = []
    class WebSocket {
      binaryType = ''
      readyState = 1
      constructor(url: string) {
        opened.push(url)
      }
      send() {}
      close() {}
    }
    const nothing = () => {}
    const context = vm.createContext({
      ...{ ...ofNode, crypto, WebSocket, setInterval, clearInterval },
      ...{ console: { warn: nothing }, addEventListener: nothing, removeEventListener: nothing },
      navigator: { userAgent: 'Mozilla/5.0 Chrome/156.0' },
      document: {
        currentScript: null,
        querySelector: () => null,
        addEventListener: nothing,
        removeEventListener: nothing,
      },
      HTMLScriptElement: class {},
      location: { protocol: 'https:', hostname: 'shop.example', port: '' },
    })
    Object.assign(context, { window: context, self: context })
    vm.runInContext(code, context)
    script.runInContext(context)
    vm.runInContext(
      `globalThis.logger = AgentLogger.start({ server: 'https://logs.example.com', token: 'agl_d_x', name: 'till' })`,
      context,
    )
    expect(opened).toHaveLength(1)
    const url = new URL(opened[0] ?? '')
    expect(`${url.origin}${url.pathname}`).toBe('wss://logs.example.com/socket.io/')
    expect([...url.searchParams.keys()].toSorted()).toEqual(['EIO', 'transport'])
    vm.runInContext('void logger.close()', context)
  })
})
