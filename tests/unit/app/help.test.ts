/** Help: both languages have the same addresses, its links lead somewhere, and the palette calls topics by their titles. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { actions as actionsEn } from '#app/_i18n/en/actions.ts'
import { actions as actionsRu } from '#app/_i18n/ru/actions.ts'
import { help as en } from '#app/help/_topics/en.ts'
import { HELP_TOPICS, type Help } from '#app/help/_topics/help-topic.ts'
import { help as ru } from '#app/help/_topics/ru.ts'

const app = path.join(import.meta.dirname, '../../../app')
const read = (file: string) => readFileSync(path.join(app, file), 'utf8')
const addresses = (help: Help) =>
  HELP_TOPICS.flatMap((id) => Object.keys(help[id].sections).map((part) => `${id}#${part}`))

test('both languages have the same sections, in the same order', () => {
  expect(addresses(ru)).toEqual(addresses(en))
})

test.each([
  ['en', en, actionsEn],
  ['ru', ru, actionsRu],
] as const)('the palette names the topics as they are named: %s', (_, help: Help, { topics }) => {
  expect(topics).toEqual(Object.fromEntries(HELP_TOPICS.map((id) => [id, help[id].title])))
})

test('what leads to a section of help names one that there is', () => {
  const sources = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'))
  expect(sources.length).toBeGreaterThan(100)
  const found = sources.flatMap((file) => [...read(file).matchAll(/\/help\/([a-z]+)(?:#([a-z-]+))?["'`]/g)])
  expect(found.length).toBeGreaterThan(2)
  for (const [whole, topic = '', part] of found) {
    expect(Object.keys(en), whole).toContain(topic)
    if (part) expect(addresses(en), whole).toContain(`${topic}#${part}`)
  }
})

test.each([
  ['en', en],
  ['ru', ru],
])('links lead to pages of this server: %s', (_, help) => {
  const links = [...JSON.stringify(help).matchAll(/\]\((\/[^)#]*)/g)].map(([, href = '']) => href)
  expect(links.length).toBeGreaterThan(3)
  for (const href of links) expect(existsSync(path.join(app, href, 'page.tsx')), href).toBe(true)
})
