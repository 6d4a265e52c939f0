/** Things that may happen once in the whole installation: marked in Redis when several processes serve it, else in memory. */
import { redisSlot } from './redis-slot.ts'

export class Once {
  readonly #name: string
  readonly #max: number
  readonly #done = new Map<string, number>()

  /** `max`: how many are remembered here; then the oldest are forgotten first. */
  constructor(name: string, max: number) {
    this.#name = name
    this.#max = max
  }

  /**
   * True for the first who claims `id`, until `untilMs`. While Redis is away each process knows only its own: what is
   * claimed must be short-lived and bound to its holder.
   */
  async claim(id: string, untilMs: number, nowMs: number): Promise<boolean> {
    if (this.#done.has(id)) return false
    // In order of use, which is nearly the order of expiry: what is over leads the map.
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
