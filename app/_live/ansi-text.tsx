/** The text of a record: terminal colors from a closed set, invisible characters as tokens, search hits marked. Text nodes only. */
import clsx from 'clsx'
import { type AnsiColor, type AnsiSpan, ansiSpans } from '#lib/viewer/ansi.ts'
import { highlightPieces } from '#lib/viewer/highlight.ts'

const FOREGROUND: Record<AnsiColor, string> = {
  black: 'text-ink-faint',
  red: 'text-level-error',
  green: 'text-state-live',
  yellow: 'text-level-warn',
  blue: 'text-level-info',
  magenta: 'text-level-debug',
  cyan: 'text-accent',
  white: 'text-ink',
}

/** Tints, so that any text on them is readable. */
const BACKGROUND: Record<AnsiColor, string> = {
  black: 'bg-ink/10',
  red: 'bg-level-error/20',
  green: 'bg-state-live/20',
  yellow: 'bg-level-warn/20',
  blue: 'bg-level-info/20',
  magenta: 'bg-level-debug/20',
  cyan: 'bg-accent/20',
  white: 'bg-ink/10',
}

export interface AnsiTextProps {
  text: string
  patterns: readonly RegExp[]
}

export function AnsiText({ text, patterns }: AnsiTextProps) {
  return ansiSpans(text).map((span, i) => {
    const style = styleOf(span)
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
      <mark key={i} className="rounded-sm bg-level-warn/30 text-ink">
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  )
}

function styleOf(span: AnsiSpan): string {
  return clsx(
    span.isToken && 'rounded-sm bg-level-warn/20 text-level-warn',
    span.foreground && FOREGROUND[span.foreground],
    span.background && BACKGROUND[span.background],
    span.isBold && 'font-bold',
    span.isDim && 'opacity-75',
    span.isItalic && 'italic',
    span.isUnderlined && 'underline',
    span.isStruck && 'line-through',
  )
}
