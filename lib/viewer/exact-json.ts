/**
 * JSON with its numbers as they were written. JSON.parse rounds integers beyond 2^53, makes 1.1 of 1.10 and Infinity of 1e400, and
 * keeps the last of two fields with one name; nobody would notice.
 */
import { findJson } from '#lib/protocol/json-body.ts'

/** A number that JavaScript would write in another way. */
export class ExactNumber {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }
}

/** Entries of an object; a name may occur twice. */
export type ExactEntries = [string, unknown][]

/** Strings, whitespace, and what is neither. */
const TOKENS = /"(?:[^"\\]|\\.)*"|\s+|-?\d[\d.eE+-]*/g

/**
 * The fields of a body that is JSON, in their order, after the prefix of a container tool. Null when it holds no object, or one
 * that is nested too deeply.
 */
export function exactFields(body: string): ExactEntries | null {
  const found = findJson(body)
  if (!found) return null
  try {
    const fields = new Reader(found.json).object()
    const hasPrefix = found.prefix !== '' && fields.every(([name]) => name !== 'prefix')
    return hasPrefix ? [['prefix', found.prefix], ...fields] : fields
  } catch {
    return null
  }
}

/** The same as an object. A second field of one name gets a number, so that both are shown. */
export function exactObject(body: string): Record<string, unknown> | null {
  const entries = exactFields(body)
  return entries && fromEntries(entries)
}

/** The object of a body in one line, with all its numbers and names; null without one. It must have been parsed before. */
export function jsonInOneLine(body: string): string | null {
  const json = findJson(body)?.json
  return json?.replace(TOKENS, (token) => (/^\s/.test(token) ? '' : token)) ?? null
}

/** As JSON.stringify, with the numbers as they were written. `indent`: blanks per level; 0: all in one line. */
export function exactStringify(value: unknown, indent = 0, level = 1): string {
  if (value instanceof ExactNumber) return value.source
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const isArray = Array.isArray(value)
  const members = Object.entries(value)
    .filter(([, inner]) => isArray || inner !== undefined)
    .map(([name, inner]) => {
      const text = exactStringify(inner, indent, level + 1)
      return isArray ? text : `${JSON.stringify(name)}:${indent > 0 ? ' ' : ''}${text}`
    })
  const [open, close] = isArray ? '[]' : '{}'
  if (members.length === 0 || indent === 0) return open + members.join(',') + close
  const margin = `\n${' '.repeat(indent * level)}`
  return open + margin + members.join(`,${margin}`) + margin.slice(0, -indent) + close
}

const DEPTH_MAX = 500

/** A small reader for JSON that JSON.parse has accepted before. */
class Reader {
  readonly #text: string
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  object(): ExactEntries {
    const entries: ExactEntries = []
    this.#open('{')
    while (!this.#closes('}')) {
      const name = JSON.parse(this.#token(/"(?:[^"\\]|\\.)*"/y)) as string
      this.#token(/\s*:/y)
      entries.push([name, this.#value()])
    }
    return entries
  }

  #value(): unknown {
    this.#token(/\s*/y)
    const first = this.#text[this.#at]
    if (first === '{') return fromEntries(this.object())
    if (first === '[') {
      const values: unknown[] = []
      this.#open('[')
      while (!this.#closes(']')) values.push(this.#value())
      return values
    }
    if (first === '"') return JSON.parse(this.#token(/"(?:[^"\\]|\\.)*"/y))
    const source = this.#token(/[^\s,\]}]+/y)
    const value: unknown = JSON.parse(source)
    return typeof value === 'number' && String(value) !== source ? new ExactNumber(source) : value
  }

  #open(bracket: '{' | '['): void {
    if (++this.#depth > DEPTH_MAX) throw new Error('nested too deeply')
    this.#token(bracket === '{' ? /\s*\{/y : /\s*\[/y)
  }

  /** Passes over a comma; true at the end of the object or array, which is passed over too. */
  #closes(bracket: '}' | ']'): boolean {
    this.#token(/[\s,]*/y)
    if (this.#text[this.#at] !== bracket) return false
    this.#at++
    this.#depth--
    return true
  }

  #token(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (!match) throw new Error('not JSON')
    this.#at = pattern.lastIndex
    return match[0]
  }
}

function fromEntries(entries: ExactEntries): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [name, value] of entries) {
    let key = name
    for (let n = 2; Object.hasOwn(fields, key); n++) key = `${name} (${n})`
    Object.defineProperty(fields, key, { value, enumerable: true, writable: true, configurable: true })
  }
  return fields
}
