/** A filter that is changed part by part keeps the meaning of its other parts, however they are written. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { filterParts, withoutPart, withTerm } from '#lib/viewer/query/edit.ts'
import { parseQuery } from '#lib/viewer/query/parse.ts'
import { printQuery } from '#lib/viewer/query/print.ts'
import type { Query } from '#lib/viewer/query/query.ts'
import { matcherOf } from '#lib/viewer/record-matcher.ts'

/** As it is written in brackets, where some words take another form. */
function inBrackets(query: Query): string {
  const beside = printQuery({
    kind: 'all',
    parts: [query, { kind: 'anywhere', value: { kind: 'literal', text: 'x' } }],
  })
  const [first] = filterParts(beside)
  return first ? printQuery(first.query) : ''
}
const meaning = (text: string) => filterParts(text).map(({ query }) => inBrackets(query))
const choice = (key: string | null, value: string, isExcluded = false) => ({
  key,
  value,
  isExcluded,
  isAttribute: true,
})
const filter = (text: string) => ({ levels: [], text })

test.each([
  ['/api', 'path', '/'],
  ['x:b) OR y', 'user', 'al'],
  ['a OR b', 'user', 'al'],
  ['"open', 'user', 'al'],
  ['/a x/y b/', 'user', 'al'],
])('%s and one more', (text, key, value) => {
  const added = withTerm(filter(text), choice(key, value)).text
  expect(meaning(added)).toHaveLength(meaning(text).length + 1)
  expect(meaning(added).slice(0, -1)).toEqual(meaning(text))
})

test('whatever is written, adding and removing a part leaves the others as they mean', () => {
  // Without brackets: a wildcard that has one of them cannot be written in brackets.
  const piece = fc.constantFrom('a', '/', '/x', 'b/', '"', ' OR ', ' ', '-', 'k:', 'level:', 'warn', '*', 'x:b')
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 10 }).map((all) => all.join('')),
      piece,
      (text, value) => {
        if (!parseQuery(text).isOk) return
        const before = meaning(text)
        const term = choice('user', value)
        const without = before.filter((part) => part !== meaning(withTerm(filter(''), term).text)[0])
        const rest = without.filter(
          (part) => part !== meaning(withTerm(filter(''), { ...term, isExcluded: true }).text)[0],
        )
        expect(meaning(withTerm(filter(text), term).text).slice(0, -1)).toEqual(rest)
        for (const i of before.keys())
          expect(meaning(withoutPart(text, i))).toEqual(before.filter((_, other) => other !== i))
      },
    ),
    { numRuns: 2_000 },
  )
})

test.each([
  ['a number written in another way', '{"k":1.0}', '1.0'],
  ['a number beyond what is exact', '{"k":12345678901234567890}', '12345678901234567890'],
  ['colors', '{"k":"\\u001b[31mred\\u001b[0m"}', '\u001b[31mred\u001b[0m'],
  [
    'a long value that is cut inside of a character',
    `{"k":"${'x'.repeat(119)}😀 and more"}`,
    `${'x'.repeat(119)}😀 and more`,
  ],
])('the filter by a value shows the record that has it: %s', (_, body, value) => {
  const { text } = withTerm(filter(''), choice('k', value))
  const record = { seq: 1, timeMs: 1, level: 'info' as const, body, isJson: true, attributes: JSON.parse(body) }
  expect(matcherOf(filter(text))?.test(record)).toBe(true)
})
