/**
 * Slows down guessing: a few failures per account and address, many per address. Counted per address, so that nobody can
 * lock an owner out from elsewhere. A try is taken before the password is looked at, and given back when it was right.
 */
import { AppError } from '../errors.ts'
import { limitHits } from '../limit-hits.ts'
import { processSlot } from '../process-slot.ts'
import { LIMITS, type LimitName } from '../protocol/limits.ts'
import { RateLimiter } from '../redis/rate-limiter.ts'

interface Limiters {
  account: RateLimiter
  address: RateLimiter
  signUp: RateLimiter
}

const limiters = processSlot<Limiters>('auth.sign-in-limiters')

function open(): Limiters {
  const { signInFailuresPerAccount, signInFailuresPerAddress, signUpsPerAddress } = LIMITS
  return limiters.getOrCreate(() => ({
    account: new RateLimiter({ name: 'signInFailuresPerAccount', points: signInFailuresPerAccount, seconds: 15 * 60 }),
    address: new RateLimiter({ name: 'signInFailuresPerAddress', points: signInFailuresPerAddress, seconds: 3600 }),
    signUp: new RateLimiter({ name: 'signUpsPerAddress', points: signUpsPerAddress, seconds: 3600 }),
  }))
}

/** Takes one try; throws `too-many-requests`. Call the returned function when the try was right. */
export async function takeSignInTry(account: string, address: string): Promise<() => Promise<void>> {
  const { account: perAccount, address: perAddress } = open()
  const key = `${address} ${account.slice(0, 320)}`
  await take(perAddress, 'signInFailuresPerAddress', address, address)
  await take(perAccount, 'signInFailuresPerAccount', key, address)
  return async () => {
    await perAccount.forget(key)
    await perAddress.giveBack(address)
  }
}

/** Every new account costs a hash and a row. */
export async function takeSignUpTry(address: string): Promise<void> {
  await take(open().signUp, 'signUpsPerAddress', address, address)
}

async function take(limiter: RateLimiter, limit: LimitName, key: string, address: string): Promise<void> {
  const refusal = await limiter.take(key)
  if (!refusal) return
  limitHits.peek()?.hit(limit, `from ${address}`)
  const minutes = Math.max(1, Math.ceil(refusal.waitMs / 60_000))
  throw new AppError('too-many-requests', `Too many tries. Come back in ${minutes} min.`)
}
