/** Whether a sign-in still counts. Pure: takes the row, the settings and the time. */
import { AppError } from '#lib/protocol/app-error.ts'
import type { Config } from '#lib/server/config/env.ts'

export interface SignInState {
  createdAt: Date
  lastSeenAt: Date
  endedAt: Date | null
  user: { disabledAt: Date | null }
}

/** Returns `account-disabled`, `session-revoked`, `session-expired`, or null for a sign-in that counts. */
export function signInFault(
  signIn: SignInState,
  { signInIdleMs, signInMaxMs }: Pick<Config, 'signInIdleMs' | 'signInMaxMs'>,
  nowMs: number,
): AppError | null {
  if (signIn.user.disabledAt !== null) return new AppError('account-disabled')
  if (signIn.endedAt !== null) return new AppError('session-revoked')
  const isIdle = nowMs - signIn.lastSeenAt.getTime() >= signInIdleMs
  const isOld = nowMs - signIn.createdAt.getTime() >= signInMaxMs
  return isIdle || isOld ? new AppError('session-expired') : null
}
