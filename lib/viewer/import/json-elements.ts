/**
 * Splits the text of a JSON array into the texts of its elements, wherever its pieces end, so that an array of any size is read
 * in slices. Does not parse: a broken element is found when it is parsed.
 */

/** Longer elements are cut, and are then no JSON. */
const ELEMENT_CHARS_MAX = 16 * 1024 * 1024
/** What matters outside of strings, and inside. */
const MARKS = /["[\]{},]/g
const STRING_END = /["\\]/g

export class JsonElements {
  #depth = 0
  #isInString = false
  /** The next character belongs to an escape. */
  #isEscaped = false
  #parts: string[] = []
  #chars = 0
  #isOver = false;

  *take(text: string): Generator<string> {
    let at = 0
    let from = 0
    while (at < text.length) {
      if (this.#isEscaped) {
        this.#isEscaped = false
        at++
        continue
      }
      const pattern = this.#isInString ? STRING_END : MARKS
      pattern.lastIndex = at
      const match = pattern.exec(text)
      if (!match) break
      at = match.index + 1
      const mark = match[0]
      if (this.#isInString) {
        if (mark === '\\') this.#isEscaped = true
        else this.#isInString = false
      } else if (mark === '"') this.#isInString = true
      else if (mark === '[' || mark === '{') {
        if (++this.#depth === 1) from = at
      } else if (mark === ',') {
        if (this.#depth !== 1) continue
        this.#keep(text.slice(from, match.index))
        from = at
        yield* this.#element()
      } else if (--this.#depth === 0) {
        this.#keep(text.slice(from, match.index))
        from = at
        yield* this.#element()
        this.#isOver = true
      }
    }
    if (!this.#isOver) this.#keep(text.slice(from))
  }

  /** What an array that does not end leaves over. */
  *end(): Generator<string> {
    if (!this.#isOver) yield* this.#element()
  }

  *#element(): Generator<string> {
    const text = this.#parts.join('').trim()
    this.#parts = []
    this.#chars = 0
    if (text !== '' && !this.#isOver) yield text
  }

  #keep(text: string): void {
    const kept = text.slice(0, ELEMENT_CHARS_MAX - this.#chars)
    if (kept === '') return
    this.#parts.push(kept)
    this.#chars += kept.length
  }
}
