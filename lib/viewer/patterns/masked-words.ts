/**
 * The words of a line with what varies replaced by `<*>`: numbers, times, addresses, hex, ids and texts in quotes. Every `<*>` stands
 * for one character or more inside of a word, or for one word or more where it is a word of its own, so a line fits its words.
 */

export const ANY = '<*>'
/** Words of a line that are looked at, and characters of one; the rest of a line is one `<*>`, and so is a longer word. */
const WORDS_MAX = 40
const WORD_CHARS_MAX = 80
/** Characters of a line that are looked at, and of all words together: a query holds them with room to spare. */
const LINE_CHARS_MAX = 1_000
const TEMPLATE_CHARS_MAX = 600
/** Words after a quote that are searched for its end. */
const QUOTED_WORDS_MAX = 12
/** Words whose masks are kept: most words of a log come again. */
const KEPT_MAX = 4_096

const kept = new Map<string, string>()

/** At least one word; a line without any is a word without characters. */
export function maskedWords(line: string): string[] {
  const isCut = line.length > LINE_CHARS_MAX
  const words = (isCut ? line.slice(0, LINE_CHARS_MAX) : line).trim().split(/\s+/)
  const masked: string[] = []
  let chars = 0
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string
    // The last word may be a part of one.
    if (masked.length === WORDS_MAX || chars > TEMPLATE_CHARS_MAX || (isCut && i === words.length - 1)) {
      push(masked, ANY)
      break
    }
    const end = quoteEnd(words, i)
    const mask = end > i ? ANY : maskOf(word)
    i = Math.max(i, end)
    push(masked, mask)
    chars += mask.length + 1
  }
  return masked
}

/** Two in a row would stand for two words or more; one does for those as well. */
function push(masked: string[], word: string): void {
  if (word !== ANY || masked.at(-1) !== ANY) masked.push(word)
}

/** The word with the other quote of a text with spaces; the word itself when it opens none. */
function quoteEnd(words: readonly string[], at: number): number {
  const word = words[at] as string
  const open = word.indexOf('"')
  if (open === -1 || word.includes('"', open + 1)) return at
  const last = Math.min(words.length - 1, at + QUOTED_WORDS_MAX)
  for (let i = at + 1; i <= last; i++) if ((words[i] as string).includes('"')) return i
  return at
}

function maskOf(word: string): string {
  const known = kept.get(word)
  if (known !== undefined) return known
  const mask = word.length > WORD_CHARS_MAX ? ANY : maskWord(word)
  if (kept.size >= KEPT_MAX) kept.clear()
  kept.set(word, mask)
  return mask
}

/** A run of letters and digits in any script; what is between two stays. */
const ATOM = /[\p{L}\p{M}\p{N}]+/gu
const DIGIT = /\p{N}/u
/** The same where all is ASCII, as nearly always: several times as fast. */
const ASCII = /^[\0-\x7f]*$/
const ASCII_ATOM = /[A-Za-z]*\d[A-Za-z\d]*/g
const HEX = /^(?=[\da-f]*\d)(?:0x)?[\da-f]{6,}$/i
/** `31ms`, `4kB`: the unit stays, but not the zone of a time. `worker12`, `v6`: the name stays. */
const WITH_UNIT = /^\p{N}+((?!Z)\p{L}{1,3})$/u
const WITH_NAME = /^(\p{L}+)\p{N}+$/u
/** Parts of one number, time, address or id, and its sign. */
const JOINED = /<\*>(?:[.:,+\-/@]?<\*>)+/g
const SIGN = /(^|[^\p{L}\p{M}\p{N}>])[-+](?=<\*>)/gu
/** A text in quotes, without spaces: those have words of their own. */
const QUOTED = /"[^"]+"|'[^']+'/g

function maskWord(word: string): string {
  if (!DIGIT.test(word) && !word.includes('"') && !word.includes("'")) return word
  return word
    .replace(QUOTED, (quoted) => `${quoted[0]}${ANY}${quoted[0]}`)
    .replace(ASCII.test(word) ? ASCII_ATOM : ATOM, maskAtom)
    .replace(JOINED, ANY)
    .replace(SIGN, '$1')
}

function maskAtom(atom: string): string {
  if (!DIGIT.test(atom)) return atom
  if (HEX.test(atom)) return ANY
  const unit = WITH_UNIT.exec(atom)
  if (unit) return `${ANY}${unit[1]}`
  const name = WITH_NAME.exec(atom)
  return name ? `${name[1]}${ANY}` : ANY
}
