/**
 * Slows down guessing: a few failures per account and address, many per address. Counted per address, so that nobody can
 * lock an owner out from elsewhere. A try is taken before the password is looked at, and given back when it was right.
 */
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '../errors.ts'
import { processSlot } from '../process-slot.ts'
import { LIMITS } from '../protocol/limits.ts'

interface Limiters {
  account: RateLimiterMemory
  address: RateLimiterMemory
  signUp: RateLimiterMemory
}

const limiters = processSlot<Limiters>('auth.sign-in-limiters')

function open(): Limiters {
  return limiters.getOrCreate(() => ({
    account: new RateLimiterMemory({ points: LIMITS.signInFailuresPerAccount, duration: 15 * 60 }),
    address: new RateLimiterMemory({ points: LIMITS.signInFailuresPerAddress, duration: 3600 }),
    signUp: new RateLimiterMemory({ points: LIMITS.signInFailuresPerAddress, duration: 3600 }),
  }))
}

/** Takes one try; throws `too-many-requests`. Call the returned function when the try was right. */
export async function takeSignInTry(account: string, address: string): Promise<() => Promise<void>> {
  const { account: perAccount, address: perAddress } = open()
  const key = `${address} ${account.slice(0, 320)}`
  await take(perAddress, address)
  await take(perAccount, key)
  return async () => {
    await perAccount.delete(key)
    await perAddress.reward(address, 1)
  }
}

/** Every new account costs a hash and a row. */
export async function takeSignUpTry(address: string): Promise<void> {
  await take(open().signUp, address)
}

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refusal) {
    if (refusal instanceof Error) throw refusal
    const minutes = Math.max(1, Math.ceil((refusal as RateLimiterRes).msBeforeNext / 60_000))
    throw new AppError('too-many-requests', `Too many tries. Come back in ${minutes} min.`)
  }
}
