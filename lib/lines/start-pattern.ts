/**
 * A person's own pattern for the first line of a record. It is tried on every line of untrusted input, so only patterns that cannot
 * backtrack far are accepted.
 */

/** Characters of a line that are looked at. */
const HEAD_CHARS = 256
const PATTERN_CHARS_MAX = 200
/** Each unbounded repetition multiplies the steps by the length of the line. */
const UNBOUNDED_MAX = 3
const CHOICES_MAX = 16

export class StartPattern {
  readonly #pattern: RegExp

  /** Throws a SyntaxError with a sentence for people. */
  constructor(source: string) {
    if (source.length > PATTERN_CHARS_MAX)
      throw new SyntaxError(`the pattern has more than ${PATTERN_CHARS_MAX} characters`)
    this.#pattern = new RegExp(source, 'u')
    checkCost(source)
  }

  matches(line: string): boolean {
    return this.#pattern.test(line.length > HEAD_CHARS ? line.slice(0, HEAD_CHARS) : line)
  }
}

/** Sources of the parts that matter: escapes, classes, groups, repetitions, alternatives. */
const PART =
  /\\(?:[1-9]|k<)|\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:<?[=!]|<\w+>|:)?)?|\)|\{\d+(?<range>,\d*)?\}\??|[*+?]\??|\|/gu

function checkCost(source: string): void {
  /** For each open group: whether it has a choice inside. */
  const groups: boolean[] = [false]
  let last = ''
  let closedHasChoice = false
  let [unbounded, choices] = [0, 0]
  for (const { 0: part, groups: found } of source.matchAll(PART)) {
    if (/^\\(?:[1-9]|k<)/.test(part)) throw new SyntaxError('back references are not supported')
    const isRepetition = /^[*+?{]/.test(part)
    if (part.startsWith('(')) groups.push(false)
    else if (part === ')') {
      closedHasChoice = groups.pop() ?? false
      if (closedHasChoice) groups[groups.length - 1] = true
    } else if (part === '|') groups[groups.length - 1] = true
    else if (isRepetition) {
      const isChoice = !part.startsWith('{') || found?.range !== undefined
      if (last === ')' && closedHasChoice && !part.startsWith('?'))
        throw new SyntaxError('a group that repeats must not have repetitions or alternatives inside')
      if (isChoice) {
        groups[groups.length - 1] = true
        if (/^[*+]/.test(part) || found?.range === ',') unbounded++
        else choices++
      }
    }
    last = part
  }
  if (unbounded > UNBOUNDED_MAX)
    throw new SyntaxError(`the pattern has more than ${UNBOUNDED_MAX} unbounded repetitions`)
  if (choices > CHOICES_MAX) throw new SyntaxError(`the pattern has more than ${CHOICES_MAX} optional parts`)
}
