/** A pattern goes into the filter and out of it, and leaves the rest as it is. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasTerm, patternTerm, toggledTerm } from '#lib/viewer/patterns/pattern-term.ts'

test('a term is written with its quotes escaped', () => {
  expect(patternTerm('key "<*>" in C:\\temp', false)).toBe('pattern:"key \\"<*>\\" in C:\\\\temp"')
  expect(patternTerm('a', true)).toBe('-pattern:"a"')
})

test('what was added is removed again', () => {
  const text = fc.array(fc.constantFrom('timeout', '-x', '"a b"'), { maxLength: 4 }).map((words) => words.join(' '))
  fc.assert(
    fc.property(text, fc.string(), fc.boolean(), (before, template, isHidden) => {
      const term = patternTerm(template, isHidden)
      const added = toggledTerm(before, term)
      expect(hasTerm(added, term)).toBe(true)
      expect(toggledTerm(added, term)).toBe(before)
    }),
  )
})

test('hiding a pattern is not showing it', () => {
  const text = patternTerm('a <*>', true)
  expect(hasTerm(text, patternTerm('a <*>', false))).toBe(false)
})
