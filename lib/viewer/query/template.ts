/**
 * Message templates: `Connected to <*> in <*>ms`. `<*>` as a word of its own stands for one word or more, inside of a word for
 * one character or more. A template stands for the whole line that a row shows.
 */
import { matchesGlob } from './glob.ts'
import { type LiteralOptions, literalPattern } from './literal.ts'

const ANY = '<*>'
/** Longest line that is compared, characters, and most words of a template. */
const LINE_CHARS_MAX = 1_000
const WORDS_MAX = 100

/** Whether the template says anything about a message. */
export function isTemplate(template: string): boolean {
  return template.replaceAll(ANY, '').trim() !== '' && template.split(/\s+/).length <= WORDS_MAX
}

export function compileTemplate(template: string, options: LiteralOptions): (line: string) => boolean {
  const words = template
    .trim()
    .split(/\s+/)
    .map((word) => (word === ANY ? null : wordTest(word, options)))
  return (line) => {
    const shown = line.length > LINE_CHARS_MAX ? line.slice(0, LINE_CHARS_MAX) : line
    return fits(words, shown.trim().split(/\s+/))
  }
}

/** The texts without a `<*>`, which occur in every message that fits. */
export function templateTexts(template: string): string[] {
  return template.split(/<\*>|\s+/).filter((text) => text !== '')
}

type WordTest = (word: string) => boolean

function wordTest(word: string, options: LiteralOptions): WordTest {
  if (!word.includes(ANY)) {
    const pattern = literalPattern(word, { ...options, isWhole: true })
    return (other) => pattern.test(other)
  }
  const pieces = word.split(ANY).map((piece) => literalPattern(piece, { ...options, isSticky: true }))
  const lengths = word.split(ANY).map((piece) => piece.length)
  return (other) => matchesGlob(other, pieces, lengths, 1)
}

/** As for `*` in file names, where null takes one word or more: back to the last null only, so the time stays bounded. */
function fits(words: readonly (WordTest | null)[], line: readonly string[]): boolean {
  let [w, l] = [0, 0]
  let [lastAny, taken] = [-1, 0]
  while (l < line.length) {
    const word = words[w]
    if (w < words.length && word === null) {
      lastAny = w++
      taken = ++l
    } else if (w < words.length && word?.(line[l] as string)) {
      w++
      l++
    } else if (lastAny >= 0) {
      w = lastAny + 1
      l = ++taken
    } else return false
  }
  return w === words.length
}
