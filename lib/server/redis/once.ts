/** Actions allowed once per installation: recorded in Redis when several processes share it, otherwise in memory. */
import { redisSlot } from './redis-slot.ts'

export class Once {
  readonly #name: string
  readonly #max: number
  readonly #done = new Map<string, number>()

  /** `max`: how many ids this process remembers; beyond that it forgets the oldest. */
  constructor(name: string, max: number) {
    this.#name = name
    this.#max = max
  }

  /**
   * True for the first caller who claims `id`, until `untilMs`. While Redis is away, each process knows only its own claims,
   * so claims must be short-lived and bound to their holder.
   */
  async claim(id: string, untilMs: number, nowMs: number): Promise<boolean> {
    if (this.#done.has(id)) return false
    // Insertion order is nearly expiry order, so expired entries come first.
    for (const [known, until] of this.#done) {
      if (until > nowMs && this.#done.size < this.#max) break
      this.#done.delete(known)
    }
    this.#done.set(id, untilMs)
    const redis = redisSlot.peek()
    if (redis?.status !== 'ready') return true
    try {
      return (
        (await redis.set(`agent-logger:${this.#name}:${id}`, '1', 'PX', Math.max(1, untilMs - nowMs), 'NX')) === 'OK'
      )
    } catch {
      return true
    }
  }
}
