/** What is completed at the caret, shown here as `|`. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { completionAt } from '#lib/viewer/query/completion.ts'

const at = (marked: string) => {
  const caret = marked.indexOf('|')
  const place = completionAt(marked.replace('|', ''), caret)
  return place && [place.kind, place.key, place.prefix, marked.replace('|', '').slice(place.from, place.to)]
}

test.each([
  ['|', ['key', '', '', '']],
  ['lev|', ['key', '', 'lev', 'lev']],
  ['a -lo|gger', ['key', '', 'lo', 'logger']],
  ['(us|', ['key', '', 'us', 'us']],
  ['level:|', ['value', 'level', '', '']],
  ['level:err|', ['value', 'level', 'err', 'err']],
  ['a user.id:4|2 b', ['value', 'user.id', '4', '42']],
  ['le|vel:error', ['key', '', 'le', 'level:']],
  ['level:(error OR wa|', ['value', 'level', 'wa', 'wa']],
  ['level:(error OR warn) us|', ['key', '', 'us', 'us']],
  ['user:"al b|', null],
  ['"some phr|ase"', null],
  ['/a b|/', null],
  ['a |', ['key', '', '', '']],
])('%j', (marked, expected) => {
  expect(at(marked)).toEqual(expected)
})

test('no text and no caret is too odd', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ':', '(', ')', '"', '/', '-', ' ', '\\') })
  fc.assert(
    fc.property(text, fc.nat(20), (written, caret) => {
      const place = completionAt(written, Math.min(caret, written.length))
      if (place) expect(place.from).toBeLessThanOrEqual(place.to)
    }),
    { numRuns: 3_000 },
  )
})
