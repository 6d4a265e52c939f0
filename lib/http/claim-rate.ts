/** How many tries a person has to claim devices: codes are short, so nobody may try many. */
import { AppError } from '../errors.ts'
import { limitHits } from '../limit-hits.ts'
import { processSlot } from '../process-slot.ts'
import { LIMITS } from '../protocol/limits.ts'
import { RateLimiter } from '../redis/rate-limiter.ts'

const slot = processSlot<RateLimiter>('http.claim-rate')

/** Throws `too-many-requests`. */
export async function takeClaimTry(userId: string): Promise<void> {
  const rate = slot.getOrCreate(
    () => new RateLimiter({ name: 'claimsPerMinute', points: LIMITS.claimsPerMinute, seconds: 60 }),
  )
  const refusal = await rate.take(userId)
  if (!refusal) return
  limitHits.peek()?.hit('claimsPerMinute', `user ${userId}`)
  const seconds = Math.max(1, Math.ceil(refusal.waitMs / 1000))
  throw new AppError(
    'too-many-requests',
    `More than ${LIMITS.claimsPerMinute} tries a minute. Come back in ${seconds} s.`,
  )
}
