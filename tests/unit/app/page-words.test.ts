/** Words that only some pages get are used only by what those pages show. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { PAGE_NAMESPACES, type PageNamespace, pageWords, wordsOfEveryPage } from '#app/_i18n/page-words.ts'
import { LIVE_WORDS } from '#app/_live/live-words.ts'

/** Folders whose client components stand inside `WithWords` with this namespace. */
const INSIDE: Record<PageNamespace, readonly string[]> = {
  administration: ['dashboard/server/administration'],
  files: ['_live', 'open'],
  labels: ['dashboard/_parts', 'dashboard/devices/[id]', 'dashboard/live'],
  link: ['s/[id]'],
  live: ['_live', 'dashboard/live', 'dashboard/sessions/[id]', 's/[id]', 'open'],
  open: ['open'],
  reading: ['_live'],
  record: ['_live', 'dashboard/sessions/[id]', 's/[id]', 'open'],
  recovery: ['(auth)'],
  share: ['_live', 'dashboard/devices/[id]', 'dashboard/sessions/[id]', 's/[id]', 'open'],
  snippets: ['dashboard/_parts'],
}
/** The pages that put them there. */
const PAGES: Record<PageNamespace, readonly string[]> = {
  administration: ['dashboard/server/administration/page.tsx'],
  files: ['dashboard/sessions/[id]/page.tsx', 's/[id]/page.tsx', 'open/page.tsx'],
  labels: ['dashboard/page.tsx', 'dashboard/devices/[id]/page.tsx', 'dashboard/live/page.tsx'],
  link: ['s/[id]/page.tsx'],
  live: ['dashboard/live/page.tsx', 'dashboard/sessions/[id]/page.tsx', 's/[id]/page.tsx', 'open/page.tsx'],
  open: ['open/page.tsx'],
  reading: ['dashboard/sessions/[id]/page.tsx', 's/[id]/page.tsx', 'open/page.tsx'],
  record: ['dashboard/sessions/[id]/page.tsx', 's/[id]/page.tsx', 'open/page.tsx'],
  recovery: ['(auth)/layout.tsx'],
  share: ['dashboard/devices/[id]/page.tsx', 'dashboard/sessions/[id]/page.tsx', 's/[id]/page.tsx', 'open/page.tsx'],
  snippets: ['dashboard/layout.tsx'],
}

const files = readdirSync('app', { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))
/** The names that a page gives, those of LIVE_WORDS among them. */
function namesOf(page: string): string[] {
  const given = /<WithWords names=\{\[([^\]]*)/.exec(textOf(page))?.[1] ?? ''
  return given.includes('...LIVE_WORDS') ? [...LIVE_WORDS, ...words(given)] : words(given)
}
const words = (list: string) => [...list.matchAll(/'(\w+)'/g)].map(([, word = '']) => word)
const textOf = (file: string) => readFileSync(path.join('app', file), 'utf8')

test.each(PAGE_NAMESPACES)('%s is used only where its pages give it', (name) => {
  const users = files.filter((file) => new RegExp(`useTranslations\\('${name}['.]`).test(textOf(file)))
  expect(users.length).toBeGreaterThan(0)
  expect(users.filter((file) => !INSIDE[name].some((folder) => file.startsWith(`${folder}/`)))).toEqual([])
  for (const page of PAGES[name]) expect(namesOf(page), page).toContain(name)
})

test('together they are the whole dictionary', () => {
  const every = Object.keys(wordsOfEveryPage('en'))
  const some = Object.keys(pageWords('en', PAGE_NAMESPACES))
  expect(some.sort()).toEqual([...PAGE_NAMESPACES].sort())
  expect(every.filter((name) => some.includes(name))).toEqual([])
})

test('the parts of the live page are shown only where its words are', () => {
  const folders = [...INSIDE.live, ...INSIDE.share]
  const users = files.filter((file) => /['"]#app\/_live\/[\w-]+\.tsx['"]/.test(textOf(file)))
  expect(users.filter((file) => !folders.some((folder) => file.startsWith(`${folder}/`)))).toEqual([])
  // The device page has the words of sharing only.
  const ofDevice = users.filter((file) => file.startsWith('dashboard/devices/'))
  expect(ofDevice.flatMap((file) => textOf(file).match(/#app\/_live\/[\w-]+\.tsx/g))).toEqual([
    '#app/_live/share-dialog.tsx',
  ])
})
