/**
 * What to mark in each place of a row and of the detail, so that everybody sees why a record is there. Texts that are searched
 * anywhere are marked everywhere; those behind a key only at their place; nothing that is excluded.
 */
import type { TextMark } from '#lib/viewer/highlight.ts'
import { bareText } from './compile.ts'
import { compileRegex } from './linear-regex.ts'
import { hasCapital, literalPattern } from './literal.ts'
import type { MarkedPlaces, MarkPlace } from './mark-places.ts'
import type { Query, Term, TextValue } from './query.ts'
import { equalsTest } from './text-test.ts'

/** How much of a text is searched, characters, and most hits in it. */
const CHARS_MAX = 100_000
const HITS_MAX = 500
const PLACES_KEPT_MAX = 500

export class SearchMarks implements MarkedPlaces {
  readonly #terms: readonly Term[]
  readonly #anywhere: readonly TextMark[]
  readonly #known = new Map<MarkPlace, readonly TextMark[]>()

  /** `find`: what the find bar looks for, marked everywhere. */
  constructor(query: Query | null, find: TextValue | null = null) {
    this.#terms = query ? wanted(query) : []
    const anywhere = this.#terms.flatMap((term) => {
      if (term.kind === 'anywhere') return marksOf(term.value)
      return term.kind === 'attribute' && term.isBare ? marksOf({ kind: 'literal', text: bareText(term) }) : []
    })
    this.#anywhere = [...(find ? marksOf(find, true) : []), ...anywhere]
  }

  at(place: MarkPlace): readonly TextMark[] {
    let marks = this.#known.get(place)
    if (!marks) {
      marks = [...this.#anywhere, ...this.#terms.flatMap((term) => marksAt(term, place))]
      if (this.#known.size >= PLACES_KEPT_MAX) this.#known.clear()
      this.#known.set(place, marks)
    }
    return marks
  }
}

/** The terms for which a record is shown. */
function wanted(query: Query): Term[] {
  if (query.kind === 'not') return []
  return query.kind === 'all' || query.kind === 'any' ? query.parts.flatMap(wanted) : [query]
}

function marksAt(term: Term, place: MarkPlace): TextMark[] {
  if (term.kind === 'field') {
    const isWhole = term.field === 'trace' || term.field === 'span'
    if (term.field !== place) return []
    return isWhole ? [wholeMark(term.value)] : marksOf(term.value)
  }
  if (term.kind !== 'attribute') return []
  const { path, value } = term
  if (place === 'preview') {
    const text = value.kind === 'literal' ? `${path}=${value.text}` : `${path}=`
    return marksOf({ kind: 'literal', text })
  }
  if (!place.startsWith('value:') || !isSamePath(place.slice('value:'.length), path)) return []
  return value.kind === 'number' ? [wholeMark({ kind: 'present' })] : [wholeMark(value)]
}

/** Paths of the tree name places in lists; those of queries need not. */
function isSamePath(shown: string, path: string): boolean {
  const plain = (text: string) => text.replace(/\.\d+(?=\.|$)/g, '')
  const [a, b] = [plain(shown), plain(path)]
  return a === b || (!hasCapital(path) && a.toLowerCase() === b)
}

function marksOf(value: TextValue, isFind = false): TextMark[] {
  switch (value.kind) {
    case 'literal':
      return value.text === '' ? [] : [literalMark(value.text, isFind)]
    case 'regex': {
      const compiled = compileRegex(value.source, value.isInsensitive)
      return compiled.isOk ? [{ isFind, hits: (text) => compiled.regex.hits(text) }] : []
    }
    case 'glob':
      return value.text.split('*').flatMap((text) => (text === '' ? [] : [literalMark(text, isFind)]))
    case 'present':
      return []
  }
}

function literalMark(text: string, isFind: boolean): TextMark {
  const pattern = new RegExp(literalPattern(text, { isCaseSensitive: hasCapital(text) }).source, 'g')
  return {
    isFind,
    hits: (shown) => {
      const hits: [number, number][] = []
      pattern.lastIndex = 0
      const searched = shown.length > CHARS_MAX ? shown.slice(0, CHARS_MAX) : shown
      for (let match = pattern.exec(searched); match && hits.length < HITS_MAX; match = pattern.exec(searched))
        hits.push([match.index, match.index + match[0].length])
      return hits
    },
  }
}

/** Marks all of a text that is the value. */
function wholeMark(value: TextValue): TextMark {
  const isValue = equalsTest(value)
  return { isFind: false, hits: (text) => (isValue(text) ? [[0, text.length]] : []) }
}
