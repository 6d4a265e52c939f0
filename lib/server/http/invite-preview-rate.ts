/** Limits how often one address may look at invitations. Their secrets cannot be guessed; this keeps anybody from trying. */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { clientAddressOf } from '#lib/server/auth/client-address.ts'
import { limitHits } from '#lib/server/limit-hits.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import { RateLimiter } from '#lib/server/redis/rate-limiter.ts'

const slot = processSlot<RateLimiter>('http.invite-preview-rate')

/** Throws `too-many-requests`. */
export async function takeInvitePreview(headers: Headers): Promise<void> {
  const rate = slot.getOrCreate(
    () => new RateLimiter({ name: 'invitePreviewsPerMinute', points: LIMITS.invitePreviewsPerMinute, seconds: 60 }),
  )
  const address = clientAddressOf(headers)
  const refusal = await rate.take(address)
  if (!refusal) return
  limitHits.peek()?.hit('invitePreviewsPerMinute', `from ${address}`)
  const seconds = Math.max(1, Math.ceil(refusal.waitMs / 1000))
  throw new AppError('too-many-requests', `Too many attempts. Try again in ${seconds} s.`)
}
