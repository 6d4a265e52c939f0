/** A rate for each key, of which the longest unused are forgotten. Pure: time is an argument. */
import { LIMITS } from '#lib/protocol/limits.ts'
import { TokenBucket } from '#lib/server/relay/token-bucket.ts'

export class RateBuckets {
  readonly #perMinute: number
  readonly #buckets = new Map<string, TokenBucket>()

  constructor(perMinute: number) {
    this.#perMinute = perMinute
  }

  /** 0 on success; otherwise the seconds until the next request of this key is accepted. */
  take(key: string, nowMs: number): number {
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#perMinute / 60, this.#perMinute, nowMs)
    // Setting it again makes it the newest.
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    const [oldest] = this.#buckets.keys()
    if (this.#buckets.size > LIMITS.requestBucketsMax && oldest !== undefined) this.#buckets.delete(oldest)
    return bucket.take(1, nowMs) ? 0 : Math.max(1, Math.ceil(60 / this.#perMinute))
  }
}
