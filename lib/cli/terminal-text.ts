/**
 * Text of strangers on a terminal. Colors, bold and underline work, in eight colors that stand out from their background;
 * every other escape sequence is dropped, hidden text is shown, and other controls are visible. What follows a line break is
 * indented, so that a record cannot forge a row.
 */
import { ANSI_COLORS, type AnsiColor, type AnsiSpan, ansiSpans } from '#lib/viewer/ansi.ts'

export const INDENT = '    '

export function terminalText(text: string, isColored: boolean): string {
  const shown = ansiSpans(text)
    .map((span) => paintSpan(span, isColored))
    .join('')
  return shown.replaceAll('\n', `\n${INDENT}`)
}

function paintSpan(span: AnsiSpan, isColored: boolean): string {
  const codes = isColored ? codesOf(span) : []
  return codes.length > 0 ? `\u001b[${codes.join(';')}m${span.text}\u001b[0m` : span.text
}

function codesOf({ foreground, background, isBold, isUnderlined }: AnsiSpan): number[] {
  return [
    ...(isBold ? [1] : []),
    ...(isUnderlined ? [4] : []),
    ...(background
      ? [frontOn(background, foreground), 40 + ANSI_COLORS.indexOf(background)]
      : frontOnUnknown(foreground)),
  ]
}

/** Never the color of the background, nor the terminal's own, which may be the same. */
function frontOn(background: AnsiColor, foreground: AnsiColor | undefined): number {
  const contrast: AnsiColor = background === 'black' || background === 'blue' ? 'white' : 'black'
  const front = foreground === undefined || foreground === background ? contrast : foreground
  return 30 + ANSI_COLORS.indexOf(front)
}

/** The terminal's background is black or white, so these two may be invisible: gray and the terminal's own color are not. */
function frontOnUnknown(foreground: AnsiColor | undefined): number[] {
  if (foreground === undefined || foreground === 'white') return []
  return foreground === 'black' ? [90] : [30 + ANSI_COLORS.indexOf(foreground)]
}
