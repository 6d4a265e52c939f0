/**
 * Texts that every record which passes a query must hold somewhere, ignoring case: a store looks for them in its bytes and decodes
 * no other records. They come from what must hold, never from `OR` or from what is excluded.
 */
import { compileRegex } from './linear-regex.ts'
import { otherCase } from './literal.ts'
import { isAboutLevels } from './passing-levels.ts'
import type { AttributeTerm, Query, Term, TextValue } from './query.ts'
import type { RegexNode } from './regex-syntax.ts'
import { templateTexts } from './template.ts'

const NEEDLES_MAX = 8
/** Shorter texts occur in most records. */
const NEEDLE_CHARS_MIN = 2

/** In lower case, the longest first. */
export function needlesOf(query: Query | null): string[] {
  const texts = new Set(query ? required(query).flatMap(plainParts) : [])
  return [...texts].sort((a, b) => b.length - a.length).slice(0, NEEDLES_MAX)
}

/**
 * Where a query only excludes, besides asking for levels: a text for each part, which every record that this part excludes holds. A
 * record that holds none of them passes, if its level does. Null: the query asks for more.
 */
export function exclusionsOf(query: Query | null): string[] | null {
  if (!query) return null
  const texts: string[] = []
  for (const part of query.kind === 'all' ? query.parts : [query]) {
    if (isAboutLevels(part)) continue
    const [text] = part.kind === 'not' ? needlesOf(part.part) : []
    if (text === undefined) return null
    texts.push(text)
  }
  return texts.length > 0 ? texts : null
}

function required(query: Query): string[] {
  if (query.kind === 'all') return query.parts.flatMap(required)
  if (query.kind === 'any' || query.kind === 'not') return []
  return ofTerm(query)
}

function ofTerm(term: Term): string[] {
  switch (term.kind) {
    case 'anywhere':
      return ofText(term.value)
    case 'field':
      return term.field === 'device' ? [] : ofText(term.value)
    case 'attribute':
      return ofAttribute(term)
    case 'pattern':
      // A row shows JSON without its spaces, so only what has none in it is certain.
      return templateTexts(term.template).flatMap((text) => text.match(/[\p{L}\p{N}_]+/gu) ?? [])
    default:
      return []
  }
}

/** The names in a path, and the value. */
function ofAttribute({ path, value }: AttributeTerm): string[] {
  const names = path.split('.').filter((name) => !/^\d*$/.test(name))
  // A number may be written in another way.
  const texts = value.kind === 'number' ? [] : ofText(value as TextValue).filter((text) => !/^[\s\d.e+-]*$/i.test(text))
  return [...names, ...texts]
}

function ofText(value: TextValue): string[] {
  switch (value.kind) {
    case 'literal':
      return [value.text]
    case 'glob':
      return value.text.split('*')
    case 'regex': {
      const compiled = compileRegex(value.source, value.isInsensitive)
      return compiled.isOk ? ofRegex(compiled.root) : []
    }
    default:
      return []
  }
}

/** The runs of single characters that every match consists of. */
function ofRegex(root: RegexNode): string[] {
  const runs = ['']
  const walk = (node: RegexNode) => {
    if (node.kind === 'set' && node.char !== null) runs.push((runs.pop() ?? '') + node.char)
    else if (node.kind === 'sequence') for (const inner of node.nodes) walk(inner)
    else if (node.kind !== 'assert') {
      runs.push('')
      // Once at least, so what one time needs, all need.
      if (node.kind === 'repeat' && node.min > 0) walk(node.node)
      runs.push('')
    }
  }
  walk(root)
  return runs
}

/**
 * Splits at what a store may hold in another form: spaces, which a phrase finds at the end of a line too, quotes and backslashes, which
 * JSON escapes, controls, and letters whose two cases are not each other's.
 */
function plainParts(text: string): string[] {
  const parts: string[] = []
  let part = ''
  for (let i = 0; i <= text.length; i++) {
    const char = text[i]
    if (char !== undefined && isPlain(char)) part += char.toLowerCase()
    else {
      if (part.length >= NEEDLE_CHARS_MIN) parts.push(part)
      part = ''
    }
  }
  return parts
}

function isPlain(char: string): boolean {
  if (/[\s"\\/\p{C}\p{Default_Ignorable_Code_Point}]/u.test(char)) return false
  const lower = char.toLowerCase()
  return lower.length === 1 && otherCase(otherCase(lower)) === lower && (lower === char || otherCase(lower) === char)
}
