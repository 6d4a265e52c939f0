/** Changing a filter by one part: what is added, what gives way, and that the rest stays as it was written. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LogFilter } from '#lib/viewer/log-source.ts'
import {
  chosenLevels,
  filterParts,
  type TermChoice,
  withLevels,
  withoutPart,
  withTerm,
} from '#lib/viewer/query/edit.ts'
import { parseQuery } from '#lib/viewer/query/parse.ts'
import { matcherOf } from '#lib/viewer/record-matcher.ts'

const filterOf = (text: string, levels: LogFilter['levels'] = []): LogFilter => ({ text, levels })
const textWith = (text: string, choice: Omit<TermChoice, 'isExcluded'> & { isExcluded?: boolean }) =>
  withTerm(filterOf(text), { isExcluded: false, ...choice }).text

describe('a term', () => {
  test.each([
    ['', { key: 'user.id', value: 42 }, 'user.id:"42"'],
    ['pay', { key: 'user.id', value: 42, isExcluded: true }, 'pay -user.id:"42"'],
    ['a OR b', { key: 'logger', value: 'shop' }, '(a OR b) logger:shop'],
    ['level:(error OR warn)', { key: 'logger', value: 'shop' }, 'level:(error OR warn) logger:shop'],
    ['a  AND   "b c"', { key: null, value: 'x y' }, 'a "b c" "x y"'],
    ['user:"al" x', { key: 'user', value: 'al' }, 'x user:"al"'],
    ['x -user:"al"', { key: 'user', value: 'al' }, 'x user:"al"'],
    ['', { key: 'message', value: 'say "hi" \\ now' }, 'message:"say \\"hi\\" \\\\ now"'],
    ['', { key: 'message', value: 'x', isAttribute: true }, '"message":"x"'],
    ['', { key: 'two words', value: true }, '"two words":"true"'],
    ['', { key: 'pattern', value: 'took <*> ms' }, 'pattern:"took <*> ms"'],
    ['', { key: 'level', value: 'debug', isExcluded: true }, '-level:debug'],
    ['half (', { key: 'user', value: 'al' }, 'user:"al"'],
  ])('added to %j: %j', (text, choice, expected) => {
    expect(textWith(text, choice)).toBe(expected)
  })
  test('of a level chooses it', () => {
    const chosen = withTerm(filterOf('level:>=warn pay', ['info']), { key: 'level', value: 'error', isExcluded: false })
    expect(chosen).toEqual({ text: 'pay', levels: ['error'] })
  })
  test('finds the record that it was taken from, and excluded hides it', () => {
    const value = fc.string({
      unit: fc.constantFrom('a', 'B', ' ', '\n', '"', '\\', '*', ':', '(', ')', '/', '1', 'я', '🙂'),
      minLength: 1,
      maxLength: 200,
    })
    fc.assert(
      fc.property(value, fc.constantFrom('user', 'user.id', 'a b', 'level', 'message'), (one, key) => {
        const record = { timeMs: 0, level: 'info' as const, body: '', attributes: { [key]: one } }
        const shows = (isExcluded: boolean) =>
          matcherOf(withTerm(filterOf(''), { key, value: one, isExcluded, isAttribute: true }))?.test(record)
        expect([shows(false), shows(true)]).toEqual([true, false])
      }),
      { numRuns: 1_000 },
    )
  })
})

test.each([
  ['a "b c" -d', 1, 'a -d'],
  ['a AND b', 1, 'a'],
  ['NOT a b', 0, 'b'],
  ['a OR b', 0, ''],
])('%j without its part %d', (text, index, expected) => {
  expect(withoutPart(text, index)).toBe(expected)
})

test('parts are the text again', () => {
  expect(filterParts('a  "b c" -d (e OR f) level:>=warn').map(({ text, isPlain }) => [text, isPlain])).toEqual([
    ['a', true],
    ['"b c"', true],
    ['-d', false],
    ['(e OR f)', false],
    ['level:>=warn', false],
  ])
  expect(filterParts('not a (query')).toEqual([])
})

test('levels are chosen by chips or by words, one at a time', () => {
  expect(chosenLevels(filterOf('level:>=error'))).toEqual(['error', 'fatal'])
  expect(chosenLevels(filterOf('-level:debug x')).length).toBe(6)
  expect(chosenLevels(filterOf('x', ['warn']))).toEqual(['warn'])
  expect(chosenLevels(filterOf('x'))).toEqual([])
  expect(withLevels(filterOf('level:>=error x'), ['info'])).toEqual({ text: 'x', levels: ['info'] })
  expect(withLevels(filterOf('a  AND b'), ['info'])).toEqual({ text: 'a  AND b', levels: ['info'] })
})

test('adding never makes a query that does not parse', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '"', '(', ')', 'OR ', '-', ':', '*') })
  fc.assert(
    fc.property(text, fc.boolean(), (before, isExcluded) => {
      expect(parseQuery(textWith(before, { key: 'k', value: 'v', isExcluded })).isOk).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})
