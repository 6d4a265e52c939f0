/**
 * The authenticator app of a person: setting it up, and checking its codes. Codes work once. Wrong ones are counted for each user;
 * only somebody who has given the first factor gets here, so a stranger can lock out nobody.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import {
  confirmTotpSecret,
  removeAllFactors,
  removeRecoveryCodes,
  removeTotp,
  spendTotpStep,
  storeTotpSecret,
} from '#lib/server/db/second-factors.ts'
import { findUser } from '#lib/server/db/users.ts'
import { limitHits } from '#lib/server/limit-hits.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import { Once } from '#lib/server/redis/once.ts'
import { RateLimiter } from '#lib/server/redis/rate-limiter.ts'
import { endAllSignIns } from './end-sign-ins.ts'
import { takeRecoveryCode } from './recovery-codes.ts'
import { openSecret, sealSecret } from './sealed-secret.ts'
import { createTotpSecret, lastPossibleStep, stepOfCode, totpUri } from './totp.ts'

export interface TotpOffer {
  /** Base32, to type in. */
  secret: string
  /** The same as an address, for a QR code. */
  uri: string
}

/** Makes a secret that is not in use until {@link confirmTotp}. Throws `conflict` when an app is already in use. */
export async function offerTotp({ id, email }: { id: string; email: string }): Promise<TotpOffer> {
  const secret = await createTotpSecret()
  if (!(await storeTotpSecret(id, sealSecret('totp', id, secret))))
    throw new AppError('conflict', 'An authenticator app is already set up. Remove it first.')
  return { secret, uri: await totpUri(secret, email) }
}

/** Takes the app into use by its first code. Throws `wrong-code`, `too-many-requests`, or `conflict` without an offer. */
export async function confirmTotp(userId: string, code: string, nowMs: number): Promise<void> {
  const user = await findUser(userId)
  if (!user?.totpSecret || user.totpConfirmedAt)
    throw new AppError('conflict', 'There is no authenticator app to confirm. Start again.')
  const onSuccess = await takeFactorAttempt(userId)
  const step = await stepOf(userId, user.totpSecret, code, nowMs)
  if (step === null || !(await confirmTotpSecret(userId, user.totpSecret, step, nowMs)))
    throw new AppError('wrong-code')
  await onSuccess()
}

/** Throws `wrong-code` for a code that is wrong, too old or was used, and `too-many-requests`. */
export async function checkTotp(userId: string, code: string, nowMs: number): Promise<void> {
  const onSuccess = await takeFactorAttempt(userId)
  const user = await findUser(userId)
  const sealed = user?.totpConfirmedAt ? user.totpSecret : null
  const step = sealed ? await stepOf(userId, sealed, code, nowMs) : null
  if (!sealed || step === null || !(await spendStep(userId, sealed, step, nowMs))) throw new AppError('wrong-code')
  await onSuccess()
}

/** Throws like {@link checkTotp}; the code is used up. */
export async function checkRecoveryCode(userId: string, code: string, nowMs: number): Promise<void> {
  const onSuccess = await takeFactorAttempt(userId)
  if (!(await takeRecoveryCode(userId, code, nowMs))) throw new AppError('wrong-code')
  await onSuccess()
}

/** Throws `not-found` without an app. Without any second factor, the recovery codes go too. */
export async function dropTotp(userId: string, passkeys: number): Promise<void> {
  if (!(await removeTotp(userId))) throw new AppError('not-found')
  if (passkeys === 0) await removeRecoveryCodes(userId)
}

/**
 * For somebody who has lost their second factor and all recovery codes. An administrator calls this, and writes it to the audit log.
 * The person is signed out everywhere.
 */
export async function resetFactors(userId: string, nowMs: number): Promise<void> {
  await removeAllFactors(userId)
  await endAllSignIns(userId, nowMs)
}

async function stepOf(userId: string, sealed: string, code: string, nowMs: number): Promise<number | null> {
  const secret = openSecret('totp', userId, sealed)
  return secret === null ? null : stepOfCode(secret, code, nowMs)
}

/** How long each used code is remembered by itself, in case the clock is set back. */
const USED_MS = 24 * 3600_000
const USED_MAX = 100_000
const used = processSlot<Once>('auth.used-totp-steps')

async function spendStep(userId: string, sealed: string, step: number, nowMs: number): Promise<boolean> {
  const isFirst = await spendTotpStep(userId, sealed, { step, lastPossible: lastPossibleStep(nowMs) })
  if (!isFirst) return false
  const once = used.getOrCreate(() => new Once('totp-step', USED_MAX))
  return once.claim(`${userId}.${step}`, nowMs + USED_MS, nowMs)
}

const FAILURES_S = 15 * 60
const failures = processSlot<RateLimiter>('auth.second-factor-failures')

async function takeFactorAttempt(userId: string): Promise<() => Promise<void>> {
  const points = LIMITS.secondFactorFailuresMax
  const limiter = failures.getOrCreate(
    () => new RateLimiter({ name: 'secondFactorFailuresMax', points, seconds: FAILURES_S }),
  )
  const refusal = await limiter.take(userId)
  if (refusal) {
    limitHits.peek()?.hit('secondFactorFailuresMax', `user ${userId}`)
    const minutes = Math.max(1, Math.ceil(refusal.waitMs / 60_000))
    throw new AppError('too-many-requests', `More than ${points} wrong codes. Try again in ${minutes} min.`)
  }
  return () => limiter.giveBack(userId)
}
