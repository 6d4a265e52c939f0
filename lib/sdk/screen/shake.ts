/**
 * Decides from the accelerometer whether a device was shaken [FB18]. Pure: takes the time as an argument.
 * Accelerations are in m/s² and include gravity, as `DeviceMotionEvent.accelerationIncludingGravity` has them.
 */

const GRAVITY = 9.80665
/** One movement of the hand swings for some time, and counts once. */
const SAME_SHAKE_MS = 500
/** The count starts again when no further shake follows within this time. */
const FORGOTTEN_MS = 3_000

export const SHAKE_THRESHOLD_G = 2.7

export class ShakeDetector {
  readonly #thresholdG: number
  readonly #shakes: number
  #count = 0
  #lastMs = Number.NEGATIVE_INFINITY

  /** `shakes`: the number that is needed, each within 3 s of the last. */
  constructor(thresholdG: number = SHAKE_THRESHOLD_G, shakes = 1) {
    this.#thresholdG = thresholdG
    this.#shakes = shakes
  }

  /** True at the shake that completes the number. A value that is not a number counts as no movement. */
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
