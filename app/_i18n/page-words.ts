/**
 * Which words every page gets, and which only the pages that show them: the dictionary is part of each page's HTML, and these
 * namespaces are a third of it. Server components have all words without it.
 */
import { compiledMessages } from './compiled-messages.ts'
import type { Locale } from './locales.ts'
import type { Messages } from './messages.ts'

/** Namespaces that client components find only inside `WithWords`. */
export const PAGE_NAMESPACES = [
  'administration',
  'files',
  'labels',
  'link',
  'live',
  'open',
  'reading',
  'record',
  'recovery',
  'share',
  'snippets',
] as const
export type PageNamespace = (typeof PAGE_NAMESPACES)[number]

/** Typed as if it were complete; tests/unit/app/page-words.test.ts checks which files use the rest. */
export function wordsOfEveryPage(locale: Locale): Messages {
  const rest: ReadonlySet<string> = new Set(PAGE_NAMESPACES)
  return Object.fromEntries(Object.entries(compiledMessages(locale)).filter(([name]) => !rest.has(name))) as Messages
}

export function pageWords(locale: Locale, names: readonly PageNamespace[]): Partial<Messages> {
  const all = compiledMessages(locale)
  return Object.fromEntries(names.map((name) => [name, all[name]]))
}
