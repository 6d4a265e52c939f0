/**
 * How well an entry of the palette fits what a person typed: each typed word must stand in it, at the beginning of a word if
 * possible. Letters that are merely scattered over an entry do not count, because entries keep the order of their groups.
 */

/** Between 0, which hides the entry, and 1. */
export function matchScore(entry: string, typed: string): number {
  const text = ` ${entry.toLowerCase()}`
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  let score = 1
  for (const word of words) {
    const at = text.indexOf(word)
    if (at === -1) return 0
    const isWordStart = /[^\p{L}\p{N}]/u.test(text[at - 1] ?? ' ') || text.includes(` ${word}`)
    if (!isWordStart) score /= 2
  }
  return score
}
