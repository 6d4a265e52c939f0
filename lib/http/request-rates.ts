/** How many API requests a person, an API token or an address may make. Pages and scripts stay far below. */

import type { Caller } from '../auth/caller.ts'
import { clientAddressOf } from '../auth/client-address.ts'
import { AppError } from '../errors.ts'
import { limitHits } from '../limit-hits.ts'
import { processSlot } from '../process-slot.ts'
import { LIMITS, type LimitName } from '../protocol/limits.ts'
import { RateLimiter } from '../redis/rate-limiter.ts'

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

/** Before anything is looked up. Throws `too-many-requests`. */
export async function takeAddressRequest(headers: Headers): Promise<void> {
  const address = clientAddressOf(headers)
  await take(rates().address, 'addressRequestsPerMinute', address, `from ${address}`)
}

/** Once it is known who calls. Throws `too-many-requests`. */
export async function takeCallerRequest(caller: Caller): Promise<void> {
  if (caller.kind === 'anyone') return
  const who = caller.kind === 'user' ? `user ${caller.user.id}` : `token ${caller.tokenId}`
  await take(rates().caller, 'callerRequestsPerMinute', who, who)
}

async function take(rate: RateLimiter, limit: LimitName, key: string, detail: string): Promise<void> {
  const refusal = await rate.take(key)
  if (!refusal) return
  limitHits.peek()?.hit(limit, detail)
  const seconds = Math.max(1, Math.ceil(refusal.waitMs / 1000))
  throw new AppError('too-many-requests', `More than ${LIMITS[limit]} requests a minute. Come back in ${seconds} s.`)
}
