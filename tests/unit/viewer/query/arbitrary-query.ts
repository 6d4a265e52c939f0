/** Queries and records for property tests: small alphabets, so that they meet. */
import fc from 'fast-check'
import { LEVELS } from '#lib/protocol/levels.ts'
import type { NumberedRecord } from '#lib/protocol/record.ts'
import { FIELDS, type Query, type Term } from '#lib/viewer/query/query.ts'

const letters = (...of: string[]) => fc.constantFrom(...of)
const bareWord = fc.string({ unit: letters('a', 'b', 'B', 'я', 'Я', '1', '.', '_'), minLength: 1, maxLength: 4 })
const anyText = fc.string({
  unit: letters('a', 'B', ' ', '"', '\\', '(', ')', ':', '-', '*', '/', 'я', '🙂', '<'),
  minLength: 1,
  maxLength: 5,
})
const path = fc.constantFrom('user', 'user.id', 'User', 'list', 'list.0', 'http.status', 'level', 'a b', 'deep.x.y')
const literal = fc.record({ kind: fc.constant('literal' as const), text: fc.oneof(bareWord, anyText) })
const regex = fc.record({
  kind: fc.constant('regex' as const),
  source: fc.constantFrom('a+b', '^a', 'b$', '[aя]1?', 'a|b', '(a|1)+', 'aab', '\\d\\.', 'a b'),
  isInsensitive: fc.boolean(),
})
const glob = fc.record({
  kind: fc.constant('glob' as const),
  text: bareWord.chain((a) => bareWord.map((b) => `${a}*${b}`)),
})
const present = fc.constant({ kind: 'present' as const })
const op = fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const)
const number = fc.record({ kind: fc.constant('number' as const), op, number: fc.integer({ min: -3, max: 600 }) })
const known = LEVELS.filter((level) => level !== 'unknown')

export const arbitraryTerm: fc.Arbitrary<Term> = fc.oneof(
  fc.record({ kind: fc.constant('anywhere' as const), value: fc.oneof(literal, regex) }),
  fc.record({
    kind: fc.constant('field' as const),
    field: fc.constantFrom(...FIELDS),
    value: fc.oneof(literal, regex, glob, present),
  }),
  fc.record({
    kind: fc.constant('attribute' as const),
    path,
    value: fc.oneof(literal, regex, glob, present, number),
    isBare: fc.constant(false),
  }),
  fc.record({
    kind: fc.constant('attribute' as const),
    path: path.filter((name) => name !== 'a b' && name !== 'level'),
    value: fc.oneof(fc.record({ kind: fc.constant('literal' as const), text: bareWord }), present),
    isBare: fc.constant(true),
  }),
  fc.record({ kind: fc.constant('level' as const), op, level: fc.constantFrom(...known) }),
  fc.record({ kind: fc.constant('level' as const), op: fc.constant('=' as const), level: fc.constantFrom(...LEVELS) }),
  fc.constant({ kind: 'level' as const, op: 'present' as const, level: 'unknown' as const }),
  fc.record({
    kind: fc.constant('seq' as const),
    op: fc.oneof(op, fc.constant('=' as const)),
    number: fc.integer({ min: -3, max: 9 }),
  }),
  fc.record({
    kind: fc.constant('pattern' as const),
    template: fc.constantFrom('a <*>', '<*> a', 'a <*> b <*>', 'a<*>b', 'A "b" <*>'),
  }),
)

export const arbitraryQuery: fc.Arbitrary<Query> = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    arbitraryTerm,
    fc.record({ kind: fc.constant('all' as const), parts: fc.array(tie('query'), { minLength: 2, maxLength: 3 }) }),
    fc.record({ kind: fc.constant('any' as const), parts: fc.array(tie('query'), { minLength: 2, maxLength: 3 }) }),
    fc.record({ kind: fc.constant('not' as const), part: tie('query') }),
  ),
})).query

const recordText = fc.string({
  unit: letters('a', 'b', 'B', 'A', ' ', '1', 'я', 'Я', '.', '"', '\\', ':', '\n', '\r'),
  maxLength: 8,
})
const ESC = '\u001b'
const colored = recordText.map((text) => text.replaceAll('a', `${ESC}[31ma${ESC}[0m`))
const leaf = fc.oneof(recordText, colored, fc.integer({ min: -3, max: 600 }), fc.boolean(), fc.constant(null))
const attributes = fc.record(
  {
    user: fc.oneof(leaf, fc.record({ id: leaf, ID: leaf }, { requiredKeys: [] })),
    'user.id': leaf,
    list: fc.array(fc.oneof(leaf, fc.record({ id: leaf })), { maxLength: 3 }),
    http: fc.record({ status: fc.oneof(leaf, fc.constantFrom('500', 500, '5e2')) }),
    level: leaf,
    'a b': leaf,
    deep: fc.record({ x: fc.record({ y: leaf }) }),
  },
  { requiredKeys: [] },
)

/** Also lines of JSON, whose fields are their body. */
export const arbitraryRecord: fc.Arbitrary<NumberedRecord> = fc
  .record(
    {
      seq: fc.nat(9),
      timeMs: fc.nat(100),
      level: fc.constantFrom(...LEVELS),
      body: fc.oneof(recordText, colored),
      attributes,
      scope: recordText,
      traceId: fc.constantFrom('ab1', 'B1'),
      spanId: fc.constantFrom('ab1', 'b'),
      error: fc.record(
        { name: recordText, message: fc.oneof(recordText, colored), stack: recordText },
        { requiredKeys: ['name', 'message'] },
      ),
      isJson: fc.boolean(),
    },
    { requiredKeys: ['seq', 'timeMs', 'level', 'body'] },
  )
  .map(({ isJson, ...record }) => {
    if (!isJson || !record.attributes) return record as NumberedRecord
    return { ...record, body: JSON.stringify(record.attributes), isJson: true } as NumberedRecord
  })
