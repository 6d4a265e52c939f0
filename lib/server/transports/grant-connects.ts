/** Bounds how often one token, link or person may connect, from all addresses together. */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { RateLimiter } from '#lib/server/redis/rate-limiter.ts'

const BURST_SECONDS = 4

export class GrantConnects {
  readonly #rate = new RateLimiter({
    name: 'grantConnectsPerSecond',
    points: LIMITS.grantConnectsPerSecond * BURST_SECONDS,
    seconds: BURST_SECONDS,
  })

  /** Throws `too-many-requests`, which clients retry by themselves. */
  async take(kind: string, id: string): Promise<void> {
    const refusal = await this.#rate.take(`${kind} ${id}`)
    if (!refusal) return
    throw new AppError(
      'too-many-requests',
      `More than ${LIMITS.grantConnectsPerSecond} connections a second with one ${kind}.`,
      { limit: 'grantConnectsPerSecond' },
    )
  }
}
