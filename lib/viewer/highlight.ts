/** Splits a text at its search hits, to mark them. */

/** Finds the parts of a text to mark. */
export interface TextMark {
  /** Whether it comes from the find bar rather than from the filter. */
  isFind: boolean
  /** Each part from and to. Bounded in time and number, because it runs on the page. */
  hits(text: string): [number, number][]
}

export interface HighlightPiece {
  text: string
  isHit: boolean
  isFind: boolean
}

/** Without a hit there is one piece. */
export function highlightPieces(text: string, marks: readonly TextMark[]): HighlightPiece[] {
  const hits: { from: number; to: number; isFind: boolean }[] = []
  for (const mark of marks) for (const [from, to] of mark.hits(text)) hits.push({ from, to, isFind: mark.isFind })
  if (hits.length === 0) return [{ text, isHit: false, isFind: false }]
  // What the reader looks for now is on top of what the filter found.
  hits.sort((a, b) => Number(b.isFind) - Number(a.isFind) || a.from - b.from)
  const taken: typeof hits = []
  for (const hit of hits) for (const free of freeParts(hit, taken)) taken.push(free)
  taken.sort((a, b) => a.from - b.from)
  const pieces: HighlightPiece[] = []
  let at = 0
  for (const { from, to, isFind } of taken) {
    if (from > at) pieces.push({ text: text.slice(at, from), isHit: false, isFind: false })
    pieces.push({ text: text.slice(from, to), isHit: true, isFind })
    at = to
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isHit: false, isFind: false })
  return pieces
}

/** The parts of a hit that no other has taken. */
function freeParts<T extends { from: number; to: number }>(hit: T, taken: readonly T[]): T[] {
  let parts = [hit]
  for (const { from, to } of taken)
    parts = parts.flatMap((part) => {
      if (to <= part.from || from >= part.to) return [part]
      const before = { ...part, to: from }
      const after = { ...part, from: to }
      return [before, after].filter((rest) => rest.from < rest.to)
    })
  return parts
}
