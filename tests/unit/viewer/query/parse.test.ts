/** What people write, as a query: the grammar, what is wrong with a text, and that printing is the way back. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseQuery } from '#lib/viewer/query/parse.ts'
import { printQuery } from '#lib/viewer/query/print.ts'
import { DEPTH_MAX, QUERY_CHARS_MAX, REGEX_CHARS_MAX, TERMS_MAX } from '#lib/viewer/query/query.ts'
import { arbitraryQuery } from './arbitrary-query.ts'

const queryOf = (text: string) => {
  const result = parseQuery(text)
  return result.isOk ? result.parsed.query : result.fault
}
/** The query as text with every bracket and quote that it can have. */
const printed = (text: string) => {
  const result = parseQuery(text)
  return result.isOk ? printQuery(result.parsed.query) : `${result.fault.code} at ${result.fault.at}`
}

test.each([
  ['', ''],
  ['  cart  ', 'cart'],
  ['no cart', 'no cart'],
  ['"no cart" -basket -"a b"', '"no cart" -basket -"a b"'],
  ['a OR b c', 'a OR b c'],
  ['(a OR b) c', '(a OR b) c'],
  ['a AND b', 'a b'],
  ['NOT a', '-a'],
  ['NOT (a b)', '-(a b)'],
  ['-(a OR b)', '-(a OR b)'],
  ['level:error', 'level:error'],
  ['level:WARNING', 'level:warn'],
  ['level:>=warn', 'level:>=warn'],
  ['level:(error OR warn)', 'level:(error OR warn)'],
  ['-level:(debug OR trace)', '-level:(debug OR trace)'],
  ['level:error OR level:warn', 'level:(error OR warn)'],
  ['user.id:42', 'user.id:42'],
  ['http.status:>=500', 'http.status:>=500'],
  ['key:*', 'key:*'],
  ['user:al*', 'user:al*'],
  ['user:"al*"', 'user:"al*"'],
  ['"error":x', '"error":"x"'],
  ['user:(al OR bo)', 'user:(al OR bo)'],
  ['/time ?out/i', '/time ?out/i'],
  ['message:/^GET/', 'message:/^GET/'],
  ['pattern:"Connected to <*> in <*>"', 'pattern:"Connected to <*> in <*>"'],
  ['seq:>100', 'seq:>100'],
  ['user:/a+/"b"', 'user:/a+/ b'],
  ['path:/a/* path:/b/c', 'path:/a/* path:/b/c'],
  ['path:/a b', 'path:"/a" b'],
  ['path:/a* b/c', 'unclosedRegex at 5'],
  ['path:*) path:a', 'path:*) path:a'],
  ['path:-a* path:b*', 'path:-a* path:b*'],
  ['path:(:*) message:(//a*)', 'path:(:*) message:(//a*)'],
  ['(path:/api OR path:/v2) a', 'path:("/api" OR "/v2") a'],
  ['path:b* path:c*', 'path:(b* c*)'],
  ['NOT -user:a)', 'NOT -user:a)'],
])('%j is %j', (text, expected) => {
  expect(printed(text)).toBe(expected)
})

describe('what has always been words stays words', () => {
  test.each([
    ['/api/users/42', ['/api/users/42']],
    ['https://example.com/a?b=c', ['https://example.com/a?b=c']],
    ['std::vector', ['std::vector']],
    ['10:30:05', ['10:30:05']],
    ['foo(bar)', ['foo(bar)']],
    ['f(x)) :)', ['f(x))', ':)']],
    ['()', ['()']],
    ['- a', ['a']],
    ['-', []],
    ['"', []],
    ['"no ca', ['no ca']],
    ['a"b"c', ['a', 'b', 'c']],
    ['"C:\\dir\\" x', ['C:\\dir\\', 'x']],
    ['"C:\\dir"', ['C:\\dir']],
    ['ORDER android Not or', ['ORDER', 'android', 'Not', 'or']],
  ])('%j', (text, words) => {
    const result = parseQuery(text)
    expect(result.isOk && result.parsed.parts.map(({ query }) => query)).toEqual(
      words.map((word) => ({ kind: 'anywhere', value: { kind: 'literal', text: word } })),
    )
  })
})

describe('a fault says what and where', () => {
  test.each([
    ['(a', { code: 'unclosedGroup', at: 0, isUnfinished: true }],
    ['b ( )', { code: 'emptyGroup', at: 2 }],
    ['a OR', { code: 'missingTerm', subject: 'OR', isUnfinished: true }],
    ['OR a', { code: 'missingTerm', subject: 'OR', isUnfinished: false }],
    ['a OR OR b', { code: 'missingTerm', isUnfinished: false }],
    ['a AND', { code: 'missingTerm', subject: 'AND', isUnfinished: true }],
    ['NOT', { code: 'missingTerm', subject: 'NOT', isUnfinished: true }],
    ['level:', { code: 'missingValue', at: 0, length: 6, subject: 'level', isUnfinished: true }],
    ['level: error', { code: 'missingValue', isUnfinished: false }],
    ['a level:high', { code: 'wrongLevel', at: 8, length: 4 }],
    ['level:>unknown', { code: 'wrongLevel' }],
    ['level:/x/', { code: 'noRegexHere', subject: 'level' }],
    ['http.status:>many', { code: 'wrongNumber', at: 13, subject: 'http.status' }],
    ['seq:x', { code: 'wrongNumber' }],
    ['/a(b', { code: 'unclosedRegex', isUnfinished: true }],
    ['/a(b/', { code: 'badRegex', subject: '(' }],
    ['/(?=a)/', { code: 'badRegex', subject: '(?=' }],
    ['/(a{200}){200}/', { code: 'largeRegex' }],
    [`/${'a'.repeat(REGEX_CHARS_MAX + 1)}/`, { code: 'largeRegex' }],
    ['pattern:"<*>"', { code: 'badPattern' }],
    ['a'.repeat(QUERY_CHARS_MAX + 1), { code: 'tooLong' }],
    ['a '.repeat(TERMS_MAX + 1), { code: 'tooManyTerms' }],
    [`${'('.repeat(DEPTH_MAX + 1)}a`, { code: 'tooDeep' }],
    [`${'NOT '.repeat(DEPTH_MAX + 1)}a`, { code: 'tooDeep' }],
  ])('%j', (text, fault) => {
    expect(queryOf(text)).toMatchObject(fault)
  })
})

test('a query that is printed and parsed is the same query', () => {
  fc.assert(
    fc.property(arbitraryQuery, (query) => {
      const text = printQuery(query)
      expect({ text, query: queryOf(text) }).toEqual({ text, query })
    }),
    { numRuns: 2_000 },
  )
})

test('no text throws, and what parses prints to a fixed point', () => {
  const piece = fc.constantFrom(
    '(',
    ')',
    '"',
    '-',
    ' ',
    'OR ',
    'AND ',
    'NOT ',
    'a',
    ':',
    'level:',
    'x.y:',
    '>',
    '5',
    '*',
    '/',
    '\\',
    '/a+/',
    '\u{1f642}',
    '\ud800',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        const result = parseQuery(text)
        if (!result.isOk) {
          expect(result.fault.at).toBeLessThanOrEqual(text.length)
          return
        }
        const once = printQuery(result.parsed.query)
        expect({ once, query: queryOf(once) }).toEqual({ once, query: result.parsed.query })
      },
    ),
    { numRuns: 5_000 },
  )
})
