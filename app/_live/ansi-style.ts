/** The looks of pieces of a record's text: terminal colors from a closed set, tokens, search hits. */
import clsx from 'clsx'
import type { AnsiColor, AnsiSpan } from '#lib/viewer/ansi.ts'

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

/** What the find bar looks for stands out from what the filter has found. */
export function hitStyle({ isFind }: { isFind: boolean }): string {
  return clsx('rounded-sm text-ink', isFind ? 'bg-accent/30' : 'bg-level-warn/30')
}

/** Empty: the span looks like the text around it. */
export function spanStyle(span: AnsiSpan): string {
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
