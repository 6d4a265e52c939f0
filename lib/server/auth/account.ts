/** Account changes that require the user's password. */

import { AppError } from '#lib/protocol/app-error.ts'
import { config } from '#lib/server/config/env.ts'
import { endOneTimeLinks } from '#lib/server/db/one-time-links.ts'
import { endSignInsOf } from '#lib/server/db/sign-ins.ts'
import { changePasswordHash, findUser } from '#lib/server/db/users.ts'
import { checkNewPassword } from './new-password.ts'
import { hashPassword, verifyPassword } from './password.ts'
import type { CurrentUser, SessionClaims } from './session-cookie.ts'
import { takeSignInAttempt } from './sign-in-limiter.ts'

/**
 * Signs the user out everywhere else and returns the claims for the session that continues. Throws `wrong-credentials`,
 * `too-many-requests`, `password-sign-in-off`, or `forbidden` for an account that signs in only through a provider.
 */
export async function changePassword(
  { id, email, name, teams, signIn }: CurrentUser,
  current: string,
  next: string,
  address: string,
): Promise<SessionClaims> {
  if (!config().isPasswordSignInOn) throw new AppError('password-sign-in-off')
  // A browser that is signed in counts by itself: guesses of others at its address do not stop it.
  const onSuccess = await takeSignInAttempt(email, address, { browser: signIn.id })
  const user = await findUser(id)
  if (!user?.passwordHash) throw new AppError('forbidden', 'This account signs in with a provider and has no password.')
  if (!(await verifyPassword(current, user.passwordHash)))
    throw new AppError('wrong-credentials', 'The current password is incorrect.')
  await onSuccess()
  await checkNewPassword(next, { email, name, teams: teams.map((team) => team.name) })
  const nowMs = Date.now()
  const sessionVersion = await changePasswordHash(id, await hashPassword(next), nowMs)
  await endSignInsOf(id, signIn.id, nowMs)
  // What somebody else has started, or can open in a mailbox, must not outlast the old password.
  await endOneTimeLinks(id, ['reset_password', 'change_email'])
  return { sub: id, sessionVersion, signInId: signIn.id }
}
