/**
 * The dictionaries as the pages get them: parsed on the server, once per language, so that no browser has to load a parser.
 * next.config.mjs gives use-intl the half of itself that formats what is parsed.
 */
import compile from 'icu-minify/compile'
import type { Locale } from './locales.ts'
import { MESSAGES, type Messages } from './messages.ts'

type Words = { readonly [key: string]: string | Words }

const compiled = new Map<Locale, Messages>()

export function compiledMessages(locale: Locale): Messages {
  let messages = compiled.get(locale)
  if (!messages) {
    // Typed as the texts all the same: by them the compiler checks keys and arguments.
    // Its objects have no prototype, which React does not hand to a client component.
    messages = JSON.parse(JSON.stringify(compileAll(MESSAGES[locale]))) as Messages
    compiled.set(locale, messages)
  }
  return messages
}

function compileAll(words: Words): unknown {
  return Object.fromEntries(
    Object.entries(words).map(([key, value]) => [key, typeof value === 'string' ? compile(value) : compileAll(value)]),
  )
}
