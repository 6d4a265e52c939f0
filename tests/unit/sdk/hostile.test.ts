/** [DV9] Nothing of the SDK that runs inside a host's call changes that call, whatever the host hands it. */
import { Console } from 'node:console'
import { PassThrough } from 'node:stream'
import vm from 'node:vm'
import fc from 'fast-check'
import { beforeAll, expect, test, vi } from 'vitest'
import { encodeBounded } from '#lib/protocol/encode-bounded.ts'
import { LEVELS } from '#lib/protocol/levels.ts'
import { decodeRecord } from '#lib/protocol/record.ts'
import { type ConsoleLike, captureConsole } from '#lib/sdk/capture/capture-console.ts'
import { captureErrors } from '#lib/sdk/capture/capture-errors.ts'
import { createLogger } from '#lib/sdk/create-logger.ts'
import type { LogInput } from '#lib/sdk/logger.ts'
import { toRecord } from '#lib/sdk/record/to-record.ts'
import { FakeClock } from './fake-dependencies.ts'
import { FORMATS, HOSTILE } from './hostile-values.ts'

const METHODS = [
  ...['log', 'info', 'debug', 'warn', 'error', 'trace', 'dir', 'dirxml', 'table', 'assert'],
  ...['group', 'groupCollapsed', 'groupEnd', 'count', 'countReset', 'time', 'timeLog', 'timeEnd'],
]
const FOREIGN = {
  'an error of another realm': () => vm.runInNewContext('new TypeError("no")'),
  'a map of another realm': () => vm.runInNewContext('new Map([[1, { a: 1 }]])'),
  'a proxy of another realm': () =>
    vm.runInNewContext('new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })'),
}
const VALUES: Record<string, () => unknown> = { ...HOSTILE, ...FOREIGN }
const names = fc.array(fc.constantFrom(...Object.keys(VALUES), ...FORMATS), { maxLength: 4 })
const argsOf = (chosen: string[]) => chosen.map((name) => (VALUES[name] ? VALUES[name]() : name))
const runs = { numRuns: process.env.LONG ? 50_000 : 400 }

// Node warns of labels that do not exist, through the process and not through the console.
beforeAll(() => void vi.spyOn(process, 'emitWarning').mockImplementation(() => {}))

/** A console of Node that prints into memory. */
function realConsole() {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const target = new Console({ stdout, stderr, colorMode: false }) as unknown as ConsoleLike
  // A stack names the place of the call, also inside quotes, and a timer the time.
  const printed = () =>
    [stdout.read(), stderr.read()].map((bytes) => String(bytes ?? '').replace(/\n +at .*|:\d+:\d+|\d+(\.\d+)?m?s/g, ''))
  return { target, printed }
}

/** What a call does for its caller: what it returns or throws, and what is printed. */
function outcome({ target, printed }: ReturnType<typeof realConsole>, method: string, args: unknown[]) {
  try {
    return { result: target[method]?.(...args), printed: printed() }
  } catch (error) {
    let thrown = 'unreadable'
    try {
      thrown = String(error)
    } catch {}
    return { thrown, printed: printed() }
  }
}

test('[DV9] a console does the same with capture and without, and capture goes on', () => {
  const [plain, watched] = [realConsole(), realConsole()]
  const taken: LogInput[] = []
  captureConsole((record) => taken.push(record), () => 0, watched.target) // biome-ignore format: one thing
  fc.assert(
    fc.property(fc.constantFrom(...METHODS), names, (method, chosen) => {
      expect(outcome(watched, method, argsOf(chosen))).toEqual(outcome(plain, method, argsOf(chosen)))
      watched.target.error?.('still here')
      expect(taken.at(-1)?.body).toContain('still here')
      plain.target.error?.('still here')
      for (const target of [plain, watched]) target.printed()
    }),
    runs,
  )
  for (const record of taken) expect(() => toRecord(record, {}, 0)).not.toThrow()
})

function logger() {
  const lines: string[] = []
  const session = { takesRecords: true, push: ({ line }: { line: string }) => lines.push(line) }
  const make = createLogger({
    session: session as never,
    clock: new FakeClock(),
    redact: (record) => record,
    minLevel: 0,
  })
  return { root: make({}), lines, last: () => decodeRecord(lines.at(-1) ?? '') }
}

test('[DV9] no method of a logger throws, and each record keeps its level and message', () => {
  const { root, last } = logger()
  fc.assert(
    fc.property(fc.constantFrom(...LEVELS.slice(0, 6)), names, (level, chosen) => {
      root[level as 'info']('kept', ...argsOf(chosen))
      expect(last()).toMatchObject({ level, body: expect.stringContaining('kept') })
      root.log({ level, body: 'kept', attributes: argsOf(chosen)[0] as never, error: argsOf(chosen)[1] })
      expect(last()).toMatchObject({ level, body: 'kept' })
      const [body, ...rest] = argsOf(chosen)
      root[level as 'info'](body, ...rest)
      expect(last().level).toBe(level)
      root
        .child(body as object)
        .child({ attributes: body as object, scope: body as string })
        .info('kept')
      expect(last()).toMatchObject({ level: 'info', body: 'kept' })
      root.log(body as never, ...(rest as never[]))
      root.setLevel(body as never)
      expect(typeof root.isLevelEnabled(body as never)).toBe('boolean')
      root.setLevel('trace')
    }),
    runs,
  )
})

test.each(Object.entries(VALUES))('[DV9] listeners of a host survive %s that nobody caught', (_name, make) => {
  const listeners = new Map<string, (...args: unknown[]) => void>()
  const taken: LogInput[] = []
  const listen = (event: string, listener: (...args: unknown[]) => void) => void listeners.set(event, listener)
  const process = { on: listen, off: () => {}, listenerCount: () => 1 }
  captureErrors({ log: (record) => taken.push(record), sendNow: () => {} }, {
    addEventListener: listen,
    removeEventListener: () => {},
    process,
  } as never)
  listeners.get('uncaughtExceptionMonitor')?.(make(), 'uncaughtException')
  listeners.get('unhandledRejection')?.(make())
  for (const event of [make(), { error: make(), reason: make(), message: make() }]) {
    listeners.get('error')?.(event)
    listeners.get('unhandledrejection')?.(event)
  }
  expect(taken).toHaveLength(6)
  for (const record of taken) expect(encodeBounded(toRecord(record, {}, 0)).byteLength).toBeGreaterThan(0)
})

test('capture of a console runs none of the host’s accessors, conversions or traps', () => {
  const ran: string[] = []
  const note = (what: string, result: unknown) => () => {
    ran.push(what)
    return result
  }
  const target = Object.fromEntries(METHODS.map((name) => [name, () => {}])) as unknown as ConsoleLike
  const taken: LogInput[] = []
  captureConsole((record) => taken.push(record), () => 0, target) // biome-ignore format: one thing
  const value = {
    plain: 1,
    get accessor() {
      return note('accessor', 1)()
    },
    toJSON: note('toJSON', {}),
    toString: note('toString', ''),
    [Symbol.toPrimitive]: note('toPrimitive', ''),
    [Symbol.iterator]: note('iterator', [][Symbol.iterator]()),
  }
  const traps = Object.fromEntries(
    ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'].map((trap) => [
      trap,
      note(trap, undefined),
    ]),
  )
  for (const name of METHODS) {
    for (const argument of [value, new Proxy({ a: 1 }, traps), new Proxy([1], traps)]) {
      target[name]?.(argument)
      target[name]?.('%s %d %i %f %j %o %O', ...Array(7).fill(argument))
    }
  }
  expect(ran).toEqual([])
  expect(taken[0]?.attributes).toMatchObject({ plain: 1, accessor: '[getter]' })
})

test('each record says one thing: body and attributes come from the same reading', () => {
  let calls = 0
  const counting = {
    get next() {
      return ++calls
    },
  }
  const { root, last } = logger()
  root.info(counting)
  expect(last()).toMatchObject({ body: '{"next":1}', attributes: { next: 1 } })
  root.info('%j', counting)
  expect(last().body).toBe('{"next":2}')
  root.info('text', counting)
  expect(last().attributes).toEqual({ next: 3 })
  expect(calls).toBe(3)
})

test('a page that changed the built-in prototypes changes no record', () => {
  const { root, last } = logger()
  const patched = Array.prototype as unknown as { toJSON?: () => unknown }
  patched.toJSON = () => 'patched'
  try {
    root.info('list', { list: [1, [2], { a: undefined, b: null }] })
    root.info([1, 2])
  } finally {
    delete patched.toJSON
  }
  expect(last().body).toBe('[1,2]')
  root.info('after', { list: [1] })
  expect(last().attributes).toEqual({ list: [1] })
})
