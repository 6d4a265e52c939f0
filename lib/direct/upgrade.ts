/**
 * When a viewer tries for a direct path, takes it, gives it up and tries again [DR3][DR4]. Pure: it is told what happens and
 * when; sockets, timers and WebRTC are its caller's.
 */

/** A try that is not open after this is none: behind some firewalls nothing ever answers. */
export const OPENING_MS = 10_000
/** After a path that worked: at once would meet the same trouble. */
const AGAIN_MS = 1_000
/** After a try that failed: doubled up to the last. */
const FAILED_MS = 3_000
const FAILED_MAX_MS = 60_000

export type UpgradeState = 'relay' | 'opening' | 'direct'

export class Upgrade {
  readonly #random: () => number
  #state: UpgradeState = 'relay'
  #isOffered = false
  /** Of the next try, or of the end of this one. */
  #atMs = Number.NEGATIVE_INFINITY
  #failures = 0

  /** `random`: 0 ≤ x < 1; spreads tries. */
  constructor(random: () => number) {
    this.#random = random
  }

  get state(): UpgradeState {
    return this.#state
  }

  /** When {@link due} has something to say; null: not before something happens. */
  get wakeAtMs(): number | null {
    if (this.#state === 'direct' || (this.#state === 'relay' && !this.#isOffered)) return null
    return this.#atMs
  }

  /** The device can open direct paths now, or cannot. True: the path that was there or on its way is to be closed. */
  offered(isOffered: boolean): boolean {
    if (isOffered === this.#isOffered) return false
    this.#isOffered = isOffered
    // It comes back after a loss of its own: no reason to wait.
    this.#failures = 0
    this.#atMs = Number.NEGATIVE_INFINITY
    if (isOffered || this.#state === 'relay') return false
    this.#state = 'relay'
    return true
  }

  /** What to do now: begin a try, or end the one that takes too long. */
  due(nowMs: number): 'open' | 'close' | null {
    if (this.wakeAtMs === null || nowMs < this.#atMs) return null
    if (this.#state === 'opening') {
      this.#failed(nowMs)
      return 'close'
    }
    this.#state = 'opening'
    this.#atMs = nowMs + OPENING_MS
    return 'open'
  }

  /** Batches come. False: nobody waits for this any more. */
  opened(): boolean {
    if (this.#state !== 'opening') return false
    this.#state = 'direct'
    this.#failures = 0
    return true
  }

  /** The try was refused or came to nothing, or the path has died. */
  closed(nowMs: number): void {
    if (this.#state === 'direct') {
      this.#state = 'relay'
      this.#atMs = nowMs + AGAIN_MS * (1 + this.#random())
    } else if (this.#state === 'opening') this.#failed(nowMs)
  }

  #failed(nowMs: number): void {
    this.#state = 'relay'
    const waitMs = Math.min(FAILED_MAX_MS, FAILED_MS * 2 ** this.#failures++)
    this.#atMs = nowMs + waitMs * (0.5 + this.#random() / 2)
  }
}
