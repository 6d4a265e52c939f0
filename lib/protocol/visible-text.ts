/**
 * Makes invisible and active characters visible: control characters, direction overrides, stray joiners, lone surrogates.
 * A record cannot forge a row, hide a part of itself or reverse the text beside it.
 */

/** The replacement of one such character. */
export interface VisibleToken {
  token: string
}

const NAMES: Record<number, string> = { 127: '␡', 8203: 'ZWSP', 8204: 'ZWNJ', 8205: 'ZWJ', 65279: 'BOM', 173: 'SHY' }

/** Joiners stay where a script or an emoji needs them: between two letters, marks or pictures. */
const JOINABLE = String.raw`\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}`
const STRAY_JOINER = String.raw`[\u{200c}\u{200d}]{2,}|(?<![${JOINABLE}])[\u{200c}\u{200d}]|[\u{200c}\u{200d}](?![${JOINABLE}])`
/** Direction marks and overrides, fillers, invisible separators, tags. Variation selectors stay: they select a picture. */
const INVISIBLE = String.raw`(?![\u{200c}\u{200d}\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}])\p{Default_Ignorable_Code_Point}`
/** Source of a pattern with the flag `u`: what is neither seen nor harmless, apart from control characters. */
export const UNSEEN = String.raw`${INVISIBLE}|[\u{fff9}-\u{fffb}]|\p{Zl}|\p{Zp}|\p{Surrogate}|${STRAY_JOINER}`
const UNSAFE = new RegExp(String.raw`(?![\t\n])\p{Cc}|${UNSEEN}`, 'gu')

/** Splits a text into pieces that may be shown as they are, and tokens. */
export function visiblePieces(text: string): (string | VisibleToken)[] {
  const pieces: (string | VisibleToken)[] = []
  let from = 0
  for (const match of text.matchAll(UNSAFE)) {
    if (match.index > from) pieces.push(text.slice(from, match.index))
    for (const character of match[0]) pieces.push({ token: tokenOf(character.codePointAt(0) ?? 0) })
    from = match.index + match[0].length
  }
  if (from < text.length) pieces.push(text.slice(from))
  return pieces
}

/** The same as one string, for names and titles. */
export function visibleText(text: string): string {
  return visiblePieces(text)
    .map((piece) => (typeof piece === 'string' ? piece : piece.token))
    .join('')
}

/** The same in one line, for a terminal or a log file: a name in it cannot start a line of its own. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll('\n', tokenOf(10)).replaceAll('\t', ' ')
}

/** `U+202E` and the like. */
export function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** C0 controls have pictures of their own in Unicode; other characters are shown by name or number. */
function tokenOf(code: number): string {
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  return NAMES[code]?.length === 1 ? (NAMES[code] as string) : `‹${NAMES[code] ?? codeOf(String.fromCodePoint(code))}›`
}
