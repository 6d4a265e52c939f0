/** Splits a text at its search hits, to mark them. */

export interface HighlightPiece {
  text: string
  isHit: boolean
}

/** `patterns` come from searchPatterns. Without a hit there is one piece. */
export function highlightPieces(text: string, patterns: readonly RegExp[]): HighlightPiece[] {
  const hits: [number, number][] = []
  for (const pattern of patterns) {
    for (const match of text.matchAll(new RegExp(pattern, `g${pattern.flags}`))) {
      if (match[0]) hits.push([match.index, match.index + match[0].length])
    }
  }
  if (hits.length === 0) return [{ text, isHit: false }]
  hits.sort((a, b) => a[0] - b[0])
  const pieces: HighlightPiece[] = []
  let at = 0
  for (const [from, to] of hits) {
    if (to <= at) continue
    if (from > at) pieces.push({ text: text.slice(at, from), isHit: false })
    pieces.push({ text: text.slice(Math.max(at, from), to), isHit: true })
    at = to
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isHit: false })
  return pieces
}
