/** What the page does with the query language. It is loaded when a filter first has words (query-language.ts). */
import { findValue } from '#lib/viewer/query/find-value.ts'
import type { MarkedPlaces } from '#lib/viewer/query/mark-places.ts'
import type { Query } from '#lib/viewer/query/query.ts'
import { SearchMarks } from '#lib/viewer/query/search-marks.ts'

export { completionAt } from '#lib/viewer/query/completion.ts'
export { chosenLevels, withLevels, withTerm } from '#lib/viewer/query/edit.ts'
export { parseQuery } from '#lib/viewer/query/parse.ts'
export { completionsOf } from './completions.ts'

/** What to mark in the records: why they are there, and what the find bar looks for. */
export function marksOf(query: Query | null, found: string): MarkedPlaces {
  return new SearchMarks(query, findValue(found))
}
