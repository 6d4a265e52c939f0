/**
 * How far a sign-in has come: complete, waiting for the second factor, or of a person who has to set one up first. Also how long
 * a proof of identity counts. Pure: takes what is known of the person and the time.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'

/**
 * `factor-required`: the person has a second factor and has not given it on this sign-in. `factor-missing`: they have none, and a
 * team or the server wants one.
 */
export type SignInStage = 'complete' | 'factor-required' | 'factor-missing'

export interface StageFacts {
  /** Whether the person has a confirmed authenticator app or a passkey. */
  hasFactor: boolean
  /** Whether they gave a second factor on this sign-in. */
  hasGivenFactor: boolean
  /** Whether one of their teams, or the server, wants a second factor of them. */
  isFactorWanted: boolean
}

export function signInStage({ hasFactor, hasGivenFactor, isFactorWanted }: StageFacts): SignInStage {
  if (hasFactor) return hasGivenFactor ? 'complete' : 'factor-required'
  return isFactorWanted ? 'factor-missing' : 'complete'
}

/** Returns `second-factor-required`, `second-factor-missing`, or null for a stage that is complete or accepted. */
export function stageFault(stage: SignInStage, accepted: readonly SignInStage[] = []): AppError | null {
  if (stage === 'complete' || accepted.includes(stage)) return null
  return new AppError(stage === 'factor-required' ? 'second-factor-required' : 'second-factor-missing')
}

/**
 * Whether the person proved who they are within the last ten minutes. A proof from the future also counts for that long: the
 * clock was set back a little.
 */
export function isRecentlyConfirmed(confirmedAtMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - confirmedAtMs) < LIMITS.stepUpMs
}
