/** One word that two words fit: what they share at their ends, up to a separator, and `<*>` between. */
import { ANY } from './masked-words.ts'

const SEPARATORS = new Set('=:/([{,;|"\'#@?&')
const CLOSERS = new Set('=:/)]},;|"\'#@?&')

export function mergedWord(one: string, other: string): string {
  if (one === other) return one
  if (one === ANY || other === ANY) return ANY
  const least = Math.min(one.length, other.length)
  let from = 0
  for (let i = 0; i < least && one[i] === other[i]; i++) if (SEPARATORS.has(one[i] as string)) from = i + 1
  let to = 0
  for (let i = 1; i <= least - from && one.at(-i) === other.at(-i); i++) if (CLOSERS.has(one.at(-i) as string)) to = i
  // What differs must be a character or more in both.
  if (one.length - from - to < 1 || other.length - from - to < 1) return ANY
  return `${one.slice(0, from)}${ANY}${to > 0 ? one.slice(-to) : ''}`
}
