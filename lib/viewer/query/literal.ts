/**
 * Texts as patterns that ignore case unless told otherwise. A letter matches its own two cases and nothing else, so that a text
 * that matches contains the same letters: what a store looks for in bytes (needles.ts) rests on this.
 */

export interface LiteralOptions {
  isCaseSensitive: boolean
  /** Matches the whole text rather than a part of it. */
  isWhole?: boolean
  /** Matches at lastIndex only. */
  isSticky?: boolean
}

/** Smart case: a capital letter is meant. */
export function hasCapital(text: string): boolean {
  return /\p{Lu}/u.test(text)
}

export function literalPattern(text: string, { isCaseSensitive, isWhole, isSticky }: LiteralOptions): RegExp {
  let source = ''
  for (let i = 0; i < text.length; i++) source += charSource(text[i] as string, isCaseSensitive)
  return new RegExp(isWhole ? `^${source}$` : source, isSticky ? 'y' : '')
}

/** The other case of one character; the same one where it has none, or one of another length. */
export function otherCase(char: string): string {
  const lower = char.toLowerCase()
  const other = lower === char ? char.toUpperCase() : lower
  return other.length === 1 ? other : char
}

function charSource(char: string, isCaseSensitive: boolean): string {
  // A phrase goes on in the next line.
  if (/\s/.test(char)) return '\\s'
  if (/[\\^$.*+?()[\]{}|/-]/.test(char)) return `\\${char}`
  const other = isCaseSensitive ? char : otherCase(char)
  return other === char ? char : `[${char}${other}]`
}
