/** What a row shows of a message when lines are wrapped: all of it, up to a number of lines on the screen. */
import type { LogRecord } from '#lib/protocol/record.ts'
import { detailText, rowText } from './display-body.ts'

export interface LineBounds {
  /** Characters that fit on a line of the screen. */
  lineChars: number
  /** Most lines on the screen. */
  linesMax: number
}

export function wrappedText(record: LogRecord, bounds: LineBounds): { text: string; isCut: boolean } {
  const whole = detailText(record)
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd()
  // The message is the error, or is one of those that have a shorter form.
  if (whole === '') return rowText(record)
  return boundedLines(whole, bounds)
}

/** Counts by characters: a few lines more or less, where some are wide, do no harm. */
export function boundedLines(text: string, { lineChars, linesMax }: LineBounds): { text: string; isCut: boolean } {
  let left = linesMax
  let from = 0
  while (from <= text.length) {
    const newline = text.indexOf('\n', from)
    const end = newline === -1 ? text.length : newline
    const lines = Math.max(1, Math.ceil((end - from) / lineChars))
    if (lines > left) {
      // Not within a pair of surrogates.
      const cut = from + left * lineChars
      const isPair = left > 0 && (text.codePointAt(cut - 1) ?? 0) > 0xff_ff
      return { text: text.slice(0, left > 0 ? cut - Number(isPair) : from - 1), isCut: true }
    }
    left -= lines
    from = end + 1
  }
  return { text, isCut: false }
}
