/** Slows down requests for new passwords from one address. What one mailbox receives is bounded in lib/server/mail. */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { limitHits } from '#lib/server/limit-hits.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import { RateLimiter } from '#lib/server/redis/rate-limiter.ts'

const slot = processSlot<RateLimiter>('auth.reset-limiter')

/** Throws `too-many-requests`. */
export async function takeResetAttempt(address: string): Promise<void> {
  const points = LIMITS.resetsPerAddress
  const limiter = slot.getOrCreate(() => new RateLimiter({ name: 'resetsPerAddress', points, seconds: 3600 }))
  const refusal = await limiter.take(address)
  if (!refusal) return
  limitHits.peek()?.hit('resetsPerAddress', `from ${address}`)
  const minutes = Math.max(1, Math.ceil(refusal.waitMs / 60_000))
  throw new AppError('too-many-requests', `Too many attempts. Try again in ${minutes} min.`)
}
