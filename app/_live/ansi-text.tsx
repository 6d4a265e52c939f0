/** The text of a record: terminal colors from a closed set, invisible characters as tokens, search hits marked. Text nodes only. */
import { ansiSpans } from '#lib/viewer/ansi.ts'
import { highlightPieces } from '#lib/viewer/highlight.ts'
import { HIT_STYLE, spanStyle } from './ansi-style.ts'

export interface AnsiTextProps {
  text: string
  patterns: readonly RegExp[]
}

export function AnsiText({ text, patterns }: AnsiTextProps) {
  return ansiSpans(text).map((span, i) => {
    const style = spanStyle(span)
    const content = span.isToken ? span.text : marked(span.text, patterns)
    if (!style) return content
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: spans of one text never change their places
      <span key={i} className={style}>
        {content}
      </span>
    )
  })
}

function marked(text: string, patterns: readonly RegExp[]) {
  if (patterns.length === 0) return text
  return highlightPieces(text, patterns).map((piece, i) =>
    piece.isHit ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the position is the identity
      <mark key={i} className={HIT_STYLE}>
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  )
}
