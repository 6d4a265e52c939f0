/**
 * Finds the templates of lines as they come, after Drain (He, Zhu, Zheng, Lyu: an online log parsing approach with fixed depth tree,
 * ICWS 2017): a line goes down by its number of words and its first steady word to a short list of templates. It belongs to the one that it
 * shares most words with, whose other words become `<*>`, or begins one of its own. What varies in both does not count as shared, or
 * templates would widen until they say nothing. A template only ever widens, so a line fits its
 * template for good. Bounded: when no room is left, a line belongs to no template.
 */
import { ANY, maskedWords } from './masked-words.ts'
import { mergedWord } from './merged-word.ts'

/** The number of lines that fit no template, because there was no room for one. */
export const OTHER = 0
export const TEMPLATES_MAX = 1_000
/** Steady words that have a list of their own, for each number of words, and templates that a line is compared with. */
const CHILDREN_MAX = 100
const LEAF_MAX = 100
/** A word that likely is the same in all lines of a template. Shorter ones, such as the letter of a level, tell few apart. */
const STEADY = /^[^=/@"'<>]{3,}$/
/** Share of the words that do not vary which a line must have in common with its template. */
const SIMILARITY = 0.6

interface Template {
  id: number
  words: string[]
  /** Of each word that varies inside, what stands before and behind; null for the others. */
  ends: (Ends | null)[]
}

interface Ends {
  before: string
  behind: string
}

export class TemplateTree {
  /** Number of words → first steady word, or {@link ANY} without one → templates. */
  readonly #leaves = new Map<number, Map<string, Template[]>>()
  readonly #templates = new Map<number, Template>()
  readonly #free: number[] = []

  get size(): number {
    return this.#templates.size
  }

  /** The text of a template; for {@link OTHER}, and for one that was dropped, null. */
  text(id: number): string | null {
    return this.#templates.get(id)?.words.join(' ') ?? null
  }

  /** Returns the template's number: 1 to {@link TEMPLATES_MAX}, or {@link OTHER}. */
  add(line: string): number {
    const words = maskedWords(line)
    const leaf = this.#leafOf(words)
    const template = nearest(leaf, words)
    if (template) {
      for (let i = 0; i < words.length; i++) {
        const [own, word] = [template.words[i] as string, words[i] as string]
        if (own === word) continue
        const merged = mergedWord(own, word)
        template.words[i] = merged
        template.ends[i] = endsOf(merged)
      }
      return template.id
    }
    if (this.size >= TEMPLATES_MAX || leaf.length >= LEAF_MAX) return OTHER
    const added = { id: this.#free.pop() ?? this.size + 1, words, ends: words.map(endsOf) }
    this.#templates.set(added.id, added)
    leaf.push(added)
    return added.id
  }

  /** Drops every template that is no longer wanted; its number may be given to another. */
  retain(isWanted: (id: number) => boolean): void {
    for (const children of this.#leaves.values()) {
      for (const [word, leaf] of children) {
        const rest = leaf.filter(({ id }) => isWanted(id))
        if (rest.length > 0) children.set(word, rest)
        else children.delete(word)
      }
    }
    for (const id of [...this.#templates.keys()]) {
      if (isWanted(id)) continue
      this.#templates.delete(id)
      this.#free.push(id)
    }
  }

  #leafOf(words: readonly string[]): Template[] {
    const children = this.#leaves.get(words.length) ?? new Map<string, Template[]>()
    this.#leaves.set(words.length, children)
    const wanted = words.find((word) => STEADY.test(word)) ?? ANY
    const word = children.has(wanted) || children.size < CHILDREN_MAX ? wanted : ANY
    const leaf = children.get(word) ?? []
    children.set(word, leaf)
    return leaf
  }
}

function nearest(leaf: readonly Template[], words: readonly string[]): Template | null {
  let found: Template | null = null
  let fixed = 0
  for (const word of words) if (word !== ANY) fixed++
  let most = Math.max(1, Math.ceil(fixed * SIMILARITY))
  for (const template of leaf) {
    let common = 0
    let isEqual = true
    for (let i = 0; i < words.length; i++) {
      const own = template.words[i] as string
      const word = words[i] as string
      if (own === word) {
        if (word !== ANY) common++
        continue
      }
      isEqual = false
      const ends = template.ends[i]
      if (ends && fits(ends, word)) common++
    }
    if (isEqual) return template
    if (common < most) continue
    found = template
    most = common + 1
  }
  return found
}

function endsOf(word: string): Ends | null {
  const at = word.indexOf(ANY)
  if (at === -1 || word === ANY) return null
  return { before: word.slice(0, at), behind: word.slice(word.lastIndexOf(ANY) + ANY.length) }
}

/** Whether a word has both ends of one that varies in between, as `user=ann` has those of `user=<*>`. */
function fits({ before, behind }: Ends, word: string): boolean {
  return word.length > before.length + behind.length && word.startsWith(before) && word.endsWith(behind)
}
