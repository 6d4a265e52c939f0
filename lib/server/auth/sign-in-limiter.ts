/**
 * Slows down guessing without locking out others. A browser that has signed in to the account before has a bucket of its own.
 * All others share small buckets for each account and address, and a slow lane for each address after its first failures; what
 * they use up ends within minutes. Each attempt is counted before the password is checked and given back if it is right.
 * docs/decisions/0018-lockouts.md has the numbers.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS, type LimitName } from '#lib/protocol/limits.ts'
import { limitHits } from '#lib/server/limit-hits.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import { RateLimiter } from '#lib/server/redis/rate-limiter.ts'
import { knownBrowserOf } from './known-browser.ts'

/** Where an attempt came from, beyond its address. */
export interface AttemptSource {
  /** Whether other clients have the same address: it then counts against nobody but the account. */
  isShared?: boolean
  /** Id of a browser that has signed in to this account before. */
  browser?: string | null
  /** Called for the first attempt that a full bucket refuses, once for each lock. */
  onLocked?: () => Promise<void>
}

/** `address` is null where clients cannot be told apart by it; see `isAddressMeaningful`. */
export function attemptSource(
  email: string,
  { address, cookieHeader }: { address: string | null; cookieHeader: string | null | undefined },
): AttemptSource {
  return { isShared: address === null, browser: knownBrowserOf(cookieHeader, email) }
}

/**
 * Counts one attempt to sign in; throws `too-many-requests`. `account` is the normal form of an email. Call the returned function
 * when the attempt succeeded.
 */
export async function takeSignInAttempt(
  account: string,
  address: string,
  { isShared = false, browser = null, onLocked = async () => undefined }: AttemptSource = {},
): Promise<() => Promise<void>> {
  const { browsers, accounts, sharedAccounts, accountDays, addresses } = open()
  const name = account.slice(0, 320)
  const own = browser === null ? null : `${browser} ${name}`
  if (own !== null && (await browsers.take(own)) === null) return () => browsers.forget(own)
  if (own !== null) limitHits.peek()?.hit('browserSignInFailuresMax', `from ${address}`)

  const take = async (limiter: RateLimiter, limit: LimitName, key: string) => {
    const refusal = await limiter.take(key)
    if (refusal?.isFirst) await onLocked()
    if (refusal) throw tooMany(limit, address, refusal.waitMs)
  }
  const perAccount = isShared ? sharedAccounts : accounts
  const key = isShared ? name : `${address} ${name}`
  await take(perAccount, isShared ? 'sharedSignInFailuresPerAccount' : 'signInFailuresPerAccount', key)
  try {
    if (!isShared) await takeOfAddress(address)
    await take(accountDays, 'accountSignInFailuresMax', name)
  } catch (error) {
    // The password was not looked at.
    await perAccount.giveBack(key)
    throw error
  }
  return async () => {
    await perAccount.forget(key)
    await accountDays.giveBack(name)
    if (!isShared) await addresses.giveBack(address)
  }
}

/** The first failures of an address are free; then its attempts have to keep the pace of the slow lane. */
async function takeOfAddress(address: string): Promise<void> {
  const { addresses, signInLane } = open()
  if (await addresses.take(address)) await keepPace(signInLane, { limit: 'signInFailuresPerAddress', source: address })
}

/**
 * Limited because every new account costs a password hash and a row. A workshop shares an address, so beyond the first the address
 * is slowed down instead of stopped.
 */
export async function takeSignUpAttempt(address: string, { isShared = false }: AttemptSource = {}): Promise<void> {
  const { signUps, signUpLane, signInLane } = open()
  const lane = isShared ? signInLane : signUpLane
  if (await signUps.take(address)) await keepPace(lane, { limit: 'signUpsPerAddress', source: `sign-up ${address}` })
}

async function keepPace(lane: RateLimiter, { limit, source }: { limit: LimitName; source: string }): Promise<void> {
  const refusal = await lane.take(source)
  if (refusal) throw tooMany(limit, source, refusal.waitMs)
}

function tooMany(limit: LimitName, source: string, waitMs: number): AppError {
  limitHits.peek()?.hit(limit, `from ${source}`)
  const seconds = Math.max(1, Math.ceil(waitMs / 1000))
  const span = seconds > 90 ? `${Math.ceil(seconds / 60)} min` : `${seconds} s`
  return new AppError('too-many-requests', `Too many attempts. Try again in ${span}.`)
}

const MINUTE_S = 60
const HOUR_S = 3600

function createLimiters() {
  const bucket = (name: LimitName, seconds: number) => new RateLimiter({ name, points: LIMITS[name], seconds })
  const lane = (name: string, paceMs: number, atOnce: number) =>
    new RateLimiter({ name, points: atOnce, seconds: (atOnce * paceMs) / 1000 })
  return {
    browsers: bucket('browserSignInFailuresMax', HOUR_S),
    accounts: bucket('signInFailuresPerAccount', 15 * MINUTE_S),
    sharedAccounts: bucket('sharedSignInFailuresPerAccount', 15 * MINUTE_S),
    accountDays: bucket('accountSignInFailuresMax', 24 * HOUR_S),
    addresses: bucket('signInFailuresPerAddress', HOUR_S),
    signInLane: lane('signInLane', LIMITS.signInPaceMs, 5),
    signUps: bucket('signUpsPerAddress', HOUR_S),
    signUpLane: lane('signUpLane', LIMITS.signUpPaceMs, 2),
  }
}

const limiters = processSlot<ReturnType<typeof createLimiters>>('auth.sign-in-limiters')
const open = () => limiters.getOrCreate(createLimiters)
