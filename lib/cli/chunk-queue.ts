/**
 * The input between the loop that reads it and the one that turns it into records. Either the reader waits for the records, or it
 * never does and the queue holds a bounded number of bytes.
 */
const LF = 10

export class ChunkQueue implements AsyncIterable<Buffer> {
  /** Null: the reader waits until its chunk is taken and more is asked for. */
  readonly #bytesMax: number | null
  #chunks: Buffer[] = []
  #bytes = 0
  #isEnded = false
  #isDiscarding = false
  #discardedLines = 0
  #wakeReader = () => {}
  #wakeTaker = () => {}
  #isUrgent = false
  #sayUrgent = () => {}

  constructor(bytesMax: number | null) {
    this.#bytesMax = bytesMax
  }

  /** Resolves when the next chunk may be read. */
  async push(chunk: Buffer): Promise<void> {
    if (this.#isDiscarding) return this.#countLines(chunk)
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    this.#wakeTaker()
    if (this.#bytesMax !== null) {
      if (this.#isOverfull) this.#sayUrgent()
      return
    }
    await new Promise<void>((resolve) => {
      this.#wakeReader = resolve
    })
  }

  /** No more chunks follow. */
  end(): void {
    this.#isEnded = true
    this.#wakeTaker()
  }

  /** Drops what is here and what comes, except for the count of its lines. */
  discard(): void {
    this.#isDiscarding = true
    for (const chunk of this.#chunks.splice(0)) this.#countLines(chunk)
    this.#bytes = 0
    this.#wakeReader()
    this.#wakeTaker()
  }

  /** Whether a chunk waits to be taken. */
  get hasChunk(): boolean {
    return this.#chunks.length > 0
  }

  get discardedLines(): number {
    return this.#discardedLines
  }

  /** Nothing may be waited for any longer. */
  urge(): void {
    this.#isUrgent = true
    this.#sayUrgent()
  }

  /** Resolves when the taker of chunks must not wait for anything else, such as while more waits here than should. */
  whenUrgent(): Promise<void> {
    if (this.#isUrgent || this.#isOverfull) return Promise.resolve()
    return new Promise((resolve) => {
      this.#sayUrgent = resolve
    })
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Buffer> {
    for (;;) {
      const chunk = this.#chunks.shift()
      if (chunk) {
        this.#bytes -= chunk.length
        yield chunk
        continue
      }
      if (this.#isEnded) return
      const more = new Promise<void>((resolve) => {
        this.#wakeTaker = resolve
      })
      this.#wakeReader()
      await more
    }
  }

  get #isOverfull(): boolean {
    return this.#bytesMax !== null && this.#bytes > this.#bytesMax
  }

  #countLines(chunk: Buffer): void {
    for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) this.#discardedLines++
  }
}
