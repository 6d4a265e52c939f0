/** Labels have one spelling, and only characters that nothing hides in. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { labelFault, normalLabel, normalLabels } from '#lib/protocol/labels.ts'
import { LIMITS } from '#lib/protocol/limits.ts'

test.each([
  ['staging', 'staging'],
  ['  QA Lab ', 'qa-lab'],
  ['Стенд\t2', 'стенд-2'],
  ['ＱＡ', 'qa'],
  ['v1.2_rc', 'v1.2_rc'],
])('%j is spelled %j', (typed, label) => {
  expect(normalLabel(typed)).toBe(label)
  expect(labelFault(label)).toBeNull()
})

test.each([
  ['', 'empty'],
  ['-a', 'characters'],
  ['a/b', 'characters'],
  ['a,b', 'characters'],
  ['#a', 'characters'],
  ['a\u202eb', 'characters'],
  ['a\0', 'characters'],
  ['a'.repeat(LIMITS.deviceLabelCharsMax + 1), 'long'],
])('%j is no label: %s', (text, fault) => {
  expect(labelFault(normalLabel(text))).toBe(fault)
})

test('[limit deviceLabelCharsMax] as many characters are a label', () => {
  expect(labelFault('a'.repeat(LIMITS.deviceLabelCharsMax))).toBeNull()
})

test('a label that is spelled normally stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const label = normalLabel(text)
      expect(normalLabel(label)).toBe(label)
    }),
  )
})

test('several spellings are one label', () => {
  expect(normalLabels(['b', 'A', 'a ', 'B'])).toEqual(['a', 'b'])
})
