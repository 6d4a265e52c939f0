/**
 * Bounds how many mails one person has sent to addresses that they choose: invitations, and changes of their own address. What
 * one mailbox receives is bounded in mail-queue.ts.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { limitHits } from '#lib/server/limit-hits.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import { RateLimiter } from '#lib/server/redis/rate-limiter.ts'

const slot = processSlot<RateLimiter>('mail.per-sender')
const DAY_S = 24 * 3600

/** Throws `too-many-requests`. */
export async function takeMailOf(userId: string): Promise<void> {
  const points = LIMITS.mailsPerSenderMax
  const limiter = slot.getOrCreate(() => new RateLimiter({ name: 'mailsPerSenderMax', points, seconds: DAY_S }))
  const refusal = await limiter.take(userId)
  if (!refusal) return
  limitHits.peek()?.hit('mailsPerSenderMax', `by user ${userId}`)
  const hours = Math.max(1, Math.ceil(refusal.waitMs / 3600_000))
  throw new AppError('too-many-requests', `More than ${points} mails a day. Try again in ${hours} h.`)
}
