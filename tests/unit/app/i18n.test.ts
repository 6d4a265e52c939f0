/** Both dictionaries have the same keys with the same arguments, and Russian has every plural form it needs. */
import { createTranslator } from 'use-intl/core'
import { describe, expect, test } from 'vitest'
import { localeOfHeader } from '#app/_i18n/locales.ts'
import { MESSAGES } from '#app/_i18n/messages.ts'

type Tree = { [key: string]: string | Tree }

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : leaves(value, `${path}${key}.`),
  )
}

const argumentsOf = (text: string) =>
  [...new Set([...text.matchAll(/\{(\w+)(?=[,}])/g)].map((match) => match[1]))].sort()
const english = new Map(leaves(MESSAGES.en as unknown as Tree))
const russian = new Map(leaves(MESSAGES.ru as unknown as Tree))

describe('dictionaries', () => {
  test('Russian has the keys of English, in the same order', () => {
    expect([...russian.keys()].sort()).toEqual([...english.keys()].sort())
  })

  test('every text takes the same arguments in both languages and is not empty', () => {
    for (const [key, text] of english) {
      expect(argumentsOf(russian.get(key) ?? ''), key).toEqual(argumentsOf(text))
      expect(text, key).not.toBe('')
      expect(russian.get(key), key).not.toBe('')
    }
  })

  test('every Russian plural has the forms one, few and many', () => {
    const plurals = [...russian].filter(([, text]) => text.includes(', plural,'))
    expect(plurals.length).toBeGreaterThan(0)
    for (const [key, text] of plurals)
      for (const form of ['one', 'few', 'many', 'other']) expect(text, key).toMatch(new RegExp(`\\b${form} \\{`))
  })

  test.each(['en', 'ru'] as const)('every message of %s is valid ICU', (locale) => {
    const problems: string[] = []
    const t = createTranslator({
      locale,
      messages: MESSAGES[locale],
      timeZone: 'UTC',
      onError: (error) => void problems.push(error.message),
    }) as unknown as (key: string, values: Record<string, unknown>) => string
    for (const [key, text] of locale === 'en' ? english : russian)
      t(key, Object.fromEntries(argumentsOf(text).map((name) => [name, 5])))
    // Rich tags need functions. This test checks only that they parse.
    expect(problems.filter((problem) => !problem.includes('FORMATTING_ERROR'))).toEqual([])
  })
})

describe('language of a request', () => {
  test.each([
    ['ru-RU,ru;q=0.9,en;q=0.8', 'ru'],
    ['de,en;q=0.7,ru;q=0.9', 'ru'],
    ['de, fr', 'en'],
    ['ru;q=0, en', 'en'],
    ['', 'en'],
    [null, 'en'],
  ] as const)('%s wants %s', (header, locale) => {
    expect(localeOfHeader(header)).toBe(locale)
  })
})
