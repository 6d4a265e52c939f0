import { expect, test } from 'vitest'
import { type ConsoleLike, captureConsole } from '#lib/sdk/capture/capture-console.ts'
import type { LogInput } from '#lib/sdk/logger.ts'
import { runAsHost, runAsSdk } from '#lib/sdk/reentrancy-guard.ts'

function capture(make: (printed: unknown[][]) => ConsoleLike = plainConsole) {
  const printed: unknown[][] = []
  const taken: LogInput[] = []
  let nowMs = 0
  const target = make(printed)
  const original = { ...target }
  const stop = captureConsole((record) => taken.push(record), () => nowMs, target) // biome-ignore format: one thing
  const call = (name: string, ...args: unknown[]) => (target[name] as (...args: unknown[]) => unknown)(...args)
  const wait = (ms: number) => {
    nowMs += ms
  }
  return { printed, taken, target, original, stop, call, wait }
}

/** A console whose methods print their name and arguments. */
function plainConsole(printed: unknown[][]): ConsoleLike {
  const names = ['log', 'info', 'debug', 'warn', 'error', 'trace', 'dir', 'dirxml', 'table', 'assert', 'group', 'groupCollapsed', 'groupEnd', 'count', 'countReset', 'time', 'timeLog', 'timeEnd', 'clear'] // biome-ignore format: one list
  return Object.fromEntries(
    names.map((name) => [
      name,
      (...args: unknown[]) => {
        printed.push([name, ...args])
        return `${name} returned`
      },
    ]),
  )
}

test('each call reaches the console first and unchanged, with its result', () => {
  const { call, printed, taken } = capture()
  const object = { a: 1 }
  expect(call('warn', '%s', 'x', object)).toBe('warn returned')
  expect(printed).toEqual([['warn', '%s', 'x', object]])
  expect(printed[0]?.[3]).toBe(object)
  expect(taken).toEqual([{ level: 'warn', body: 'x {"a":1}', attributes: { a: 1 } }])
})

test.each<[string, unknown[], Partial<LogInput>]>([
  ['log', ['a', 1, null, undefined, true], { level: 'info', body: 'a 1 null undefined true' }],
  [
    'info',
    ['%d%% of %i, %f, %j %o %O', '12.5', '7.9', '1.5x', { a: 1 }, [1], { b: 2 }],
    { body: '12.5% of 7, 1.5, {"a":1} [1] {"b":2}' },
  ],
  ['log', ['%cstyled', 'color: red', 'after'], { body: 'styled after' }],
  ['log', ['100%', 'sure', '%s'], { body: '100% sure %s' }],
  ['log', ['%s %s', 'one'], { body: 'one %s' }],
  ['log', ['%%'], { body: '%%' }],
  ['log', ['%d and %i', {}, 2n], { body: 'NaN and 2n' }],
  ['log', [{ a: 1 }, { b: 2 }], { body: '{"a":1} {"b":2}', attributes: { arguments: [{ a: 1 }, { b: 2 }] } }],
  ['log', [[1, 2]], { level: 'info', body: '[1,2]' }],
  ['log', [], { body: '' }],
  ['debug', ['d'], { level: 'debug' }],
  [
    'error',
    ['failed:', new TypeError('no')],
    {
      level: 'error',
      body: 'failed: TypeError: no',
      error: expect.objectContaining({ name: 'TypeError', message: 'no' }),
    },
  ],
  [
    'error',
    ['%s', new TypeError('no')],
    { body: 'TypeError: no', error: expect.objectContaining({ name: 'TypeError', message: 'no' }) },
  ],
  ['assert', [false, 'why', 1], { level: 'error', body: 'Assertion failed: why 1' }],
  ['assert', [0], { level: 'error', body: 'Assertion failed' }],
  ['trace', ['here'], { level: 'trace', body: 'Trace: here', error: expect.objectContaining({ name: 'Trace' }) }],
  ['table', [[{ a: 1 }]], { level: 'info', body: '[{"a":1}]', attributes: { table: [{ a: 1 }] } }],
  ['dir', [{ a: 1 }, { depth: 0 }], { body: '{"a":1}', attributes: { a: 1 } }],
])('console.%s(%s) is understood', (name, args, expected) => {
  const { call, taken } = capture()
  call(name, ...args)
  expect(taken).toEqual([expect.objectContaining(expected)])
})

test('an object too long for the text is a preview there and complete in the attributes', () => {
  const { call, taken } = capture()
  const list = Array.from({ length: 1_000 }, (_, i) => i)
  call('log', 'list', list)
  expect(String(taken[0]?.body).length).toBeLessThan(1_100)
  expect(taken[0]?.attributes).toEqual({ arguments: [list] })
})

test('groups indent, counters count, timers measure; methods that print nothing are not captured', () => {
  const { call, taken, wait } = capture()
  call('group', 'outer')
  call('log', 'in')
  call('groupCollapsed')
  call('log', 'deep')
  call('groupEnd')
  call('groupEnd')
  call('groupEnd')
  call('count', 'a')
  call('count', 'a')
  call('countReset', 'a')
  call('count', 'a')
  call('count')
  call('time', 't')
  wait(5)
  call('timeLog', 't', 'half')
  wait(5)
  call('timeEnd', 't')
  call('timeEnd', 't')
  call('assert', true)
  call('clear')
  expect(taken.map(({ body }) => body)).toEqual([
    'outer',
    '  in',
    '    deep',
    'a: 1',
    'a: 2',
    'a: 1',
    'default: 1',
    't: 5.000 ms half',
    't: 10.000 ms',
  ])
})

test('endless labels do not fill the memory', () => {
  const { call, taken } = capture()
  for (let i = 0; i < 2_000; i++) call('count', `label ${i}`)
  call('count', 'label 5')
  call('count', 'label 1999')
  expect(taken.slice(-2).map(({ body }) => body)).toEqual(['label 5: 2', 'label 1999: 1'])
})

test('[DV9] a console method that calls another, as Node’s do, makes one record', () => {
  const { call, taken, printed } = capture((printed) => {
    const target: ConsoleLike = plainConsole(printed)
    target.trace = (...args) => target.error?.('Trace:', ...args)
    return target
  })
  call('trace', 'x')
  expect(printed).toEqual([['error', 'Trace:', 'x']])
  expect(taken.map(({ level, body }) => [level, body])).toEqual([['trace', 'Trace: x']])
})

test('[DV9] output of the SDK itself is not captured; output of host code that it calls is', () => {
  const { call, taken, printed } = capture()
  runAsSdk(() => {
    call('warn', 'own')
    runAsHost(() => call('log', 'the host’s listener'))
    call('warn', 'own again')
  })
  expect(printed).toHaveLength(3)
  expect(taken.map(({ body }) => body)).toEqual(['the host’s listener'])
})

test('a console that throws still throws, and the call is captured', () => {
  const { call, taken } = capture(() => ({
    log: () => {
      throw new Error('EPIPE')
    },
  }))
  expect(() => call('log', 'x')).toThrow('EPIPE')
  expect(() => call('log', 'y')).toThrow('EPIPE')
  expect(taken.map(({ body }) => body)).toEqual(['x', 'y'])
})

test('stop restores the console, and may be called twice', () => {
  const { target, original, stop } = capture()
  expect(target.log).not.toBe(original.log)
  stop()
  stop()
  expect(target).toEqual(original)
})

test('when somebody has wrapped our wrapper since, stop leaves theirs and ours only passes calls on', () => {
  const { target, taken, printed, stop } = capture()
  const ours = target.log
  const theirs = (...args: unknown[]) => ours?.('theirs:', ...args)
  target.log = theirs
  stop()
  expect(target.log).toBe(theirs)
  theirs('x')
  expect(printed).toEqual([['log', 'theirs:', 'x']])
  expect(taken).toEqual([])
})

test('a frozen or partial console is captured as far as possible', () => {
  const { taken } = capture(() => Object.freeze({ log: () => {} }) as ConsoleLike)
  expect(taken).toEqual([])
  const partial = capture(() => ({ log: () => {} }))
  partial.call('log', 'x')
  expect(partial.taken).toHaveLength(1)
})
