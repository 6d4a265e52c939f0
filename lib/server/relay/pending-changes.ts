/** What changed in a session and has not been shown to viewers and lists, or saved, yet. */
export class PendingChanges {
  #isStateUnsent = false
  #areWatchersUnsent = false
  #isUnsaved = false

  get isStateUnsent(): boolean {
    return this.#isStateUnsent
  }

  get isUnsaved(): boolean {
    return this.#isUnsaved
  }

  /** Something that lists or viewers show changed. */
  markState(): void {
    this.#isStateUnsent = true
  }

  markWatchers(): void {
    this.#areWatchersUnsent = true
  }

  /** Something worth saving changed, or could not be saved. */
  markUnsaved(): void {
    this.#isUnsaved = true
  }

  /** True once after a change: the caller sends the state. */
  takeState(): boolean {
    const isUnsent = this.#isStateUnsent
    this.#isStateUnsent = false
    return isUnsent
  }

  /** True once after a change: the caller sends the watchers. */
  takeWatchers(): boolean {
    const areUnsent = this.#areWatchersUnsent
    this.#areWatchersUnsent = false
    return areUnsent
  }

  /** True once after a change: the caller saves, and calls {@link markUnsaved} when that fails. */
  takeUnsaved(): boolean {
    const isUnsaved = this.#isUnsaved
    this.#isUnsaved = false
    return isUnsaved
  }
}
