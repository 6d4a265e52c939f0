/** Gathers acknowledgments: one for several batches, because each is a write to the device's socket. */

const DELAY_MS = 5

export class CreditTimer {
  readonly #release: () => void
  #timer: NodeJS.Timeout | null = null
  #isUrgent = false

  constructor(release: () => void) {
    this.#release = release
  }

  /** Releases at the end of this turn when urgent, else within {@link DELAY_MS}. */
  soon(isUrgent: boolean): void {
    if (!isUrgent) this.#timer ??= setTimeout(() => this.#now(), DELAY_MS)
    else if (!this.#isUrgent) {
      this.#isUrgent = true
      setImmediate(() => this.#now())
    }
  }

  #now(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#isUrgent = false
    this.#release()
  }
}
