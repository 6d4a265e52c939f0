/** Gathers keys and hands them on together, so that a flood of changes becomes a few calls a second. Bounded. */

export interface CoalescerOptions {
  /** From the first key of a round to its flush, milliseconds. */
  delayMs: number
  /** A round that gathered this many different keys is flushed at once. */
  keysMax: number
  flush(keys: ReadonlySet<string>): void
}

export class Coalescer {
  readonly #options: CoalescerOptions
  #keys = new Set<string>()
  #timer: NodeJS.Timeout | null = null

  constructor(options: CoalescerOptions) {
    this.#options = options
  }

  add(key: string): void {
    this.#keys.add(key)
    if (this.#keys.size >= this.#options.keysMax) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), this.#options.delayMs)
  }

  /** Drops what is not flushed yet. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#keys.clear()
  }

  #flush(): void {
    const keys = this.#keys
    this.#keys = new Set()
    this.close()
    this.#options.flush(keys)
  }
}
