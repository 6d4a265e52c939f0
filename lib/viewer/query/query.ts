/**
 * The query language as data: what a person wrote in the filter field, after parsing. docs/QUERY.md describes it to people.
 * parse.ts makes it, print.ts writes it, compile.ts runs it.
 */
import type { Level } from '#lib/protocol/levels.ts'

export type Query =
  | { kind: 'all'; parts: Query[] }
  | { kind: 'any'; parts: Query[] }
  | { kind: 'not'; part: Query }
  | Term

export type Term =
  /** Anywhere in what a person sees of the record. */
  | { kind: 'anywhere'; value: LiteralValue | RegexValue }
  | { kind: 'field'; field: Field; value: TextValue }
  | AttributeTerm
  | { kind: 'level'; op: Comparison | '=' | 'present'; level: Level }
  | { kind: 'seq'; op: Comparison | '='; number: number }
  /** A message in which each `<*>` stands for one word or more. */
  | { kind: 'pattern'; template: string }

export interface AttributeTerm {
  kind: 'attribute'
  /** Names with dots between them; a name may hold dots itself. */
  path: string
  value: TextValue | { kind: 'number'; op: Comparison; number: number }
  /** Written as `key:value`: the same text anywhere in the record counts too, because that is what it looks like. */
  isBare: boolean
}

export type TextValue = LiteralValue | RegexValue | { kind: 'glob'; text: string } | { kind: 'present' }

export interface LiteralValue {
  kind: 'literal'
  text: string
}

export interface RegexValue {
  kind: 'regex'
  source: string
  isInsensitive: boolean
}

export type Comparison = '<' | '<=' | '>' | '>='

/** Fields of a record that have a name of their own in the language. */
export const FIELDS = ['message', 'logger', 'error', 'device', 'trace', 'span'] as const
export type Field = (typeof FIELDS)[number]

/** Every name that is not an attribute, unless it stands in quotes. */
export const KEYS: readonly string[] = [...FIELDS, 'level', 'seq', 'pattern']

export function isField(key: string): key is Field {
  return (FIELDS as readonly string[]).includes(key)
}

/** Bounds of a query: characters of all of it, terms, nesting, characters of one regular expression. */
export const QUERY_CHARS_MAX = 2_000
export const TERMS_MAX = 64
export const DEPTH_MAX = 16
export const REGEX_CHARS_MAX = 300
