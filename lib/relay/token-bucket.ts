/** A rate with a burst, as a pure rule: time is an argument and nothing ticks. */
export class TokenBucket {
  readonly ratePerSecond: number
  readonly burst: number
  #tokens: number
  #atMs: number

  constructor(ratePerSecond: number, burst: number, nowMs: number) {
    this.ratePerSecond = ratePerSecond
    this.burst = burst
    this.#tokens = burst
    this.#atMs = nowMs
  }

  /** Takes `amount` if it is there. False, and nothing taken, otherwise. */
  take(amount: number, nowMs: number): boolean {
    this.#refill(nowMs)
    if (this.#tokens < amount) return false
    this.#tokens -= amount
    return true
  }

  /** Takes `amount` even into debt; {@link debtMs} says when the debt is paid. */
  charge(amount: number, nowMs: number): void {
    this.#refill(nowMs)
    this.#tokens -= amount
  }

  /** Milliseconds until nothing is owed; 0 when nothing is. */
  debtMs(nowMs: number): number {
    this.#refill(nowMs)
    return this.#tokens >= 0 ? 0 : Math.ceil((-this.#tokens / this.ratePerSecond) * 1000)
  }

  #refill(nowMs: number): void {
    const elapsedMs = nowMs - this.#atMs
    this.#atMs = nowMs
    // A clock that jumps back refills nothing; one that jumps ahead fills the burst and no more.
    if (elapsedMs > 0) this.#tokens = Math.min(this.burst, this.#tokens + (elapsedMs / 1000) * this.ratePerSecond)
  }
}
