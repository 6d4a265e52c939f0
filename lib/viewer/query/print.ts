/** Writes a query as text that parses to the same query. */
import { bareText } from './compile.ts'
import { KEYS, type Query, type Term, type TextValue } from './query.ts'

/** A word that means itself. */
const PLAIN_WORD = /^(?!(?:OR|AND|NOT)$)[\p{L}\p{N}_.@#%&][\p{L}\p{N}_.@#%&=+~,;!?'-]*$/u
const PLAIN_KEY = /^[\p{L}_@$][\p{L}\p{N}_@$.-]*$/u

export function printQuery(query: Query | null): string {
  return query ? print(query) : ''
}

/** `text` as the filter field takes it for itself: in quotes where it needs them. */
export function printLiteral(text: string): string {
  return PLAIN_WORD.test(text) ? text : quoted(text)
}

/** The key of an attribute, in quotes where it would be read as something else. */
export function printPath(path: string): string {
  return PLAIN_KEY.test(path) && !KEYS.includes(path) ? path : quoted(path)
}

function print(query: Query, isInBrackets = false): string {
  const part = (inner: Query) => printPart(inner, isInBrackets)
  switch (query.kind) {
    case 'all':
      return grouped(query) ?? query.parts.map(part).join(' ')
    case 'any':
      return (
        grouped(query) ??
        query.parts.map((inner) => (inner.kind === 'all' ? print(inner, isInBrackets) : part(inner))).join(' OR ')
      )
    case 'not':
      // Without brackets: in them, a word that has a closing one of its own would end early.
      return query.part.kind === 'not' ? `NOT ${print(query.part, isInBrackets)}` : `-${part(query.part)}`
    default:
      return isInBrackets ? printInBrackets(query) : printTerm(query)
  }
}

function printPart(query: Query, isInBrackets: boolean): string {
  const isComposed = query.kind === 'all' || query.kind === 'any'
  return isComposed && !grouped(query) ? `(${print(query, true)})` : print(query, isInBrackets)
}

/** A bare `k:a)` would end the brackets, so it is written as the two things that it looks for. */
function printInBrackets(term: Term): string {
  if (term.kind !== 'attribute' || !term.isBare || term.value.kind !== 'literal' || isBalanced(term.value.text))
    return printTerm(term)
  return `(${quoted(bareText(term))} OR ${printTerm({ ...term, isBare: false })})`
}

/** `level:(error OR warn)`; null when the parts are not of one key. */
function grouped({ kind, parts }: Extract<Query, { parts: Query[] }>): string | null {
  const keys = new Set(parts.map((part) => (standsInBrackets(part) ? groupKey(part) : null)))
  const [key] = keys
  if (keys.size !== 1 || key === undefined || key === null) return null
  return `${key}:(${parts.map((part) => printValue(part as Term)).join(kind === 'any' ? ' OR ' : ' ')})`
}

function groupKey(query: Query): string | null {
  if (query.kind === 'level' || query.kind === 'seq') return query.kind
  if (query.kind === 'field') return query.field
  return query.kind === 'attribute' && !query.isBare ? printPath(query.path) : null
}

/** Neither a wildcard nor a number can be put in quotes, so their own brackets and minus sign must not mean anything there. */
function standsInBrackets(query: Query): boolean {
  if (query.kind === 'seq') return query.op !== '=' || query.number >= 0
  if ((query.kind !== 'field' && query.kind !== 'attribute') || query.value.kind !== 'glob') return true
  return isBalanced(query.value.text) && !/^[-(]/.test(query.value.text)
}

function isBalanced(text: string): boolean {
  let open = 0
  for (const char of text) {
    if (char === '(') open++
    else if (char === ')' && open-- === 0) return false
  }
  return open === 0
}

function printTerm(term: Term): string {
  switch (term.kind) {
    case 'anywhere':
      return printText(term.value)
    case 'field':
      return printKeyed(term.field, printValue(term))
    case 'level':
    case 'seq':
      return `${term.kind}:${printValue(term)}`
    case 'attribute':
      // Without quotes it would be bare.
      if (term.value.kind === 'literal')
        return `${printPath(term.path)}:${term.isBare ? term.value.text : quoted(term.value.text)}`
      return printKeyed(printPath(term.path), term.isBare ? '' : printValue(term))
    case 'pattern':
      return `pattern:${quoted(term.template)}`
  }
}

/** Without brackets, `std::*` would be one word, and so would an address. */
function printKeyed(key: string, value: string): string {
  return /^(?::|\/\/)/.test(value) ? `${key}:(${value})` : `${key}:${value}`
}

function printValue(term: Term): string {
  if (term.kind === 'level') return term.op === 'present' ? '*' : `${term.op === '=' ? '' : term.op}${term.level}`
  if (term.kind === 'seq') return `${term.op === '=' ? '' : term.op}${term.number}`
  if (term.kind === 'pattern') return quoted(term.template)
  return term.value.kind === 'number' ? `${term.value.op}${term.value.number}` : printText(term.value)
}

function printText(value: TextValue): string {
  switch (value.kind) {
    case 'literal':
      return printLiteral(value.text)
    case 'present':
      return '*'
    case 'glob':
      return value.text
    case 'regex':
      return `/${value.source}/${value.isInsensitive ? 'i' : ''}`
  }
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`
}
