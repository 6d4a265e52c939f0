/**
 * Counts the records that certainly never left: logged while the server was away, and dropped by the ring before it was back. What
 * was sent may have arrived although its acknowledgment did not. Pure; call {@link Dropped.update} at each change of the state and
 * each time something was logged.
 */
import type { DeviceStatus } from '#lib/sdk/logger.ts'

export class Dropped {
  #earlier = 0
  #now = 0
  /** Highest number when the connection was lost; null while there is one. */
  #lostAt: number | null = 0

  get records(): number {
    return this.#earlier + this.#now
  }

  update({ state, head, tail }: Pick<DeviceStatus, 'state' | 'head' | 'tail'>): void {
    if (this.#lostAt !== null) this.#now = Math.max(0, tail - 1 - this.#lostAt)
    if (state === 'live') {
      this.#earlier += this.#now
      this.#now = 0
      this.#lostAt = null
    } else this.#lostAt ??= head
  }
}
