/** A rate with a burst. Pure: time is an argument and nothing ticks. */
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

  /** Takes `amount` if that much is there; otherwise takes nothing and returns false. */
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

  /** Milliseconds until the debt is paid; 0 without one. */
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
