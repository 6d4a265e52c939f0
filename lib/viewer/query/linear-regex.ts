/**
 * Runs regular expressions in time that grows with the text alone, whatever the expression: nobody can freeze a page with one, by
 * a link or by a record. A set of places in a program moves over the text (Thompson); `test` remembers such sets as the states of
 * an automaton that it builds as it goes.
 */
import {
  type Assertion,
  type CharSet,
  isLineEnd,
  isWordChar,
  parseRegex,
  type RegexNode,
  RegexSyntaxError,
} from './regex-syntax.ts'

export type CompiledRegex =
  | { isOk: true; regex: LinearRegex; root: RegexNode }
  | { isOk: false; code: 'badRegex' | 'largeRegex'; subject: string }

/** Never throws. */
export function compileRegex(source: string, isInsensitive: boolean): CompiledRegex {
  try {
    const root = parseRegex(source, isInsensitive)
    return { isOk: true, regex: new LinearRegex(root), root }
  } catch (error) {
    if (error instanceof TooLargeError) return { isOk: false, code: 'largeRegex', subject: '' }
    if (error instanceof RegexSyntaxError) return { isOk: false, code: 'badRegex', subject: error.message }
    throw error
  }
}

const STEPS_MAX = 2_000
/** Parts that are built: repetitions of nothing add no step. */
const BUILDS_MAX = 20_000
/** States of the automaton that are kept; then it starts anew. */
const STATES_MAX = 1_000
/** Kinds of characters other than ASCII that are kept. */
const KINDS_KEPT_MAX = 4_096
/** How much of a text is searched for hits to mark, characters, and most hits. */
const MARKED_CHARS_MAX = 20_000
const HITS_MAX = 200
/** Steps that are followed to find hits to mark: some expressions look at the rest of the text for each hit. */
const HIT_STEPS_MAX = 300_000

type Step =
  | { kind: 'set'; set: number; next: number }
  | { kind: 'split'; next: number; other: number }
  | { kind: 'assert'; where: Assertion; next: number }
  | { kind: 'match' }

class TooLargeError extends Error {}

/** What stands at one side of a place in the text. */
type Side = typeof END | typeof WORD | typeof OTHER
const END = 0
const WORD = 1
const OTHER = 2

interface State {
  /** Its row in the table of moves. */
  id: number
  /** Places before assertions and splits were followed. */
  places: readonly number[]
  before: Side
  isFoundAtEnd: boolean | null
}

/** In the table of moves, in place of a state: not known yet, and a match ends here. */
const UNKNOWN = -1
const FOUND = -2
/** Columns of the table: kinds of characters beyond these are looked up again each time. */
const COLUMN_BITS = 5
const COLUMNS = 1 << COLUMN_BITS

/** A set of characters that no part of the expression tells apart. */
interface CharKind {
  index: number
  isIn: readonly boolean[]
  side: Side
}

export class LinearRegex {
  readonly #steps: Step[] = []
  readonly #sets: CharSet[] = []
  readonly #start: number
  readonly #kinds = new Map<string, CharKind>()
  readonly #kindList: CharKind[] = []
  /** Index of the kind of each ASCII character; −1: not known yet. */
  readonly #asciiIndexes = new Int16Array(128).fill(-1)
  readonly #otherKinds = new Map<number, CharKind>()
  readonly #stateOfKey = new Map<string, State>()
  readonly #states: State[] = []
  /** State of the next character's kind, by state and kind. */
  #moves = new Int32Array(16 * COLUMNS).fill(UNKNOWN)
  /** For each step, the number of the last walk that met it. */
  readonly #met: Int32Array
  #walk = 0
  #builds = 0
  #hitSteps = 0

  constructor(root: RegexNode) {
    this.#start = this.#build(root, this.#add({ kind: 'match' }))
    this.#met = new Int32Array(this.#steps.length)
  }

  /** Whether the expression matches somewhere in the text. */
  test(text: string): boolean {
    const ascii = this.#asciiIndexes
    let state = this.#stateOf([this.#start], END).id
    let moves = this.#moves
    for (let i = 0; i < text.length; i++) {
      let code = text.charCodeAt(i)
      const index = code < 128 ? (ascii[code] as number) : -1
      let next = index === -1 || index >= COLUMNS ? UNKNOWN : (moves[(state << COLUMN_BITS) | index] as number)
      if (next === UNKNOWN) {
        if (code >= 0xd800 && code < 0xdc00) {
          code = text.codePointAt(i) as number
          if (code > 0xffff) i++
        }
        next = this.#move(state, this.#kindOf(code))
        moves = this.#moves
      }
      if (next === FOUND) return true
      state = next
    }
    const last = this.#states[state] as State
    last.isFoundAtEnd ??= this.#follow(last.places, last.before, END) === null
    return last.isFoundAtEnd
  }

  /** Where it matches, from left to right, each as long as possible; empty matches are left out. Bounded. */
  hits(text: string): [number, number][] {
    const shown = text.length > MARKED_CHARS_MAX ? text.slice(0, MARKED_CHARS_MAX) : text
    const found: [number, number][] = []
    let from = 0
    this.#hitSteps = 0
    while (from < shown.length && found.length < HITS_MAX) {
      const hit = this.#hitFrom(shown, from)
      if (!hit) break
      if (hit[1] > hit[0]) found.push(hit)
      from = Math.max(hit[1], hit[0] + 1)
    }
    return found
  }

  /** The leftmost match at or after `from`: each place remembers where its way began. */
  #hitFrom(text: string, from: number): [number, number] | null {
    let places: { step: number; start: number }[] = []
    let best: [number, number] | null = null
    let before = from === 0 ? END : this.#sideOf(text.codePointAt(from - 1) as number)
    let at = from
    for (;;) {
      const code = text.codePointAt(at)
      const kind = code === undefined ? null : this.#kindOf(code)
      const after = kind ? kind.side : END
      if (!best) places.push({ step: this.#start, start: at })
      this.#walk++
      const next: { step: number; start: number }[] = []
      for (const { step, start } of places) {
        if (best && start > best[0]) continue
        const visit = (index: number): void => {
          if (this.#met[index] === this.#walk) return
          this.#met[index] = this.#walk
          this.#hitSteps++
          const one = this.#steps[index] as Step
          if (one.kind === 'match') best = !best || start <= best[0] ? [start, at] : best
          else if (one.kind === 'split') {
            visit(one.next)
            visit(one.other)
          } else if (one.kind === 'assert') {
            if (holds(one.where, before, after)) visit(one.next)
          } else if (kind?.isIn[one.set]) next.push({ step: one.next, start })
        }
        visit(step)
      }
      if (code === undefined || (best && next.length === 0)) return best
      if (this.#hitSteps > HIT_STEPS_MAX) return null
      places = next
      before = after
      at += code > 0xffff ? 2 : 1
    }
  }

  #move(id: number, kind: CharKind): number {
    const cell = (id << COLUMN_BITS) | kind.index
    const isKept = kind.index < COLUMNS
    const known = isKept ? (this.#moves[cell] as number) : UNKNOWN
    if (known !== UNKNOWN) return known
    const { places: from, before } = this.#states[id] as State
    const wanting = this.#follow(from, before, kind.side)
    if (!wanting) {
      if (isKept) this.#moves[cell] = FOUND
      return FOUND
    }
    const places = new Set<number>()
    for (const index of wanting) {
      const step = this.#steps[index]
      if (step?.kind === 'set' && kind.isIn[step.set]) places.add(step.next)
    }
    // A match may begin at any place.
    places.add(this.#start)
    const isFull = this.#states.length >= STATES_MAX
    const next = this.#stateOf(
      [...places].sort((a, b) => a - b),
      kind.side,
    )
    // When the automaton starts anew, the row of the state is another's.
    if (isKept && !isFull) this.#moves[cell] = next.id
    return next.id
  }

  /** The steps that want a character, between two sides; null: a match ends here. */
  #follow(places: readonly number[], before: Side, after: Side): number[] | null {
    this.#walk++
    const wanting: number[] = []
    const rest = [...places]
    for (let index = rest.pop(); index !== undefined; index = rest.pop()) {
      if (this.#met[index] === this.#walk) continue
      this.#met[index] = this.#walk
      const step = this.#steps[index] as Step
      if (step.kind === 'match') return null
      if (step.kind === 'set') wanting.push(index)
      else if (step.kind === 'split') rest.push(step.next, step.other)
      else if (holds(step.where, before, after)) rest.push(step.next)
    }
    return wanting
  }

  #stateOf(places: readonly number[], before: Side): State {
    const key = `${before}:${places.join()}`
    const known = this.#stateOfKey.get(key)
    if (known) return known
    if (this.#states.length >= STATES_MAX) {
      this.#stateOfKey.clear()
      this.#states.length = 0
      this.#moves.fill(UNKNOWN)
    }
    const state: State = { id: this.#states.length, places, before, isFoundAtEnd: null }
    this.#states.push(state)
    this.#stateOfKey.set(key, state)
    if (this.#states.length * COLUMNS > this.#moves.length) {
      const wider = new Int32Array(this.#moves.length * 2).fill(UNKNOWN)
      wider.set(this.#moves)
      this.#moves = wider
    }
    return state
  }

  #kindOf(code: number): CharKind {
    if (code < 128) {
      const known = this.#kindList[this.#asciiIndexes[code] as number]
      if (known) return known
      const kind = this.#findKind(code)
      this.#asciiIndexes[code] = kind.index
      return kind
    }
    const known = this.#otherKinds.get(code)
    if (known) return known
    const kind = this.#findKind(code)
    if (this.#otherKinds.size >= KINDS_KEPT_MAX) this.#otherKinds.clear()
    this.#otherKinds.set(code, kind)
    return kind
  }

  #findKind(code: number): CharKind {
    const isIn = this.#sets.map((set) => set(code))
    const side = this.#sideOf(code)
    const key = `${side}${isIn.map(Number).join('')}`
    let kind = this.#kinds.get(key)
    if (!kind) {
      kind = { index: this.#kindList.length, isIn, side }
      this.#kindList.push(kind)
      this.#kinds.set(key, kind)
    }
    return kind
  }

  #sideOf(code: number): Side {
    return isLineEnd(code) ? END : isWordChar(code) ? WORD : OTHER
  }

  #add(step: Step): number {
    if (this.#steps.length >= STEPS_MAX) throw new TooLargeError()
    return this.#steps.push(step) - 1
  }

  /** Adds the steps of a part that go on at `next`. Returns the first of them. */
  #build(node: RegexNode, next: number): number {
    if (++this.#builds > BUILDS_MAX) throw new TooLargeError()
    switch (node.kind) {
      case 'set':
        return this.#add({ kind: 'set', set: this.#sets.push(node.set) - 1, next })
      case 'assert':
        return this.#add({ kind: 'assert', where: node.where, next })
      case 'sequence':
        return node.nodes.reduceRight((after, inner) => this.#build(inner, after), next)
      case 'choice':
        return node.nodes
          .map((inner) => this.#build(inner, next))
          .reduceRight((other, first) => this.#add({ kind: 'split', next: first, other }))
      case 'repeat':
        return this.#buildRepeat(node.node, node.min, node.max, next)
    }
  }

  #buildRepeat(node: RegexNode, min: number, max: number, next: number): number {
    let at = next
    if (max === Number.POSITIVE_INFINITY) {
      const split = this.#add({ kind: 'split', next: 0, other: next })
      this.#steps[split] = { kind: 'split', next: this.#build(node, split), other: next }
      at = split
    } else for (let i = min; i < max; i++) at = this.#add({ kind: 'split', next: this.#build(node, at), other: next })
    for (let i = 0; i < min; i++) at = this.#build(node, at)
    return at
  }
}

function holds(where: Assertion, before: Side, after: Side): boolean {
  if (where === 'lineStart') return before === END
  if (where === 'lineEnd') return after === END
  const isEdge = (before === WORD) !== (after === WORD)
  return isEdge === (where === 'wordEdge')
}
