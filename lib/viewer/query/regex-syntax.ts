/**
 * Parses a regular expression into a tree: the usual syntax without look-around and back-references, which cannot be run in linear
 * time. `^` and `$` are ends of lines.
 */

/** Whether a character, given by its code, belongs to a set. */
export type CharSet = (code: number) => boolean

export type RegexNode =
  /** `char` is set when the set is one character, perhaps in two cases. */
  | { kind: 'set'; set: CharSet; char: string | null }
  | { kind: 'sequence'; nodes: RegexNode[] }
  | { kind: 'choice'; nodes: RegexNode[] }
  | { kind: 'repeat'; node: RegexNode; min: number; max: number }
  | { kind: 'assert'; where: Assertion }

export type Assertion = 'lineStart' | 'lineEnd' | 'wordEdge' | 'noWordEdge'

/** `message`: the part that is wrong, for people. */
export class RegexSyntaxError extends Error {}

const REPEATS_MAX = 200
const NESTING_MAX = 50

const isDigit: CharSet = (code) => code >= 48 && code <= 57
export const isWordChar: CharSet = (code) =>
  isDigit(code) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122)
export const isLineEnd: CharSet = (code) => code === 10 || code === 13 || code === 0x2028 || code === 0x2029
const isSpace: CharSet = (code) => (code >= 9 && code <= 13) || code === 32 || (code >= 160 && /\s/.test(textOf(code)))
const not =
  (set: CharSet): CharSet =>
  (code) =>
    !set(code)

const SETS: Record<string, CharSet> = {
  d: isDigit,
  D: not(isDigit),
  w: isWordChar,
  W: not(isWordChar),
  s: isSpace,
  S: not(isSpace),
}
const CONTROLS: Record<string, number> = { t: 9, n: 10, v: 11, f: 12, r: 13, '0': 0 }
const QUANTIFIER = /(?:[*+?]|\{(\d{1,5})(?:(,)(\d{1,5})?)?\})\??/y
const HEX = /x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]{1,6})\}/iy
const PROPERTY = /([pP])\{([\w=]{1,40})\}/y

export function parseRegex(source: string, isInsensitive: boolean): RegexNode {
  return new RegexParser(source, isInsensitive).parse()
}

class RegexParser {
  readonly #source: string
  readonly #isInsensitive: boolean
  #at = 0
  #nesting = 0

  constructor(source: string, isInsensitive: boolean) {
    this.#source = source
    this.#isInsensitive = isInsensitive
  }

  parse(): RegexNode {
    const node = this.#choice()
    if (this.#at < this.#source.length) throw new RegexSyntaxError(')')
    return node
  }

  #choice(): RegexNode {
    const nodes = [this.#sequence()]
    while (this.#source[this.#at] === '|') {
      this.#at++
      nodes.push(this.#sequence())
    }
    return nodes.length === 1 ? (nodes[0] as RegexNode) : { kind: 'choice', nodes }
  }

  #sequence(): RegexNode {
    const nodes: RegexNode[] = []
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at] as string))
      nodes.push(this.#repeated())
    return nodes.length === 1 ? (nodes[0] as RegexNode) : { kind: 'sequence', nodes }
  }

  #repeated(): RegexNode {
    const node = this.#atom()
    QUANTIFIER.lastIndex = this.#at
    const match = QUANTIFIER.exec(this.#source)
    if (!match) return node
    this.#at = QUANTIFIER.lastIndex
    if (node.kind === 'assert') throw new RegexSyntaxError(match[0])
    const [whole, min, comma, max] = match
    if (min === undefined)
      return { kind: 'repeat', node, min: whole[0] === '+' ? 1 : 0, max: whole[0] === '?' ? 1 : Infinity }
    const low = Number(min)
    const high = comma === undefined ? low : max === undefined ? Infinity : Number(max)
    if (low > REPEATS_MAX || (high !== Infinity && high > REPEATS_MAX) || high < low) throw new RegexSyntaxError(whole)
    return { kind: 'repeat', node, min: low, max: high }
  }

  #atom(): RegexNode {
    const char = this.#take()
    switch (char) {
      case '(':
        return this.#group()
      case '[':
        return { kind: 'set', set: this.#class(), char: null }
      case '.':
        return { kind: 'set', set: not(isLineEnd), char: null }
      case '^':
        return { kind: 'assert', where: 'lineStart' }
      case '$':
        return { kind: 'assert', where: 'lineEnd' }
      case '\\':
        return this.#escape()
      case '*':
      case '+':
      case '?':
        throw new RegexSyntaxError(char)
      default:
        return this.#char(char)
    }
  }

  #group(): RegexNode {
    if (++this.#nesting > NESTING_MAX) throw new RegexSyntaxError('(')
    const head = /\?(?::|<[A-Za-z_]\w*>)/y
    head.lastIndex = this.#at
    if (head.test(this.#source)) this.#at = head.lastIndex
    else if (this.#source[this.#at] === '?')
      throw new RegexSyntaxError(`(${this.#source.slice(this.#at, this.#at + 2)}`)
    const node = this.#choice()
    if (this.#source[this.#at] !== ')') throw new RegexSyntaxError('(')
    this.#at++
    this.#nesting--
    return node
  }

  #escape(): RegexNode {
    const char = this.#source[this.#at]
    if (char === 'b' || char === 'B') {
      this.#at++
      return { kind: 'assert', where: char === 'b' ? 'wordEdge' : 'noWordEdge' }
    }
    const found = this.#escaped()
    return typeof found === 'number' ? this.#char(textOf(found)) : { kind: 'set', set: found, char: null }
  }

  /** What follows a backslash: the code of a character, or a set. */
  #escaped(): number | CharSet {
    const source = this.#source
    HEX.lastIndex = this.#at
    const hex = HEX.exec(source)
    if (hex) {
      this.#at = HEX.lastIndex
      const code = Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16)
      if (code > 0x10ffff) throw new RegexSyntaxError(`\\${hex[0]}`)
      return code
    }
    PROPERTY.lastIndex = this.#at
    const property = PROPERTY.exec(source)
    if (property) {
      this.#at = PROPERTY.lastIndex
      return propertySet(property[2] as string, property[1] === 'P')
    }
    const char = this.#take()
    const set = Object.hasOwn(SETS, char) ? SETS[char] : undefined
    if (set) return set
    if (Object.hasOwn(CONTROLS, char)) return CONTROLS[char] as number
    if (/[\da-zA-Z]/.test(char)) throw new RegexSyntaxError(`\\${char}`)
    return char.codePointAt(0) as number
  }

  #class(): CharSet {
    const isNegated = this.#source[this.#at] === '^'
    if (isNegated) this.#at++
    const sets: CharSet[] = []
    while (this.#source[this.#at] !== ']') {
      const low = this.#member()
      if (typeof low !== 'number') sets.push(low)
      else if (this.#source[this.#at] === '-' && this.#source[this.#at + 1] !== ']') {
        this.#at++
        const high = this.#member()
        if (typeof high !== 'number' || high < low) throw new RegexSyntaxError('[')
        sets.push((code) => code >= low && code <= high)
      } else sets.push((code) => code === low)
    }
    this.#at++
    const isMember: CharSet = (code) => sets.some((set) => set(code))
    const cased: CharSet = this.#isInsensitive ? (code) => isMember(code) || isMember(otherCode(code)) : isMember
    return isNegated ? not(cased) : cased
  }

  #member(): number | CharSet {
    const char = this.#take()
    if (char !== '\\') return char.codePointAt(0) as number
    if (this.#source[this.#at] !== 'b') return this.#escaped()
    this.#at++
    return 8
  }

  #char(char: string): RegexNode {
    const code = char.codePointAt(0) as number
    const other = this.#isInsensitive ? otherCode(code) : code
    return { kind: 'set', set: (given) => given === code || given === other, char }
  }

  /** One character, which may take two units of the text. */
  #take(): string {
    const code = this.#source.codePointAt(this.#at)
    if (code === undefined) throw new RegexSyntaxError(this.#source.slice(-1))
    const char = textOf(code)
    this.#at += char.length
    return char
  }
}

function textOf(code: number): string {
  return String.fromCodePoint(code)
}

/** The other case of a character; itself where it has none. */
function otherCode(code: number): number {
  const char = textOf(code)
  const lower = char.toLowerCase()
  const other = lower === char ? char.toUpperCase() : lower
  const found = other.codePointAt(0) as number
  return other.length === textOf(found).length ? found : code
}

function propertySet(name: string, isNegated: boolean): CharSet {
  let pattern: RegExp
  try {
    pattern = new RegExp(`^\\${isNegated ? 'P' : 'p'}{${name}}$`, 'u')
  } catch {
    throw new RegexSyntaxError(`\\p{${name}}`)
  }
  return (code) => pattern.test(textOf(code))
}
