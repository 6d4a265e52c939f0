/**
 * Rates that hold for the whole installation: counted in Redis when several processes serve it, else in memory. While Redis
 * is away each process counts for itself, so that an outage neither opens the door nor closes it.
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
  /** Of the limit; part of its keys in Redis. */
  name: string
  /** How many within `seconds`. */
  points: number
  seconds: number
}

export class RateLimiter {
  readonly #limiter: RateLimiterAbstract

  constructor({ name, points, seconds }: Rate) {
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

  /** Takes one. Null, or how long to wait when there is none left. */
  async take(key: string): Promise<{ waitMs: number } | null> {
    try {
      await this.#limiter.consume(keyOf(key))
      return null
    } catch (refusal) {
      if (refusal instanceof Error) throw refusal
      return { waitMs: (refusal as RateLimiterRes).msBeforeNext }
    }
  }

  /** Gives one back. */
  async giveBack(key: string): Promise<void> {
    await this.#limiter.reward(keyOf(key), 1)
  }

  async forget(key: string): Promise<void> {
    await this.#limiter.delete(keyOf(key))
  }
}

/** Redis learns no address, e-mail or token. */
function keyOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 22)
}
