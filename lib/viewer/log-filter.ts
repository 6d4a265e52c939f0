/**
 * Which records are shown: levels and words. Words are AND-ed and looked for in everything a record says; `"a phrase"`
 * keeps its spaces, `-word` and `-"a phrase"` exclude. Case matters only for a term with a capital letter.
 */
import { LEVELS } from '#lib/protocol/levels.ts'
import type { LogRecord } from '#lib/protocol/record.ts'
import type { LogFilter } from './log-source.ts'

interface Term {
  pattern: RegExp
  isExcluded: boolean
}

/** Null when every record passes. */
export function compileFilter({ levels, text }: LogFilter): ((record: LogRecord) => boolean) | null {
  const isEveryLevel = levels.length === 0 || LEVELS.every((level) => levels.includes(level))
  const shown = new Set(levels)
  const terms = parseTerms(text)
  if (isEveryLevel && terms.length === 0) return null
  return (record) =>
    (isEveryLevel || shown.has(record.level)) &&
    terms.every(({ pattern, isExcluded }) => occurs(record, pattern) !== isExcluded)
}

/** What the search words are, for marking them in a row; exclusions are left out. */
export function searchPatterns(text: string): RegExp[] {
  return parseTerms(text).flatMap(({ pattern, isExcluded }) => (isExcluded ? [] : [pattern]))
}

/** A quote without its end reaches to the end: the person is still typing. A lone `-` looks for nothing. */
function parseTerms(text: string): Term[] {
  const terms: Term[] = []
  for (const [, minus, phrase, word] of text.matchAll(/(-?)(?:"([^"]*)"?|([^\s"]+))/g)) {
    const wanted = phrase ?? word ?? ''
    if (wanted === '' || (word === '-' && !minus)) continue
    const flags = /\p{Lu}/u.test(wanted) ? 'u' : 'iu'
    terms.push({
      pattern: new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), flags),
      isExcluded: minus === '-',
    })
  }
  return terms
}

function occurs(record: LogRecord, pattern: RegExp): boolean {
  if (pattern.test(record.body)) return true
  if (record.scope !== undefined && pattern.test(record.scope)) return true
  if (record.error) {
    const { name, message, stack } = record.error
    if (pattern.test(name) || pattern.test(message) || (stack !== undefined && pattern.test(stack))) return true
  }
  // A JSON line's fields are its body, which was searched already.
  return !record.isJson && record.attributes !== undefined && occursIn(record.attributes, pattern)
}

/** Keys and values at any depth, without building the text of the whole. */
function occursIn(value: unknown, pattern: RegExp): boolean {
  if (typeof value === 'string') return pattern.test(value)
  if (typeof value !== 'object' || value === null) return pattern.test(String(value))
  for (const [key, inner] of Object.entries(value)) {
    if (pattern.test(key) || occursIn(inner, pattern)) return true
  }
  return false
}
