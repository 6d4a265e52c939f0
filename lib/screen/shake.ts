/**
 * Whether a device was shaken, from what its accelerometer tells (§8 of the original's protocol). Pure: the time is told.
 * Accelerations are in m/s² and include gravity, as `DeviceMotionEvent.accelerationIncludingGravity` has them.
 */

const GRAVITY = 9.80665
/** One movement of the hand swings for some time: it counts once. */
const SAME_SHAKE_MS = 500
/** A shake that is not followed by the next within this begins anew. */
const FORGOTTEN_MS = 3_000

export const SHAKE_THRESHOLD_G = 2.7

export class ShakeDetector {
  readonly #thresholdG: number
  readonly #shakes: number
  #count = 0
  #lastMs = Number.NEGATIVE_INFINITY

  /** `shakes`: so many are needed, each within 3 s of the last. */
  constructor(thresholdG: number = SHAKE_THRESHOLD_G, shakes = 1) {
    this.#thresholdG = thresholdG
    this.#shakes = shakes
  }

  /** True at the shake that completes them. What is not a number is no movement. */
  moved(x: number, y: number, z: number, nowMs: number): boolean {
    if (!(Math.sqrt(x * x + y * y + z * z) / GRAVITY > this.#thresholdG)) return false
    if (nowMs - this.#lastMs < SAME_SHAKE_MS) return false
    if (nowMs - this.#lastMs > FORGOTTEN_MS) this.#count = 0
    this.#lastMs = nowMs
    this.#count++
    if (this.#count < this.#shakes) return false
    this.#count = 0
    return true
  }
}
