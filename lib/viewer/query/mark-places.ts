/** Where texts are shown, and what is to be marked in them; search-marks.ts finds the marks of a query. */
import type { TextMark } from '#lib/viewer/highlight.ts'

/** A place where texts are shown. `preview`: the attributes in a row; `value:…`: an attribute by its path. */
export type MarkPlace =
  | 'anywhere'
  | 'message'
  | 'logger'
  | 'error'
  | 'trace'
  | 'span'
  | 'key'
  | 'preview'
  | `value:${string}`

export interface MarkedPlaces {
  at(place: MarkPlace): readonly TextMark[]
}

const NONE: readonly TextMark[] = []

export const NO_MARKS: MarkedPlaces = { at: () => NONE }
