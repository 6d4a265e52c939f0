/**
 * Makes a query of a text, or says what is wrong with it. A recursive descent: `OR` binds least, then what stands side by side,
 * then `-` and `NOT`. What people wrote before there were operators keeps its meaning: words, `"a phrase"`, `-excluded`.
 */
import { LEVELS, parseLevel } from '#lib/protocol/levels.ts'
import { compileRegex } from './linear-regex.ts'
import {
  type AttributeTerm,
  type Comparison,
  DEPTH_MAX,
  isField,
  KEYS,
  type LiteralValue,
  QUERY_CHARS_MAX,
  type Query,
  REGEX_CHARS_MAX,
  type RegexValue,
  TERMS_MAX,
  type Term,
  type TextValue,
} from './query.ts'
import { type QueryFault, type QueryFaultCode, QueryFaultError } from './query-fault.ts'
import { afterSpace, isUnclosedRegex, scanKey, scanQuoted, scanRegex, scanWord } from './scan.ts'
import { isTemplate } from './template.ts'

/** One of the parts that must all hold, and where it stands. */
export interface QueryPart {
  query: Query
  at: number
  length: number
}

export interface ParsedQuery {
  /** Null: everything passes. */
  query: Query | null
  parts: readonly QueryPart[]
}

export type ParseResult = { isOk: true; parsed: ParsedQuery } | { isOk: false; fault: QueryFault }

export const EMPTY_QUERY: ParsedQuery = { query: null, parts: [] }

/** Never throws. */
export function parseQuery(text: string): ParseResult {
  try {
    return { isOk: true, parsed: new Parser(text).parse() }
  } catch (error) {
    if (error instanceof QueryFaultError) return { isOk: false, fault: error.fault }
    throw error
  }
}

interface Key {
  name: string
  isQuoted: boolean
  at: number
  /** Behind the colon. */
  end: number
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i
const OPERATOR = /(?:OR|AND|NOT)(?=[\s()]|$)/y
const COMPARISON = /[<>]=?/y

/** A word that a slash further on would make a regular expression. */
const isHalfRegex = (word: string) => /^\/[^/]*$/.test(word)

class Parser {
  readonly #text: string
  #at = 0
  /** Open brackets; in them a closing one ends a word. */
  #groups = 0
  /** Brackets and operators around this place. */
  #depth = 0
  #terms = 0

  constructor(text: string) {
    this.#text = text
  }

  parse(): ParsedQuery {
    const text = this.#text
    if (text.length > QUERY_CHARS_MAX) throw new QueryFaultError('tooLong', QUERY_CHARS_MAX, 1)
    const parts: QueryPart[] = []
    const query = this.#any(null, parts)
    return { query, parts: query?.kind === 'any' ? [wholePart(query, text)] : parts }
  }

  /** `key` is the one before the bracket in `key:(a OR b)`. `parts` collects what the outermost level consists of. */
  #any(key: Key | null, parts?: QueryPart[]): Query | null {
    const choices: Query[] = []
    for (;;) {
      const at = this.#at
      const choice = this.#all(key, parts)
      const next = this.#operator()
      if (!choice && (next === 'OR' || choices.length > 0)) throw this.#missingTerm(at, next === 'OR' ? next : 'OR')
      if (choice) choices.push(choice)
      if (next !== 'OR') break
      this.#at += 2
    }
    return choices.length > 1 ? { kind: 'any', parts: choices } : (choices[0] ?? null)
  }

  #all(key: Key | null, found?: QueryPart[]): Query | null {
    const parts: Query[] = []
    let isAfterAnd = false
    for (;;) {
      this.#at = afterSpace(this.#text, this.#at)
      const at = this.#at
      const operator = this.#operator()
      if (this.#isEnd() || operator === 'OR') {
        if (isAfterAnd) throw this.#missingTerm(at, 'AND')
        break
      }
      if (operator === 'AND') {
        if (parts.length === 0 || isAfterAnd) throw this.#missingTerm(at, 'AND')
        this.#at += 3
        isAfterAnd = true
        continue
      }
      const part = this.#unary(key)
      if (!part) continue
      isAfterAnd = false
      parts.push(part)
      found?.push({ query: part, at, length: this.#at - at })
    }
    return parts.length > 1 ? { kind: 'all', parts } : (parts[0] ?? null)
  }

  /** Null: nothing that means anything, such as a lone `-` or an empty phrase. */
  #unary(key: Key | null): Query | null {
    const at = this.#at
    if (this.#operator() === 'NOT') {
      this.#at = afterSpace(this.#text, at + 3)
      const operator = this.#operator()
      if (this.#isEnd() || (operator !== null && operator !== 'NOT')) throw this.#missingTerm(at, 'NOT')
      const part = this.#nested(at, () => this.#unary(key))
      return part && { kind: 'not', part }
    }
    if (this.#text[at] !== '-') return this.#primary(key)
    const next = this.#text[at + 1]
    this.#at++
    if (next === undefined || /\s/.test(next) || (next === ')' && this.#groups > 0)) return null
    const part = this.#primary(key)
    return part && { kind: 'not', part }
  }

  #primary(key: Key | null): Query | null {
    const text = this.#text
    const at = this.#at
    if (text[at] === '(' && text[at + 1] !== ')') return this.#group(key, at)
    if (key) return this.#value(key, true)
    if (text[at] === '"') {
      const { text: phrase, end, isClosed } = scanQuoted(text, at)
      this.#at = end
      if (isClosed && phrase !== '' && text[end] === ':' && !this.#isBlank(end + 1))
        return this.#keyed({ name: phrase, isQuoted: true, at, end: end + 1 })
      return phrase === '' ? null : this.#term(anywhere(phrase))
    }
    const regex = this.#regex()
    if (regex) return this.#term({ kind: 'anywhere', value: regex })
    const named = scanKey(text, at)
    // An address or a name of C++ is a word.
    if (named && text[named.end] !== ':' && !text.startsWith('//', named.end)) {
      const keyed = this.#keyed({ name: named.text, isQuoted: false, at, end: named.end })
      if (keyed) return keyed
    }
    return this.#term(anywhere(this.#word()))
  }

  #group(key: Key | null, at: number): Query {
    this.#at++
    this.#groups++
    const inner = this.#nested(at, () => this.#any(key))
    this.#at = afterSpace(this.#text, this.#at)
    const isClosed = this.#text[this.#at] === ')'
    if (!isClosed) throw new QueryFaultError('unclosedGroup', at, 1, { isUnfinished: true })
    this.#at++
    this.#groups--
    if (!inner) throw new QueryFaultError('emptyGroup', at, this.#at - at)
    return inner
  }

  /** Null: not a key after all, but a word that ends with a colon. */
  #keyed(key: Key): Query | null {
    const { name, end } = key
    const isKnown = !key.isQuoted && KEYS.includes(name)
    if (this.#isBlank(end)) {
      if (!isKnown) {
        this.#at = end
        return this.#term({ kind: 'attribute', path: name, value: { kind: 'present' }, isBare: true })
      }
      const isLast = this.#text.slice(end).trim() === ''
      if (isLast || !isField(name)) throw this.#missingValue(key)
      return null
    }
    this.#at = end
    if (this.#text[end] === '(' && this.#text[end + 1] !== ')') return this.#group(key, end)
    return this.#value(key, false)
  }

  #value(key: Key, isInGroup: boolean): Query | null {
    const name = key.isQuoted ? '' : key.name
    if (name === 'level') return this.#level(key)
    if (name === 'seq') return this.#seq(key)
    if (name === 'pattern') return this.#pattern(key)
    const at = this.#at
    const isQuoted = this.#text[at] === '"'
    if (isField(name)) {
      const value = this.#textValue()
      if (value.kind === 'literal' && value.text === '') throw this.#missingValue(key)
      return this.#term({ kind: 'field', field: name, value })
    }
    const number = isQuoted ? null : this.#comparedNumber(key)
    if (number) return this.#term({ kind: 'attribute', path: key.name, value: number, isBare: false })
    const value = this.#textValue()
    const isBare = value.kind === 'literal' && !isHalfRegex(value.text) && !isQuoted && !isInGroup && !key.isQuoted
    return this.#term({ kind: 'attribute', path: key.name, value, isBare })
  }

  #textValue(): TextValue {
    if (this.#text[this.#at] === '"') {
      const { text, end } = scanQuoted(this.#text, this.#at)
      this.#at = end
      return { kind: 'literal', text }
    }
    const regex = this.#regex()
    if (regex) return regex
    const text = this.#word()
    if (text === '*') return { kind: 'present' }
    return text.includes('*') ? { kind: 'glob', text } : { kind: 'literal', text }
  }

  #comparedNumber(key: Key): Extract<AttributeTerm['value'], { kind: 'number' }> | null {
    const op = this.#comparison()
    return op && { kind: 'number', op, number: this.#number(key) }
  }

  #level(key: Key): Query {
    const at = this.#at
    this.#rejectRegex(key)
    const op = this.#comparison()
    const value = this.#text[this.#at] === '"' ? this.#textValue() : null
    const word = value?.kind === 'literal' ? value.text : this.#word()
    if (word === '') throw this.#missingValue(key)
    if (word === '*' && !op) return this.#term({ kind: 'level', op: 'present', level: 'unknown' })
    const level = parseLevel(word)
    const isKnown = level !== 'unknown' || (word.toLowerCase() === 'unknown' && !op)
    if (!isKnown) throw this.#fault('wrongLevel', at, LEVELS.join(', '))
    return this.#term({ kind: 'level', op: op ?? '=', level })
  }

  #seq(key: Key): Query {
    this.#rejectRegex(key)
    const op = this.#comparison()
    return this.#term({ kind: 'seq', op: op ?? '=', number: this.#number(key) })
  }

  #pattern(key: Key): Query {
    this.#rejectRegex(key)
    const at = this.#at
    const isQuoted = this.#text[at] === '"'
    const scanned = isQuoted ? scanQuoted(this.#text, at) : null
    if (scanned) this.#at = scanned.end
    const template = scanned?.text ?? this.#word()
    if (!isTemplate(template)) throw this.#fault('badPattern', at, key.name)
    return this.#term({ kind: 'pattern', template })
  }

  #number(key: Key): number {
    const at = this.#at
    const word = this.#word()
    if (word === '') throw this.#missingValue(key)
    if (!NUMBER.test(word) || !Number.isFinite(Number(word))) throw this.#fault('wrongNumber', at, key.name)
    return Number(word) + 0
  }

  #regex(): RegexValue | null {
    const text = this.#text
    const at = this.#at
    if (text[at] !== '/') return null
    const found = scanRegex(text, at)
    if (!found) {
      if (isUnclosedRegex(text, at))
        throw new QueryFaultError('unclosedRegex', at, text.length - at, { isUnfinished: true })
      return null
    }
    this.#at = found.end
    if (found.text.length > REGEX_CHARS_MAX) throw this.#fault('largeRegex', at, '')
    const { isInsensitive } = found
    const compiled = compileRegex(found.text, isInsensitive)
    if (!compiled.isOk) {
      const { code, subject } = compiled
      throw this.#fault(code, at, subject)
    }
    return { kind: 'regex', source: found.text, isInsensitive }
  }

  #rejectRegex(key: Key): void {
    if (this.#text[this.#at] === '/')
      throw new QueryFaultError('noRegexHere', key.at, key.end - key.at, { subject: key.name })
  }

  #word(): string {
    const { text, end } = scanWord(this.#text, this.#at, this.#groups > 0)
    this.#at = end
    return text
  }

  #operator(): string | null {
    OPERATOR.lastIndex = this.#at
    return OPERATOR.exec(this.#text)?.[0] ?? null
  }

  #comparison(): Comparison | null {
    COMPARISON.lastIndex = this.#at
    const op = COMPARISON.exec(this.#text)?.[0] as Comparison | undefined
    if (op) this.#at += op.length
    return op ?? null
  }

  #term(term: Term): Query {
    if (++this.#terms > TERMS_MAX) throw this.#fault('tooManyTerms', this.#at - 1, String(TERMS_MAX))
    return term
  }

  #nested<T>(at: number, read: () => T): T {
    if (++this.#depth > DEPTH_MAX) throw new QueryFaultError('tooDeep', at, 1)
    const result = read()
    this.#depth--
    return result
  }

  #isBlank(at: number): boolean {
    const char = this.#text[at]
    return char === undefined || /\s/.test(char) || (char === ')' && this.#groups > 0)
  }

  #isEnd(): boolean {
    return this.#at >= this.#text.length || (this.#groups > 0 && this.#text[this.#at] === ')')
  }

  #fault(code: QueryFaultCode, at: number, subject: string): QueryFaultError {
    const length = Math.max(1, this.#at - at)
    return new QueryFaultError(code, at, length, { subject, isUnfinished: this.#at === this.#text.length })
  }

  #missingValue({ name, at, end }: Key): QueryFaultError {
    const isUnfinished = this.#text.slice(end).trim() === ''
    return new QueryFaultError('missingValue', at, end - at, { subject: name, isUnfinished })
  }

  #missingTerm(at: number, operator: string): QueryFaultError {
    const isUnfinished = afterSpace(this.#text, this.#at) === this.#text.length
    return new QueryFaultError('missingTerm', at, operator.length, { subject: operator, isUnfinished })
  }
}

function anywhere(text: string): Term {
  return { kind: 'anywhere', value: { kind: 'literal', text } satisfies LiteralValue }
}

function wholePart(query: Query, text: string): QueryPart {
  return { query, at: 0, length: text.length }
}
