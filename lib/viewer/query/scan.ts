/** Reads the smallest parts of a query from a text: words, quoted texts, regular expressions, keys. Knows no grammar. */

export interface Scanned {
  text: string
  /** Where the rest begins. */
  end: number
}

const KEY = /([\p{L}_@$][\p{L}\p{N}_@$.-]*):/uy
/** Ends where a word ends. */
const REGEX = /\/((?:[^/\\\n]|\\[^\n])+)\/(i?)(?=[\s)"]|$)/y
/** A slash and a sign that no path has: an expression that is being written. A closing bracket may be that of a group. */
const UNCLOSED_REGEX = /\/[^/\s"]*[*+([\]|^$\\][^/\s"]*(?=[\s)"]|$)/y
const SPACE = /\s*/y

export function afterSpace(text: string, at: number): number {
  SPACE.lastIndex = at
  SPACE.test(text)
  return SPACE.lastIndex
}

/** Ends at a space, a quote, or a closing bracket that the word did not open itself when `isInGroup`. */
export function scanWord(text: string, at: number, isInGroup: boolean): Scanned {
  let open = 0
  let end = at
  for (; end < text.length; end++) {
    const char = text[end] as string
    if (char === '"' || /\s/.test(char)) break
    if (char === '(') open++
    else if (char === ')' && open > 0) open--
    else if (char === ')' && isInGroup) break
  }
  return { text: text.slice(at, end), end }
}

/**
 * `at` is at the opening quote. `\"` and `\\` stand for a quote and a backslash; other backslashes, and one before the last
 * quote, stand for themselves. Without a closing quote the rest is the text, because the person is still typing.
 */
export function scanQuoted(text: string, at: number): Scanned & { isClosed: boolean } {
  let found = ''
  let i = at + 1
  for (; i < text.length; i++) {
    const char = text[i] as string
    if (char === '"') return { text: found, end: i + 1, isClosed: true }
    const next = text[i + 1]
    if (char === '\\' && (next === '\\' || (next === '"' && text.includes('"', i + 2)))) {
      found += next
      i++
    } else found += char
  }
  return { text: found, end: i, isClosed: false }
}

/** `user.id:`, without the colon. Null when no key is here. */
export function scanKey(text: string, at: number): Scanned | null {
  KEY.lastIndex = at
  const match = KEY.exec(text)
  return match && { text: match[1] as string, end: KEY.lastIndex }
}

export function scanRegex(text: string, at: number): (Scanned & { isInsensitive: boolean }) | null {
  REGEX.lastIndex = at
  const match = REGEX.exec(text)
  return match && { text: match[1] as string, isInsensitive: match[2] === 'i', end: REGEX.lastIndex }
}

export function isUnclosedRegex(text: string, at: number): boolean {
  UNCLOSED_REGEX.lastIndex = at
  return UNCLOSED_REGEX.test(text)
}
