/** The body of an answer that is the same for everyone but for a few words, such as the nonce of its scripts. Pure. */

/** What takes the place of each placeholder, by its name. */
export type Fillings = Readonly<Record<string, string>>

export class AnswerTemplate {
  /** Bytes, and between them the names of what goes there. */
  readonly #pieces: (Buffer | string)[]
  readonly #placeholders: Fillings
  readonly byteLength: number

  /** `placeholders`: name → the text that stands for it in `body`. */
  constructor(body: Buffer, placeholders: Fillings) {
    this.byteLength = body.byteLength
    this.#placeholders = placeholders
    const names = new Map(Object.entries(placeholders).map(([name, text]) => [text, name]))
    if (names.size === 0) {
      this.#pieces = [body]
      return
    }
    const pattern = new RegExp(`(${[...names.keys()].map(escaped).join('|')})`)
    // Latin-1 keeps every byte, and placeholders are ASCII.
    this.#pieces = body
      .toString('latin1')
      .split(pattern)
      .map((piece) => names.get(piece) ?? Buffer.from(piece, 'latin1'))
  }

  /** A placeholder without a filling stays as it is. */
  fill(fillings: Fillings): Buffer {
    const bytesFor = (name: string) => Buffer.from(fillings[name] ?? this.#placeholders[name] ?? '')
    return Buffer.concat(this.#pieces.map((piece) => (typeof piece === 'string' ? bytesFor(piece) : piece)))
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
