/** Names: what a program sends is cleaned, what a person types is refused, and what languages need stays. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanName, deceivingCharacter, isolatedName, shortName } from '#lib/protocol/names.ts'

describe('deceiving characters', () => {
  test.each([
    ['an override of direction', 'user\u202excod.exe', 'userxcod.exe', 'U+202E'],
    ['an isolate', 'a\u2066b\u2069', 'ab', 'U+2066'],
    ['a mark of direction', 'a\u200fb', 'ab', 'U+200F'],
    ['a zero-width space', 'pay\u200bpal', 'paypal', 'U+200B'],
    ['a byte order mark', '\ufeffPixel', 'Pixel', 'U+FEFF'],
    ['NUL', 'a\0b', 'a b', 'U+0000'],
    ['a line feed', 'a\nb', 'a b', 'U+000A'],
    ['an escape', 'a\u001b[31mb', 'a [31mb', 'U+001B'],
    ['a C1 control', 'a\u009b31mb', 'a 31mb', 'U+009B'],
    ['a line separator', 'a\u2028b', 'a b', 'U+2028'],
    ['a lone high surrogate', 'a\ud83d', 'a', 'U+D83D'],
    ['a lone low surrogate', '\udc00a', 'a', 'U+DC00'],
    ['a tag', 'a\u{e0041}b', 'ab', 'U+E0041'],
    ['a soft hyphen', 'ad\u00admin', 'admin', 'U+00AD'],
    ['a filler', 'a\u3164b', 'ab', 'U+3164'],
    ['a blank of braille', 'a\u2800b', 'ab', 'U+2800'],
    ['a joiner between Latin letters', 'An\u200cna', 'Anna', 'U+200C'],
    ['a joiner between Cyrillic letters', 'А\u200dнна', 'Анна', 'U+200D'],
    ['a selector without a picture', 'Anna\ufe0f', 'Anna', 'U+FE0F'],
    ['a pile of marks', `a${'\u0301'.repeat(9)}b`, `a${'\u0301'.repeat(4)}b`, 'U+0301'],
  ])('%s', (_, name, clean, character) => {
    expect(cleanName(name)).toBe(clean)
    expect(deceivingCharacter(name)).toBe(character)
    expect(deceivingCharacter(clean)).toBeNull()
  })

  test.each(['Pixel 9', "O'Neil", 'Анна-Мария', 'می‌خواهم', 'שלום', 'क्‍ष', '日本語', '👨‍👩‍👧 ❤️ 1️⃣', 'Zoë é', 'a‑b'])(
    '%j stays as it is',
    (name) => {
      expect(cleanName(name)).toBe(name)
      expect(deceivingCharacter(name)).toBeNull()
    },
  )
})

const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\u200d',
      '\u200c',
      '\ufe0f',
      '\u202e',
      '\ud800',
      '\udc00',
      '\0',
      '\n',
      '\u0301',
      'a',
      'я',
      '👩',
      'ک',
      '1',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 30,
})

test('what is cleaned is clean, at any length, and cleaning it again changes nothing', () => {
  fc.assert(
    fc.property(nasty, fc.nat(30), (name, charsMax) => {
      const short = shortName(name, charsMax)
      expect(deceivingCharacter(short)).toBeNull()
      expect(short.length).toBeLessThanOrEqual(charsMax)
      expect(cleanName(cleanName(name))).toBe(cleanName(name))
      expect(cleanName(name)).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200b\ufeff]/u)
    }),
    { numRuns: 2000 },
  )
})

test('a long name is cut between characters', () => {
  expect(shortName(`${'x'.repeat(9)}😀`, 10)).toBe('x'.repeat(9))
})

test('a name from right to left is isolated within a sentence, others stay plain', () => {
  expect(isolatedName('שלום')).toBe('\u2068שלום\u2069')
  expect(isolatedName('ש\u2069לום')).toBe('\u2068שלום\u2069')
  expect(isolatedName('Pixel')).toBe('Pixel')
})
