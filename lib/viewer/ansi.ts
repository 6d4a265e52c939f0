/**
 * Turns text with terminal colors into spans with a closed set of styles. Only SGR (color, bold, underline …) has an
 * effect; every other escape sequence (titles, links, cursor, device control) is dropped, and remaining control
 * characters are shown as tokens (visible-text.ts).
 */
import { type Color, createAnsiSequenceParser, type ParseToken } from 'ansi-sequence-parser'
import { visiblePieces } from '#lib/protocol/visible-text.ts'

export const ANSI_COLORS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const
export type AnsiColor = (typeof ANSI_COLORS)[number]

export interface AnsiSpan {
  text: string
  /** The text stands for a character that is not shown as it is. */
  isToken?: true
  foreground?: AnsiColor
  background?: AnsiColor
  isBold?: true
  isDim?: true
  isItalic?: true
  isUnderlined?: true
  isStruck?: true
}

const ESC = '\u001b'
/** The one-character form of `ESC [`. */
const CSI8 = '\u009b'
/** OSC, DCS, SOS, PM and APC with their text, up to the terminator or, without one, the end of the line. */
const STRINGS = new RegExp(
  String.raw`(?:${ESC}[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07${ESC}\x9c\n]*(?:\x07|${ESC}\\|\x9c)?`,
  'g',
)
/** CSI sequences other than SGR, and SGR with parameters that are not plain numbers. */
const OTHER_CSI = new RegExp(String.raw`${ESC}\[(?:[0-?]*[ -/]*[@-ln-~]|[0-?]*[<-?][0-?]*m|[0-?]*[ -/]+m)`, 'g')
const SGR = new RegExp(String.raw`${ESC}\[([0-9:;]*)m`, 'g')
/** Two- and three-character sequences: character sets, save cursor, reset … */
const SHORT = new RegExp(String.raw`${ESC}(?:[ -/]+[0-~]|[0-Z\\^-~])`, 'g')

export function ansiSpans(text: string): AnsiSpan[] {
  if (!hasEscapes(text)) return plainSpans(text, {})
  // ISO 8613-6 separates by colons; the parser knows semicolons.
  const colored = withoutSequences(text).replace(
    SGR,
    (_, parameters: string) => `${ESC}[${parameters.replace(/:+/g, ';')}m`,
  )
  return createAnsiSequenceParser()
    .parse(colored)
    .flatMap((token) => plainSpans(token.value, styleOf(token)))
}

function hasEscapes(text: string): boolean {
  return text.includes(ESC) || /[\x90-\x9f]/.test(text)
}

/** The text without any escape sequence, for copying and searching. */
export function withoutAnsi(text: string): string {
  if (!hasEscapes(text)) return text
  return ansiSpans(text)
    .map((span) => span.text)
    .join('')
}

/** The text as a person reads it: without escape sequences and without the CR of a line end. Other controls stay as they are. */
export function searchableText(text: string): string {
  const shown = hasEscapes(text) ? withoutSequences(text).replace(SGR, '') : text
  return shown.includes('\r') ? shown.replace(/\r(?=\n|$)/g, '') : shown
}

/** Leaves nothing but SGR. */
function withoutSequences(text: string): string {
  return text.replaceAll(CSI8, `${ESC}[`).replace(STRINGS, '').replace(OTHER_CSI, '').replace(SHORT, '')
}

function plainSpans(text: string, style: Omit<AnsiSpan, 'text'>): AnsiSpan[] {
  return visiblePieces(text).map((piece) =>
    typeof piece === 'string' ? { text: piece, ...style } : { text: piece.token, isToken: true as const, ...style },
  )
}

function styleOf({ foreground, background, decorations }: ParseToken): Omit<AnsiSpan, 'text'> {
  const isReversed = decorations.has('reverse')
  const [front, back] = isReversed ? [background, foreground] : [foreground, background]
  const style: Omit<AnsiSpan, 'text'> = {}
  const [frontColor, backColor] = [colorOf(front), colorOf(back)]
  if (frontColor) style.foreground = frontColor
  if (backColor) style.background = backColor
  // Reverse without colors must still be visible. Hidden text is shown on purpose: hiding is a trick.
  else if (isReversed) style.background = 'white'
  if (decorations.has('bold')) style.isBold = true
  if (decorations.has('dim')) style.isDim = true
  if (decorations.has('italic')) style.isItalic = true
  if (decorations.has('underline')) style.isUnderlined = true
  if (decorations.has('strikethrough')) style.isStruck = true
  return style
}

/** Maps every color to one of eight. The theme decides their shades, so that contrast holds on light and dark. */
function colorOf(color: Color | null): AnsiColor | undefined {
  if (!color) return undefined
  if (color.type === 'named') return nearestName(color.name)
  if (color.type === 'rgb') return nearestColor(...color.rgb)
  if (color.index < 16) return ANSI_COLORS[color.index % 8]
  if (color.index >= 232) return color.index < 244 ? 'black' : 'white'
  const cube = color.index - 16
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40)
  return nearestColor(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6))
}

function nearestName(name: string): AnsiColor {
  const plain = name.replace(/^bright/, '').toLowerCase()
  return ANSI_COLORS.find((color) => color === plain) ?? 'white'
}

/** Decides by which channels are strong. */
function nearestColor(red: number, green: number, blue: number): AnsiColor {
  const [high, low] = [Math.max(red, green, blue), Math.min(red, green, blue)]
  if (high - low < 40) return high < 128 ? 'black' : 'white'
  const middle = (high + low) / 2
  const bits = (red > middle ? 1 : 0) | (green > middle ? 2 : 0) | (blue > middle ? 4 : 0)
  return ANSI_COLORS[bits] as AnsiColor
}
