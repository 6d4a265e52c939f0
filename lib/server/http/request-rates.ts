/** Limits how many API requests a user, an API token or an address may make. Normal use stays far below. */

import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'
import type { Caller } from '#lib/server/auth/caller.ts'
import { clientAddressOf, RATE_KEY_HEADER } from '#lib/server/auth/client-address.ts'
import { limitHits } from '#lib/server/limit-hits.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import { RateLimiter } from '#lib/server/redis/rate-limiter.ts'

interface RequestRates {
  caller: RateLimiter
  address: RateLimiter
}
const slot = processSlot<RequestRates>('http.request-rates')

const MINUTE_S = 60
const rates = () =>
  slot.getOrCreate(() => ({
    caller: new RateLimiter({
      name: 'callerRequestsPerMinute',
      points: LIMITS.callerRequestsPerMinute,
      seconds: MINUTE_S,
    }),
    address: new RateLimiter({
      name: 'addressRequestsPerMinute',
      points: LIMITS.addressRequestsPerMinute,
      seconds: MINUTE_S,
    }),
  }))

/**
 * Call before looking anything up. Throws `too-many-requests`. Counts for the one that the gate found (lib/server/http/gate),
 * so that strangers use up nothing of the people who share their address.
 */
export async function takeAddressRequest(headers: Headers): Promise<void> {
  const key = headers.get(RATE_KEY_HEADER) ?? clientAddressOf(headers)
  await take(rates().address, 'addressRequestsPerMinute', key, `from ${clientAddressOf(headers)}`)
}

/** Call once the caller is known. Throws `too-many-requests`. */
export async function takeCallerRequest(caller: Caller): Promise<void> {
  if (caller.kind === 'public') return
  const who = caller.kind === 'user' ? `user ${caller.user.id}` : `token ${caller.tokenId}`
  await take(rates().caller, 'callerRequestsPerMinute', who, who)
}

async function take(rate: RateLimiter, limit: LimitName, key: string, detail: string): Promise<void> {
  const refusal = await rate.take(key)
  if (!refusal) return
  limitHits.peek()?.hit(limit, detail)
  const seconds = Math.max(1, Math.ceil(refusal.waitMs / 1000))
  throw new AppError('too-many-requests', `More than ${LIMITS[limit]} requests a minute. Try again in ${seconds} s.`)
}
