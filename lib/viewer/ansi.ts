/**
 * Text with terminal colours as spans with a closed set of classes. Only SGR (colour, bold, underline …) has an effect;
 * every other escape sequence (titles, links, cursor, device control) is dropped, and what is left of control characters
 * is shown as tokens (visible-text.ts).
 */
import { type Color, createAnsiSequenceParser, type ParseToken } from 'ansi-sequence-parser'
import { visiblePieces } from './visible-text.ts'

export const ANSI_COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const
export type AnsiColour = (typeof ANSI_COLOURS)[number]

export interface AnsiSpan {
  text: string
  /** Stands for a character that is not shown as it is. */
  isToken?: true
  foreground?: AnsiColour
  background?: AnsiColour
  isBold?: true
  isDim?: true
  isItalic?: true
  isUnderlined?: true
  isStruck?: true
}

const ESC = '\u001b'
/** The one-character form of `ESC [`. */
const CSI8 = '\u009b'
/** OSC, DCS, SOS, PM and APC with their text, up to their end or, where it is missing, the end of the line. */
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
  const colours = text
    .replaceAll(CSI8, `${ESC}[`)
    .replace(STRINGS, '')
    .replace(OTHER_CSI, '')
    .replace(SHORT, '')
    // ISO 8613-6 separates by colons; the parser knows semicolons.
    .replace(SGR, (_, parameters: string) => `${ESC}[${parameters.replace(/:+/g, ';')}m`)
  return createAnsiSequenceParser()
    .parse(colours)
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

function plainSpans(text: string, style: Omit<AnsiSpan, 'text'>): AnsiSpan[] {
  return visiblePieces(text).map((piece) =>
    typeof piece === 'string' ? { text: piece, ...style } : { text: piece.token, isToken: true as const, ...style },
  )
}

function styleOf({ foreground, background, decorations }: ParseToken): Omit<AnsiSpan, 'text'> {
  const isReversed = decorations.has('reverse')
  const [front, back] = isReversed ? [background, foreground] : [foreground, background]
  const style: Omit<AnsiSpan, 'text'> = {}
  const [frontColour, backColour] = [colourOf(front), colourOf(back)]
  if (frontColour) style.foreground = frontColour
  if (backColour) style.background = backColour
  // Reverse without colours still has to be seen; hidden text is a trick to be seen through, so it is shown.
  else if (isReversed) style.background = 'white'
  if (decorations.has('bold')) style.isBold = true
  if (decorations.has('dim')) style.isDim = true
  if (decorations.has('italic')) style.isItalic = true
  if (decorations.has('underline')) style.isUnderlined = true
  if (decorations.has('strikethrough')) style.isStruck = true
  return style
}

/** Every colour becomes one of eight, whose shades the theme decides: contrast holds on light and dark. */
function colourOf(colour: Color | null): AnsiColour | undefined {
  if (!colour) return undefined
  if (colour.type === 'named') return nearestName(colour.name)
  if (colour.type === 'rgb') return nearestColour(...colour.rgb)
  if (colour.index < 16) return ANSI_COLOURS[colour.index % 8]
  if (colour.index >= 232) return colour.index < 244 ? 'black' : 'white'
  const cube = colour.index - 16
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40)
  return nearestColour(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6))
}

function nearestName(name: string): AnsiColour {
  const plain = name.replace(/^bright/, '').toLowerCase()
  return ANSI_COLOURS.find((colour) => colour === plain) ?? 'white'
}

/** By which of the channels are strong. */
function nearestColour(red: number, green: number, blue: number): AnsiColour {
  const [high, low] = [Math.max(red, green, blue), Math.min(red, green, blue)]
  if (high - low < 40) return high < 128 ? 'black' : 'white'
  const middle = (high + low) / 2
  const bits = (red > middle ? 1 : 0) | (green > middle ? 2 : 0) | (blue > middle ? 4 : 0)
  return ANSI_COLOURS[bits] as AnsiColour
}
