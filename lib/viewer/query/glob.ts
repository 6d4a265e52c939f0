/** Values with wildcards: the pieces between the stars must follow each other. The time is bounded by text times pieces. */

/**
 * Whether `text` consists of the pieces with at least `gapMin` characters at each star. The first piece is at the start, the last
 * one at the end. `pieces` are sticky patterns, each for a text of the given length.
 */
export function matchesGlob(
  text: string,
  pieces: readonly RegExp[],
  lengths: readonly number[],
  gapMin: number,
): boolean {
  const last = pieces.length - 1
  if (!isAt(text, pieces[0] as RegExp, 0)) return false
  let at = lengths[0] as number
  for (let i = 1; i < last; i++) {
    at = nextAt(text, pieces[i] as RegExp, at + gapMin, lengths[i] as number)
    if (at < 0) return false
    at += lengths[i] as number
  }
  const end = text.length - (lengths[last] as number)
  return end >= at + gapMin && isAt(text, pieces[last] as RegExp, end)
}

function isAt(text: string, piece: RegExp, at: number): boolean {
  piece.lastIndex = at
  return piece.test(text)
}

function nextAt(text: string, piece: RegExp, from: number, length: number): number {
  for (let at = from; at + length <= text.length; at++) if (isAt(text, piece, at)) return at
  return -1
}
