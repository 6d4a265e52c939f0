/** The text of a record: terminal colors from a closed set, invisible characters as tokens, search hits marked. Text nodes only. */
import { ansiSpans } from '#lib/viewer/ansi.ts'
import { highlightPieces, type TextMark } from '#lib/viewer/highlight.ts'
import type { MarkPlace, SearchMarks } from '#lib/viewer/query/search-marks.ts'
import { hitStyle, spanStyle } from './ansi-style.ts'

export interface AnsiTextProps {
  text: string
  patterns: SearchMarks
  /** Where the text stands: what is searched only there is marked too. */
  place?: MarkPlace
}

export function AnsiText({ text, patterns, place = 'anywhere' }: AnsiTextProps) {
  const marks = patterns.at(place)
  return ansiSpans(text).map((span, i) => {
    const style = spanStyle(span)
    const content = span.isToken ? span.text : marked(span.text, marks)
    if (!style) return content
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: spans of one text never change their places
      <span key={i} className={style}>
        {content}
      </span>
    )
  })
}

function marked(text: string, marks: readonly TextMark[]) {
  if (marks.length === 0) return text
  return highlightPieces(text, marks).map((piece, i) =>
    piece.isHit ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the position is the identity
      <mark key={i} className={hitStyle(piece)}>
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  )
}
