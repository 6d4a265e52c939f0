/** Stack traces as parts and frames: places of each language, foreign frames, chains of causes. */
import { expect, test } from 'vitest'
import { errorChain } from '#lib/viewer/error-chain.ts'
import { frameRuns, readStack, STACK_LINES_MAX, type StackFrame } from '#lib/viewer/stack-frames.ts'
import { inTime } from '#tests/support/in-time.ts'
import { TRACES } from '#tests/unit/lines/traces.ts'

const frames = (stack: string) =>
  readStack(stack).flatMap(({ lines }) => lines.filter((line): line is StackFrame => line.kind === 'frame'))

test.each([
  ['    at pay (file:///app/cart.ts:3:7)', '/app/cart.ts', 3, 7, true, 'pay'],
  ['    at async Cart.pay (/app/cart.ts:3:7)', '/app/cart.ts', 3, 7, true, 'async Cart.pay'],
  ['    at /app/cart.js:3:7', '/app/cart.js', 3, 7, true, ''],
  ['    at C:\\shop\\cart.js:3:7', 'C:\\shop\\cart.js', 3, 7, true, ''],
  [
    '    at Module._compile (node:internal/modules/cjs/loader:1554:14)',
    'node:internal/modules/cjs/loader',
    1554,
    14,
    false,
    'Module._compile',
  ],
  [
    '    at run (/app/node_modules/express/lib/router.js:1:2)',
    '/app/node_modules/express/lib/router.js',
    1,
    2,
    false,
    'run',
  ],
  ['    at inject (chrome-extension://abc/inject.js:1:2)', 'chrome-extension://abc/inject.js', 1, 2, false, 'inject'],
  ['pay@https://shop.example/cart.js:3:7', 'https://shop.example/cart.js', 3, 7, true, 'pay'],
  ['\tat com.shop.Cart.pay(Cart.java:12)', 'Cart.java', 12, null, true, 'com.shop.Cart.pay'],
  [
    '\tat java.base/java.util.ArrayList.get(ArrayList.java:427)',
    'ArrayList.java',
    427,
    null,
    false,
    'java.base/java.util.ArrayList.get',
  ],
  ['  File "/app/cart.py", line 3, in pay', '/app/cart.py', 3, null, true, 'pay'],
  [
    '  File "/usr/lib/python3.12/json/decoder.py", line 3, in decode',
    '/usr/lib/python3.12/json/decoder.py',
    3,
    null,
    false,
    'decode',
  ],
  ["\tfrom /app/cart.rb:3:in 'pay'", '/app/cart.rb', 3, null, true, 'pay'],
  ['\t/app/main.go:12 +0x1d', '/app/main.go', 12, null, true, ''],
  ['             at /rustc/1/panicking.rs:1:2', '/rustc/1/panicking.rs', 1, 2, false, ''],
  ['   at Shop.Cart.Add(Int32 n) in /src/Cart.cs:line 3', '/src/Cart.cs', 3, null, true, 'Shop.Cart.Add(Int32 n)'],
  ['#0 /app/cart.php(12): pay()', '/app/cart.php', 12, null, true, 'pay()'],
  [
    '#1      runApp (package:flutter/src/widgets/binding.dart:12:5)',
    'package:flutter/src/widgets/binding.dart',
    12,
    5,
    false,
    'runApp',
  ],
  ['    (shop 0.1.0) lib/cart.ex:12: Shop.Cart.pay/1', 'lib/cart.ex', 12, null, true, '(shop 0.1.0)'],
])('%s', (line, file, number, column, isOwn, name) => {
  const [frame] = frames(`Error: no\n${line}`)
  expect(frame).toMatchObject({ place: { file: file.replace('file://', ''), line: number, column }, isOwn, name })
})

test('every trace that lines are joined into has a frame, or a place where it failed', () => {
  expect(TRACES.length).toBeGreaterThan(10)
  const without = TRACES.filter(({ text }) => frames(text).length === 0).map(({ name }) => name)
  expect(without).toEqual([])
})

test('causes of the SDK, of Java and of PHP follow the error that they caused', () => {
  const parts = readStack(
    'Error: a\n    at a (/a.js:1:1)\nCaused by: TypeError: b\n    at b (/b.js:2:2)\nOne of: Error: c',
  )
  expect(parts.map(({ relation, headline }) => [relation, headline])).toEqual([
    [null, 'Error: a'],
    ['cause', 'TypeError: b'],
    ['one-of', 'Error: c'],
  ])
})

test('an exception of Python is above the one that it came from', () => {
  const trace = (name: string) =>
    `Traceback (most recent call last):\n  File "/a.py", line 1, in a\n    x()\n${name}: no`
  const stack = `${trace('KeyError')}\n\nDuring handling of the above exception, another exception occurred:\n\n${trace('ValueError')}`
  const parts = readStack(stack)
  expect(parts.map(({ relation, headline }) => [relation, headline.trim()])).toEqual([
    [null, 'ValueError: no'],
    ['during', 'KeyError: no'],
  ])
  expect(parts[0]?.lines[0]?.text).toBe('  File "/a.py", line 1, in a\n    x()')
})

test('fields of an error stand beside it', () => {
  const chain = errorChain({
    error: {
      name: 'Error',
      message: 'a',
      stack: 'Error: a\n    at a (/a.js:1:1)\nCaused by: Error: b\n    at b (/b.js:1:1)',
    },
    attributes: { 'error.code': 'E1', 'error.cause.code': 'E2', 'error.cause.cause.code': 'E3', user: 'ada' },
  })
  expect(chain.map(({ fields }) => fields.map(({ name, value }) => [name, value]))).toEqual([
    [['code', 'E1']],
    [['code', 'E2']],
  ])
})

test('what a runtime says above the first frame is kept, and the name and the message are said once', () => {
  const rust = ["thread 'main' panicked at src/main.rs:4:5:", 'out of bounds', 'note: run with `RUST_BACKTRACE=1`']
  const [first] = errorChain({ error: { name: 'panic', message: 'out of bounds', stack: rust.join('\n') } })
  expect(first?.headline).toBe('panic: out of bounds')
  expect(first?.lines.map(({ text }) => text)).toEqual([rust[0], rust[2]])
  const js = { name: 'TypeError', message: 'two\nlines', stack: 'TypeError: two\nlines\n    at a (/a.js:1:1)' }
  expect(errorChain({ error: js })[0]?.lines).toHaveLength(1)
})

test('foreign frames fold, unless all are foreign', () => {
  const own = '    at a (/app/a.js:1:1)'
  const foreign = '    at b (node:internal/b:1:1)'
  const runs = (...lines: string[]) =>
    frameRuns(readStack(['Error: no', ...lines].join('\n'))[0]?.lines ?? []).map((run) => [
      run.isFolded,
      run.lines.length,
    ])
  expect(runs(own, foreign, foreign, own)).toEqual([
    [false, 1],
    [true, 2],
    [false, 1],
  ])
  expect(runs(foreign, foreign)).toEqual([[false, 2]])
})

test('hostile stacks are read in no time and without loss of text', () => {
  for (const line of [
    `    at ${'a'.repeat(100_000)}`,
    `    at ${'a ('.repeat(30_000)}`,
    `File "${'x'.repeat(100_000)}`,
    `${'@'.repeat(50_000)}:1:1`,
    `#0 ${'('.repeat(50_000)}`,
    `   at ${' '.repeat(50_000)} in ${':line '.repeat(9_000)}`,
  ]) {
    const startMs = performance.now()
    const [part] = readStack(`Error: no\n    at a (/a.js:1:1)\n${line}`)
    expect(part?.lines.at(-1)?.text).toBe(line)
    expect(performance.now() - startMs).toBeLessThan(inTime(500))
  }
  expect(readStack('x\n'.repeat(100_000)).flatMap(({ lines }) => lines).length).toBeLessThanOrEqual(STACK_LINES_MAX)
})
