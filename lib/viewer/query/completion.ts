/** What a person is writing at the caret: a key or the value of one. Reads unfinished queries too. */
import { afterSpace, scanKey, scanQuoted, scanRegex, scanWord } from './scan.ts'

export interface CompletionPlace {
  kind: 'key' | 'value'
  /** The key of a value; empty for keys. */
  key: string
  /** What stands before the caret. */
  prefix: string
  /** The part that a completion replaces. */
  from: number
  to: number
}

/** Null: nothing to complete, as inside of a phrase. */
export function completionAt(text: string, caret: number): CompletionPlace | null {
  /** For each open bracket the key before it; empty: none. */
  const groups: string[] = []
  let at = 0
  while (at <= caret) {
    at = afterSpace(text, at)
    const char = text[at]
    if (at > caret || char === undefined) break
    if (char === '(' || char === ')' || char === '-') {
      if (char === '(') groups.push('')
      else if (char === ')') groups.pop()
      at++
      continue
    }
    const group = groups.at(-1) ?? ''
    if (group !== '') {
      const value = scanValue(text, at, true)
      if (caret <= value.end) return value.isPlain ? placeOf('value', group, text, at, value.end, caret) : null
      at = value.end
      continue
    }
    const key = char === '"' ? null : scanKey(text, at)
    if (!key) {
      const { end, isPlain } = scanValue(text, at, groups.length > 0)
      if (caret <= end) return isPlain ? placeOf('key', '', text, at, end, caret) : null
      at = end
      continue
    }
    if (text[key.end] === '(') {
      groups.push(key.text)
      at = key.end + 1
      continue
    }
    const { end, isPlain } = scanValue(text, key.end, groups.length > 0)
    if (caret < key.end) return placeOf('key', '', text, at, key.end, caret)
    if (caret <= end) return isPlain ? placeOf('value', key.text, text, key.end, end, caret) : null
    at = end
  }
  const group = groups.at(-1) ?? ''
  return placeOf(group === '' ? 'key' : 'value', group, text, caret, caret, caret)
}

function scanValue(text: string, at: number, isInGroup: boolean): { end: number; isPlain: boolean } {
  if (text[at] === '"') return { end: scanQuoted(text, at).end, isPlain: false }
  const regex = scanRegex(text, at)
  return regex ? { end: regex.end, isPlain: false } : { end: scanWord(text, at, isInGroup).end, isPlain: true }
}

function placeOf(
  kind: 'key' | 'value',
  key: string,
  text: string,
  from: number,
  to: number,
  caret: number,
): CompletionPlace {
  return { kind, key, prefix: text.slice(from, Math.max(from, caret)), from, to }
}
