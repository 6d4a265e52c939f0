/** Asks a signed-in person to prove who they are before an act of consequence. */
import { AppError } from '#lib/protocol/app-error.ts'
import { config } from '#lib/server/config/env.ts'
import { findUser } from '#lib/server/db/users.ts'
import { verifyPassword } from './password.ts'
import type { CurrentUser } from './session-cookie.ts'
import { takeSignInAttempt } from './sign-in-limiter.ts'
import { isRecentlyConfirmed } from './sign-in-stage.ts'

/**
 * Somebody with a password has to give it; somebody without one, or on a server that accepts none, must have proved within ten
 * minutes who they are. Throws
 * `wrong-credentials`, `step-up-required` and `too-many-requests`.
 */
export async function requireProof(
  { id, email, hasPassword, signIn }: CurrentUser,
  password: string | undefined,
  address: string,
  nowMs: number,
): Promise<void> {
  if (!hasPassword || !config().isPasswordSignInOn) {
    if (!isRecentlyConfirmed(signIn.confirmedAtMs, nowMs))
      throw new AppError('step-up-required', 'Sign in again to do this.')
    return
  }
  if (password === undefined) throw new AppError('invalid-input', 'password: is required')
  // A browser that is signed in counts by itself: guesses of others at its address do not stop it.
  const onSuccess = await takeSignInAttempt(email, address, { browser: signIn.id })
  const user = await findUser(id)
  if (!(await verifyPassword(password, user?.passwordHash ?? null)))
    throw new AppError('wrong-credentials', 'The current password is incorrect.')
  await onSuccess()
}
