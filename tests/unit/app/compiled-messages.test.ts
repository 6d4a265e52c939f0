/** Compiled messages, which pages format from, give the same text as the dictionaries. */
import format, { type CompiledMessage } from 'icu-minify/format'
import { createTranslator } from 'use-intl/core'
import { expect, test } from 'vitest'
import { compiledMessages } from '#app/_i18n/compiled-messages.ts'
import { MESSAGES } from '#app/_i18n/messages.ts'

type Tree = { readonly [key: string]: string | Tree }

const formatters = {
  getDateTimeFormat: (...args: ConstructorParameters<typeof Intl.DateTimeFormat>) => new Intl.DateTimeFormat(...args),
  getNumberFormat: (...args: ConstructorParameters<typeof Intl.NumberFormat>) => new Intl.NumberFormat(...args),
  getPluralRules: (...args: ConstructorParameters<typeof Intl.PluralRules>) => new Intl.PluralRules(...args),
}

test.each(['en', 'ru'] as const)('every message of %s reads the same for any number', (locale) => {
  const t = createTranslator({ locale, messages: MESSAGES[locale], timeZone: 'UTC' })
  const compiled = compiledMessages(locale) as unknown as Tree
  for (const [key, text] of leaves(MESSAGES[locale])) {
    const names = [...text.matchAll(/\{(\w+)(?=[,}])/g)].map(([, name]) => name as string)
    const tags = [...text.matchAll(/<(\w+)>/g)].map(([, name]) => name as string)
    for (const value of names.length > 0 ? [0, 1, 2, 5, 21, 1_234.5] : [0]) {
      const values = {
        ...Object.fromEntries(names.map((name) => [name, value])),
        ...Object.fromEntries(tags.map((name) => [name, (parts: unknown) => `<${[parts].flat().join('')}>`])),
      }
      const expected = t.markup(key as never, values as never)
      const message = key.split('.').reduce<unknown>((tree, part) => (tree as Tree)[part], compiled) as CompiledMessage
      expect([format(message, locale, values, { formatters, timeZone: 'UTC' })].flat().join(''), key).toBe(expected)
    }
  }
})

test('pages get plain objects, as React requires', () => {
  expect(protosOf(compiledMessages('ru'))).toEqual(new Set([Object.prototype, Array.prototype]))
})

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : leaves(value, `${path}${key}.`),
  )
}

function protosOf(value: unknown): Set<unknown> {
  if (typeof value !== 'object' || value === null) return new Set()
  return new Set([Object.getPrototypeOf(value), ...Object.values(value).flatMap((part) => [...protosOf(part)])])
}
