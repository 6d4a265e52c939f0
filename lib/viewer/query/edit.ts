/** Changes a filter by one part at a time and leaves the rest as the person wrote it. */
import { LEVELS, type Level } from '#lib/protocol/levels.ts'
import { searchableText } from '#lib/viewer/ansi.ts'
import type { LogFilter } from '#lib/viewer/log-terms.ts'
import { parseQuery, type QueryPart } from './parse.ts'
import { isAboutLevels, passingLevels } from './passing-levels.ts'
import { printQuery } from './print.ts'
import { isField, type Query, type Term } from './query.ts'

export interface TermChoice {
  /** `level`, a field such as `logger`, or the path of an attribute; null: a text anywhere. */
  key: string | null
  value: string | number | boolean | null
  isExcluded: boolean
  /** Whether the key is an attribute's even when it has the name of a field. */
  isAttribute?: boolean
}

/** A part of the filter text, to show it alone. */
export interface FilterPart extends QueryPart {
  text: string
  /** Whether it is a word or a phrase and no more. */
  isPlain: boolean
}

/** Longest value that a term repeats, characters; of a longer one it takes the beginning. */
const VALUE_CHARS_MAX = 120
/** The first half of a character of two units, at the end. */
const HALF = /[\ud800-\udbff]$/

export function filterParts(text: string): FilterPart[] {
  const result = parseQuery(text)
  if (!result.isOk) return []
  return result.parsed.parts.map((part) => ({
    ...part,
    text: text.slice(part.at, part.at + part.length).trim(),
    isPlain: part.query.kind === 'anywhere' && part.query.value.kind === 'literal',
  }))
}

export function withoutPart(text: string, index: number): string {
  return written(filterParts(text).filter((_, i) => i !== index))
}

/** The filter with one more part; one that says the opposite gives way. An unfinished text is replaced. */
export function withTerm(filter: LogFilter, choice: TermChoice): LogFilter {
  const term = termOf(choice)
  if (term.kind === 'level' && !choice.isExcluded) return withLevels(filter, [term.level])
  const query: Query = choice.isExcluded ? { kind: 'not', part: term } : term
  const added = printQuery(query)
  const opposite = printQuery(choice.isExcluded ? term : { kind: 'not', part: term })
  const kept = filterParts(filter.text).filter((part) => ![added, opposite].includes(printQuery(part.query)))
  return { ...filter, text: written([...kept, { text: added, query }]) }
}

/** The levels that are chosen, by chips or by words; empty: all. */
export function chosenLevels({ levels, text }: LogFilter): readonly Level[] {
  if (levels.length > 0) return levels
  const parts = filterParts(text).filter(isAboutLevel)
  if (parts.length === 0) return []
  const bits = parts.reduce((all, { query }) => all & passingLevels(query), -1)
  return LEVELS.filter((_, i) => (bits & (1 << i)) !== 0)
}

/** Chooses levels in place of those that the text names. */
export function withLevels(filter: LogFilter, levels: readonly Level[]): LogFilter {
  const parts = filterParts(filter.text)
  const kept = parts.filter((part) => !isAboutLevel(part))
  return { ...filter, levels, text: kept.length === parts.length ? filter.text : written(kept) }
}

function isAboutLevel({ query }: QueryPart): boolean {
  return isAboutLevels(query)
}

type Written = Pick<FilterPart, 'text' | 'query'>

/**
 * The parts side by side, as people wrote them where that still means the same: `a OR b` needs brackets then, an open quote its end,
 * and a slash may begin an expression that ends in another part.
 */
function written(parts: readonly Written[]): string {
  const bracketed = ({ text, query }: Written) => (query.kind === 'any' ? `(${text})` : text)
  const texts = [parts.map(({ text }) => text).join(' '), parts.map(bracketed).join(' ')]
  const [only, ...others] = parts.map(({ query }) => query)
  if (!only) return ''
  return (
    texts.find((text) => isMeant(text, parts)) ??
    printQuery(others.length > 0 ? { kind: 'all', parts: [only, ...others] } : only)
  )
}

function isMeant(text: string, parts: readonly Written[]): boolean {
  const result = parseQuery(text)
  return (
    result.isOk &&
    result.parsed.parts.length === parts.length &&
    result.parsed.parts.every(({ query }, i) => printQuery(query) === printQuery((parts[i] as Written).query))
  )
}

function termOf({ key, value, isAttribute = false }: TermChoice): Term {
  // As it is tested, and as a person sees it.
  const text = searchableText(String(value))
  if (key === 'level' && !isAttribute)
    return { kind: 'level', op: '=', level: LEVELS.find((known) => known === text) ?? 'unknown' }
  const isLong = text.length > VALUE_CHARS_MAX
  const literal = { kind: 'literal', text: isLong ? text.slice(0, VALUE_CHARS_MAX).replace(HALF, '') : text } as const
  // An attribute without a name cannot be written.
  if (key === null || key === '') return { kind: 'anywhere', value: literal }
  if (key === 'pattern' && !isAttribute) return { kind: 'pattern', template: text }
  if (isField(key) && !isAttribute) return { kind: 'field', field: key, value: literal }
  const start = { kind: 'regex', source: `^${regexSource(literal.text)}`, isInsensitive: false } as const
  return { kind: 'attribute', path: key, value: isLong ? start : literal, isBare: false }
}

function regexSource(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s/g, '\\s')
}
