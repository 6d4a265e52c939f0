/** The text of a record: terminal colors from a closed set, invisible characters as tokens, search hits marked. Text nodes only. */
import { Fragment } from 'react'
import { ansiSpans } from '#lib/viewer/ansi.ts'
import { highlightPieces, type TextMark } from '#lib/viewer/highlight.ts'
import type { MarkedPlaces, MarkPlace } from '#lib/viewer/query/mark-places.ts'
import { linkPieces } from '#lib/viewer/text-links.ts'
import { hitStyle, spanStyle } from './ansi-style.ts'

export interface AnsiTextProps {
  text: string
  patterns: MarkedPlaces
  /** Where the text stands: what is searched only there is marked too. */
  place?: MarkPlace
  /** Where there is room: web addresses are links, and control characters show their code. */
  isDetail?: boolean
}

export function AnsiText({ text, patterns, place = 'anywhere', isDetail = false }: AnsiTextProps) {
  const marks = patterns.at(place)
  return ansiSpans(text).map((span, i) => {
    const style = spanStyle(span)
    const plain = () => (isDetail ? linked(span.text, marks) : marked(span.text, marks))
    const content = span.isToken ? (isDetail ? hexOf(span.text) : span.text) : plain()
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

function linked(text: string, marks: readonly TextMark[]) {
  return linkPieces(text).map((piece, i) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the position is the identity
    if (!piece.href) return <Fragment key={i}>{marked(piece.text, marks)}</Fragment>
    return (
      <a
        // biome-ignore lint/suspicious/noArrayIndexKey: the position is the identity
        key={i}
        href={piece.href}
        target="_blank"
        rel="noopener noreferrer"
        className="rounded-sm underline decoration-current/40 underline-offset-2 hover:decoration-current"
      >
        {marked(piece.text, marks)}
      </a>
    )
  })
}

/** `␛` as `\x1b`: the code that a person looks up. */
function hexOf(token: string): string {
  const code = token.codePointAt(0) ?? 0
  const control = code >= 0x2400 && code < 0x2420 ? code - 0x2400 : token === '␡' ? 0x7f : null
  return control === null ? token : `\\x${control.toString(16).padStart(2, '0')}`
}
