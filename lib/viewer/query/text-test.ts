/** Tests of one text: contains it, is it, fits the wildcards, matches the expression. */
import { matchesGlob } from './glob.ts'
import { compileRegex } from './linear-regex.ts'
import { hasCapital, literalPattern } from './literal.ts'
import type { TextValue } from './query.ts'

export type TextTest = (text: string) => boolean

/** Whether a text holds the value somewhere, as messages are tested. */
export function containsTest(value: TextValue): TextTest {
  return textTest(value, false)
}

/** Whether a text is the value, as ids and attributes are tested. */
export function equalsTest(value: TextValue): TextTest {
  return textTest(value, true)
}

function textTest(value: TextValue, isWhole: boolean): TextTest {
  switch (value.kind) {
    case 'present':
      return (text) => text !== ''
    case 'literal': {
      const pattern = literalPattern(value.text, { isCaseSensitive: hasCapital(value.text), isWhole })
      return (text) => pattern.test(text)
    }
    case 'glob':
      return globTest(isWhole ? value.text : `*${value.text}*`)
    case 'regex': {
      const compiled = compileRegex(value.source, value.isInsensitive)
      if (!compiled.isOk) return () => false
      const { regex } = compiled
      return (text) => regex.test(text)
    }
  }
}

function globTest(glob: string): TextTest {
  const options = { isCaseSensitive: hasCapital(glob), isSticky: true }
  const texts = glob.replace(/\*+/g, '*').split('*')
  const pieces = texts.map((text) => literalPattern(text, options))
  const lengths = texts.map((text) => text.length)
  return (text) => matchesGlob(text, pieces, lengths, 0)
}
