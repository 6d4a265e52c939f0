/** Limits how many times a user may try to claim devices per minute. Claim codes are short, so guesses must be few. */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { limitHits } from '#lib/server/limit-hits.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import { RateLimiter } from '#lib/server/redis/rate-limiter.ts'

const slot = processSlot<RateLimiter>('http.claim-rate')

/** Throws `too-many-requests`. */
export async function takeClaimAttempt(userId: string): Promise<void> {
  const rate = slot.getOrCreate(
    () => new RateLimiter({ name: 'claimsPerMinute', points: LIMITS.claimsPerMinute, seconds: 60 }),
  )
  const refusal = await rate.take(userId)
  if (!refusal) return
  limitHits.peek()?.hit('claimsPerMinute', `user ${userId}`)
  const seconds = Math.max(1, Math.ceil(refusal.waitMs / 1000))
  throw new AppError(
    'too-many-requests',
    `More than ${LIMITS.claimsPerMinute} attempts a minute. Try again in ${seconds} s.`,
  )
}
