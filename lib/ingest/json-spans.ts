/**
 * Finds the values of a JSON text without parsing them, so that a large body is parsed one record at a time. Strict about
 * structure only: what is inside a value is JSON.parse's business.
 */
import { type Steps, Undecodable } from './source.ts'

/** Where a value begins, and where it ends, exclusive. */
export type Span = readonly [from: number, to: number]

/** Characters of one value, and elements, that are read between two pauses: a fraction of a millisecond. */
const PAUSE_CHARS = 16_384
const PAUSE_ELEMENTS = 64
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

export class JsonSpans {
  readonly text: string
  readonly #depthMax: number
  #at = 0
  /** Elements and members that were passed. */
  #elements = 0

  constructor(text: string, depthMax: number) {
    this.text = text
    this.#depthMax = depthMax
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1
  }

  /** Walks the object here; `member` must consume each value. A value of another type is skipped. */
  *object(member: (name: string) => Steps<void>): Steps<void> {
    if (this.#blank() !== OPEN_OBJECT) return void (yield* this.skip())
    this.#at++
    if (this.#blank() === CLOSE_OBJECT) return void this.#at++
    for (;;) {
      if (++this.#elements % PAUSE_ELEMENTS === 0) yield
      if (this.#blank() !== QUOTE) throw broken()
      const from = this.#at
      this.#string()
      const name = this.text.slice(from + 1, this.#at - 1)
      if (this.#blank() !== COLON) throw broken()
      this.#at++
      yield* member(name)
      if (this.#isLast(CLOSE_OBJECT)) return
    }
  }

  /** Walks the array here; `element` must consume each value. A value of another type is skipped. */
  *array(element: () => Steps<void>): Steps<void> {
    if (this.#blank() !== OPEN_ARRAY) return void (yield* this.skip())
    this.#at++
    if (this.#blank() === CLOSE_ARRAY) return void this.#at++
    for (;;) {
      if (++this.#elements % PAUSE_ELEMENTS === 0) yield
      yield* element()
      if (this.#isLast(CLOSE_ARRAY)) return
    }
  }

  /** Passes over the value here. Throws where it is nested more deeply than allowed, or has no end. */
  *skip(): Steps<Span> {
    const { text } = this
    const first = this.#blank()
    const from = this.#at
    if (first === QUOTE) {
      this.#string()
      return [from, this.#at]
    }
    let depth = 0
    for (let pauseAt = from + PAUSE_CHARS; this.#at < text.length; this.#at++) {
      if (this.#at >= pauseAt) {
        pauseAt = this.#at + PAUSE_CHARS
        yield
      }
      const code = text.charCodeAt(this.#at)
      if (code === QUOTE) {
        this.#string()
        this.#at--
      } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
        if (++depth > this.#depthMax) throw new Undecodable(`nested more than ${this.#depthMax} deep`, 'too-deep')
      } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
        if (depth === 0) break
        if (--depth === 0) {
          this.#at++
          break
        }
      } else if (depth === 0 && (code === COMMA || code <= 0x20)) break
    }
    if (depth > 0 || this.#at === from) throw broken()
    return [from, this.#at]
  }

  /** Throws unless only blanks are left. */
  end(): void {
    this.#blank()
    if (this.#at < this.text.length) throw broken()
  }

  parse([from, to]: Span): unknown {
    return JSON.parse(this.text.slice(from, to))
  }

  #isLast(close: number): boolean {
    const code = this.#blank()
    this.#at++
    if (code === close) return true
    if (code !== COMMA) throw broken()
    return false
  }

  /** The code of the next character that is no blank; NaN at the end. */
  #blank(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code
      this.#at++
    }
  }

  /** Passes over a string; stands behind its closing quote afterward. */
  #string(): void {
    const { text } = this
    let at = this.#at
    for (;;) {
      at = text.indexOf('"', at + 1)
      if (at < 0) throw broken()
      let slashes = 0
      while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++
      if (slashes % 2 === 0) break
    }
    this.#at = at + 1
  }
}

function broken(): Undecodable {
  return new Undecodable('not valid JSON')
}
