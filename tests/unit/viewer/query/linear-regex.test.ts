/** Our regular expressions match where the browser's do, and need no more time for hostile ones. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileRegex } from '#lib/viewer/query/linear-regex.ts'
import { inTime } from '#tests/support/in-time.ts'

function regexOf(source: string, isInsensitive = false) {
  const compiled = compileRegex(source, isInsensitive)
  if (!compiled.isOk) throw new Error(`${source}: ${compiled.code}`)
  return compiled.regex
}

const atom = fc.constantFrom(
  'a',
  'b',
  'B',
  '.',
  '[ab]',
  '[^a]',
  '\\d',
  '\\w',
  '\\s',
  'я',
  '1',
  '\\.',
  '🙂',
  '\\u0061',
  '[a-c1]',
)
const edge = fc.constantFrom('^', '$', '\\b', '\\B')
const source = fc.letrec<{ source: string }>((tie) => ({
  source: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    atom,
    fc.tuple(tie('source'), tie('source')).map((parts) => parts.join('')),
    fc.tuple(tie('source'), tie('source')).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(tie('source'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{2,}', '+?'))
      .map(([a, many]) => `(${a})${many}`),
    fc.tuple(edge, tie('source')).map((parts) => parts.join('')),
    fc.tuple(tie('source'), edge).map((parts) => parts.join('')),
  ),
})).source
const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'B', 'c', 'A', '1', ' ', '\n', 'я', 'Я', '.', '🙂'),
  maxLength: 10,
})

test('a text matches when the browser says so', () => {
  fc.assert(
    fc.property(source, text, fc.boolean(), (given, on, isInsensitive) => {
      // V8 also looks between the two halves of a character, where the standard does not.
      fc.pre(!(given.includes('\\B') && on.includes('🙂')))
      const native = new RegExp(given, isInsensitive ? 'imu' : 'mu')
      // \w and \b of the browser know two letters beyond ASCII when case is ignored.
      expect({ given, on, isFound: regexOf(given, isInsensitive).test(on) }).toEqual({
        given,
        on,
        isFound: native.test(on),
      })
    }),
    { numRuns: 5_000 },
  )
})

test('hits begin where the browser finds the first, and are never empty', () => {
  fc.assert(
    fc.property(source, text, (given, on) => {
      const hits = regexOf(given).hits(on)
      const first = [...on.matchAll(new RegExp(given, 'gmu'))].find(([found]) => found !== '')
      if (hits[0] && first) expect(hits[0][0]).toBeLessThanOrEqual(first.index)
      let end = 0
      for (const [from, to] of hits) {
        expect(from).toBeGreaterThanOrEqual(end)
        expect(to).toBeGreaterThan(from)
        expect(new RegExp(`^(?:${given})$`, 'u').test(on.slice(from, to)) || /[$^]|\\b/i.test(given)).toBe(true)
        end = to
      }
    }),
    { numRuns: 3_000 },
  )
})

test.each(['(a+)+$', '(a|a)*b', '(.*)*x', 'a*a*a*a*a*a*b', '(a?){50}a{50}b'])('%s ends soon', (given) => {
  const on = 'a'.repeat(20_000)
  const regex = regexOf(given)
  const started = performance.now()
  regex.test(on)
  regex.hits(on)
  expect(performance.now() - started).toBeLessThan(inTime(5_000))
})

test.each(['(', ')', '[', 'a**', '(?=a)', '(?<!a)', '\\1', '\\k', 'a{300}', '\\p{No such}', '\\', '*', '^*'])(
  '%s is refused',
  (given) => {
    expect(compileRegex(given, false)).toMatchObject({ isOk: false, code: 'badRegex' })
  },
)

test('an expression that repeats nothing is refused as too large, however deep', () => {
  const nested = Array.from({ length: 6 }).reduce<string>((inner) => `(${inner}){200}`, '')
  const started = performance.now()
  expect(compileRegex(nested, false)).toMatchObject({ isOk: false, code: 'largeRegex' })
  expect(performance.now() - started).toBeLessThan(inTime(1_000))
})

test('marking hits ends soon, also when each of them looks at the rest of the text', () => {
  const compiled = compileRegex('a(?:(?:.*){200}z){3}|a', false)
  if (!compiled.isOk) throw new Error(compiled.code)
  const started = performance.now()
  expect(compiled.regex.hits('a'.repeat(20_000)).length).toBeLessThanOrEqual(200)
  expect(performance.now() - started).toBeLessThan(inTime(1_000))
  const simple = compileRegex('a.*z|a', false)
  if (!simple.isOk) throw new Error(simple.code)
  expect(simple.regex.hits('a a a')).toEqual([
    [0, 1],
    [2, 3],
    [4, 5],
  ])
})
