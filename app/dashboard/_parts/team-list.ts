/**
 * One of the team's lists in the browser: loads it when asked, keeps the newest answer, and tries again while loading fails.
 * Knows neither React nor the team channel; use-team-list.ts connects it to both.
 */

export interface TeamListSnapshot<T> {
  /** Null until the first answer, unless the page brought one. */
  list: T | null
  /** True after two failed loads in a row: one lost answer is not worth a word. */
  hasFailed: boolean
}

export interface TeamListOptions<T> {
  /** The signal aborts when the load is abandoned; its answer is ignored then. */
  load(signal: AbortSignal): Promise<T>
  initial: T | null
  setTimer(run: () => void, delayMs: number): () => void
  /** Milliseconds on a clock that only goes forward. */
  now(): number
}

/** Time between two tries while loading fails. */
export const RETRY_MS = 2_000
/** Shortest time between the beginnings of two loads: a flood of changes becomes one load a second. */
export const LOAD_EVERY_MS = 1_000
/** A list in view is loaded this often even when nobody says that it changed: entries expire, and an announcement can miss a page. */
export const REFRESH_MS = 60_000
const FAILURES_SHOWN = 2

export class TeamList<T> {
  readonly #options: TeamListOptions<T>
  readonly #listeners = new Set<() => void>()
  #snapshot: TeamListSnapshot<T>
  #failures = 0
  /** The load that is under way. */
  #loading: AbortController | null = null
  /** The list changed while it was loading, so that the answer may be older than the change. */
  #isStale = false
  #isPaused = false
  #isClosed = false
  #lastLoadAtMs = Number.NEGATIVE_INFINITY
  /** The next load that has a time. */
  #cancelTimer: (() => void) | null = null

  constructor(options: TeamListOptions<T>) {
    this.#options = options
    this.#snapshot = { list: options.initial, hasFailed: false }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly snapshot = (): TeamListSnapshot<T> => this.#snapshot

  /** Loads the list now; while a load is under way or the page is hidden, once afterward. */
  readonly reload = (): void => {
    const waitMs = this.#lastLoadAtMs + LOAD_EVERY_MS - this.#options.now()
    if (this.#loading || this.#isPaused) this.#isStale = true
    else if (waitMs > 0) this.#reloadAfter(waitMs)
    else void this.#load()
  }

  /** The network was away and is back: a load that began before may never be answered, and begins anew. */
  readonly restart = (): void => {
    if (!this.#loading) return
    this.#abandon()
    void this.#load()
  }

  /** A hidden page loads nothing; one that is shown again loads what it missed. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused
    if (!isPaused && this.#isStale) this.reload()
  }

  close(): void {
    this.#isClosed = true
    this.#cancelTimer?.()
    this.#abandon()
  }

  async #load(): Promise<void> {
    this.#cancelTimer?.()
    this.#lastLoadAtMs = this.#options.now()
    const loading = new AbortController()
    this.#loading = loading
    this.#isStale = false
    const answer = await this.#options.load(loading.signal).then(
      (list) => ({ list }),
      () => null,
    )
    if (this.#loading !== loading) return
    this.#loading = null
    if (this.#isClosed) return
    this.#failures = answer ? 0 : this.#failures + 1
    this.#snapshot = {
      list: answer ? answer.list : this.#snapshot.list,
      hasFailed: this.#failures >= FAILURES_SHOWN,
    }
    for (const listener of this.#listeners) listener()
    if (answer && this.#isStale) this.reload()
    else this.#reloadAfter(answer ? REFRESH_MS : RETRY_MS)
  }

  #reloadAfter(delayMs: number): void {
    this.#cancelTimer?.()
    this.#cancelTimer = this.#options.setTimer(this.reload, delayMs)
  }

  #abandon(): void {
    const loading = this.#loading
    this.#loading = null
    loading?.abort()
  }
}
