/**
 * When a viewer tries to open a direct path, uses it, gives it up and tries again [DR3][DR4]. Pure: takes events and times as
 * arguments; sockets, timers and WebRTC are the caller's.
 */

/** An attempt that is not open after this has failed: behind some firewalls nothing ever answers. */
export const OPENING_MS = 10_000
/** Wait after a path that worked; an immediate retry would meet the same problem. */
const AGAIN_MS = 1_000
/** Wait after a failed attempt, doubled each time up to the maximum. */
const FAILED_MS = 3_000
const FAILED_MAX_MS = 60_000

export type UpgradeState = 'relay' | 'opening' | 'direct'

export class Upgrade {
  readonly #random: () => number
  #state: UpgradeState = 'relay'
  #isOffered = false
  /** Time of the next attempt, or when the current one has taken too long. */
  #atMs = Number.NEGATIVE_INFINITY
  #failures = 0

  /** `random` gives 0 ≤ x < 1 and spreads the attempts. */
  constructor(random: () => number) {
    this.#random = random
  }

  get state(): UpgradeState {
    return this.#state
  }

  /** When {@link due} must be asked; null while it has nothing to say. */
  get wakeAtMs(): number | null {
    if (this.#state === 'direct' || (this.#state === 'relay' && !this.#isOffered)) return null
    return this.#atMs
  }

  /** The device can now open direct paths, or no longer can. True when a path that is open or opening must be closed. */
  offered(isOffered: boolean): boolean {
    if (isOffered === this.#isOffered) return false
    this.#isOffered = isOffered
    // The device is back after a loss of its own: no reason to wait.
    this.#failures = 0
    this.#atMs = Number.NEGATIVE_INFINITY
    if (isOffered || this.#state === 'relay') return false
    this.#state = 'relay'
    return true
  }

  /** What to do now: begin an attempt, or end one that takes too long. */
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

  /** Batches arrive. False when this attempt is no longer wanted. */
  opened(): boolean {
    if (this.#state !== 'opening') return false
    this.#state = 'direct'
    this.#failures = 0
    return true
  }

  /** The attempt was refused or failed, or the path has died. */
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
