/** Splits text into lines at LF, wherever its pieces end. A CR before it is left out. Lines longer than a bound are cut. */

/** As the command line cuts them. */
export const LINE_CHARS_MAX = 1024 * 1024

export class TextLines {
  #parts: string[] = []
  #chars = 0;

  /** The lines that this piece completes. */
  *take(text: string): Generator<string> {
    let from = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.#keep(text.slice(from, at))
      from = at + 1
      yield this.#line()
    }
    this.#keep(text.slice(from))
  }

  /** The text after the last line end; null without one. */
  rest(): string | null {
    return this.#chars > 0 ? this.#line() : null
  }

  #keep(text: string): void {
    const kept = text.slice(0, LINE_CHARS_MAX - this.#chars)
    if (kept === '') return
    this.#parts.push(kept)
    this.#chars += kept.length
  }

  #line(): string {
    const line = this.#parts.length === 1 ? (this.#parts[0] as string) : this.#parts.join('')
    this.#parts = []
    this.#chars = 0
    return line.endsWith('\r') ? line.slice(0, -1) : line
  }
}
