/**
 * Rate limits for the whole installation: counted in Redis when several processes share it, otherwise in memory. While Redis is
 * away, each process counts on its own, so that an outage neither lifts the limits nor blocks everyone.
 */
import { createHash } from 'node:crypto'
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  type RateLimiterRes,
} from 'rate-limiter-flexible'
import { redisSlot } from './redis-slot.ts'

export interface Rate {
  /** Name of the limit; prefixes its Redis keys. */
  name: string
  /** How many are allowed within `seconds`. */
  points: number
  seconds: number
}

export interface Refusal {
  waitMs: number
  /** True for the first one since the key last had points. */
  isFirst: boolean
}

export class RateLimiter {
  readonly #points: number
  readonly #limiter: RateLimiterAbstract

  constructor({ name, points, seconds }: Rate) {
    this.#points = points
    const memory = new RateLimiterMemory({ keyPrefix: name, points, duration: seconds })
    const redis = redisSlot.peek()
    this.#limiter = redis
      ? new RateLimiterRedis({
          storeClient: redis,
          keyPrefix: `agent-logger:rate:${name}`,
          points,
          duration: seconds,
          insuranceLimiter: memory,
          rejectIfRedisNotReady: true,
        })
      : memory
  }

  /** Takes one point. Null on success; otherwise how long to wait. */
  async take(key: string): Promise<Refusal | null> {
    try {
      await this.#limiter.consume(keyOf(key))
      return null
    } catch (refusal) {
      if (refusal instanceof Error) throw refusal
      const { msBeforeNext: waitMs, consumedPoints } = refusal as RateLimiterRes
      return { waitMs, isFirst: consumedPoints === this.#points + 1 }
    }
  }

  /** Returns one point. */
  async giveBack(key: string): Promise<void> {
    await this.#limiter.reward(keyOf(key), 1)
  }

  async forget(key: string): Promise<void> {
    await this.#limiter.delete(keyOf(key))
  }
}

/** Hashed, so that Redis never sees an address, email or token. */
function keyOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 22)
}
