/**
 * Decides which records are shown, by level, by time and by words. Every word must occur somewhere in the record; `"a phrase"`
 * keeps its spaces, `-word` and `-"a phrase"` exclude. Case matters only for a term with a capital letter.
 */
import { LEVELS } from '#lib/protocol/levels.ts'
import type { LogRecord } from '#lib/protocol/record.ts'
import { searchableText } from './ansi.ts'
import type { LogFilter } from './log-terms.ts'

interface Term {
  pattern: RegExp
  isExcluded: boolean
}

/** The escape character as JSON writes it, in seven and in eight bits. */
const ESCAPED = /\\u00[19]b/i

/** Null when every record passes. */
export function compileFilter({
  levels,
  text,
  fromMs = Number.NEGATIVE_INFINITY,
  toMs = Number.POSITIVE_INFINITY,
}: LogFilter): ((record: LogRecord) => boolean) | null {
  const isEveryLevel = levels.length === 0 || LEVELS.every((level) => levels.includes(level))
  const shown = new Set(levels)
  const terms = parseTerms(text)
  const isAllTime = fromMs === Number.NEGATIVE_INFINITY && toMs === Number.POSITIVE_INFINITY
  if (isEveryLevel && isAllTime && terms.length === 0) return null
  return (record) => {
    if (!isEveryLevel && !shown.has(record.level)) return false
    if (!isAllTime && !(record.timeMs >= fromMs && record.timeMs < toMs)) return false
    if (terms.length === 0) return true
    // The colors inside of a JSON text are escaped twice, so its fields are searched in its place.
    const isEscaped = record.isJson === true && record.attributes !== undefined && ESCAPED.test(record.body)
    const body = isEscaped ? '' : searchableText(record.body)
    const fields = record.isJson && !isEscaped ? undefined : record.attributes
    return terms.every(({ pattern, isExcluded }) => occurs(record, body, fields, pattern) !== isExcluded)
  }
}

/** The search words without exclusions, to mark them in a row. */
export function searchPatterns(text: string): RegExp[] {
  return parseTerms(text).flatMap(({ pattern, isExcluded }) => (isExcluded ? [] : [pattern]))
}

/** An open quote reaches to the end, because the person is still typing. A lone `-` searches for nothing. */
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

type Fields = LogRecord['attributes']

function occurs(record: LogRecord, body: string, fields: Fields, pattern: RegExp): boolean {
  if (pattern.test(body)) return true
  if (record.scope !== undefined && pattern.test(record.scope)) return true
  if (record.error) {
    const { name, message, stack } = record.error
    if (pattern.test(name) || pattern.test(searchableText(message))) return true
    if (stack !== undefined && pattern.test(searchableText(stack))) return true
  }
  // The fields of a JSON line are its body, searched above.
  return fields !== undefined && occursIn(fields, pattern)
}

/** Searches keys and values at any depth without building one text of them. */
function occursIn(value: unknown, pattern: RegExp): boolean {
  if (typeof value === 'string') return pattern.test(searchableText(value))
  if (typeof value !== 'object' || value === null) return pattern.test(String(value))
  for (const [key, inner] of Object.entries(value)) {
    if (pattern.test(key) || occursIn(inner, pattern)) return true
  }
  return false
}
