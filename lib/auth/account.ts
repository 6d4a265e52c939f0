/** Changes of a person's own account that need their password. */
import { changePasswordHash, findUser } from '../db/users.ts'
import { AppError } from '../errors.ts'
import { hashPassword, verifyPassword } from './password.ts'
import type { CurrentUser, SessionClaims } from './session-cookie.ts'
import { takeSignInTry } from './sign-in-limiter.ts'

/**
 * Ends every session that was open; returns the claims of the one that goes on. Throws `wrong-credentials`,
 * `too-many-requests`, or `forbidden` for somebody who signs in with a provider only.
 */
export async function changePassword(
  { id, email }: CurrentUser,
  current: string,
  next: string,
  address: string,
): Promise<SessionClaims> {
  const succeeded = await takeSignInTry(email, address)
  const user = await findUser(id)
  if (!user?.passwordHash) throw new AppError('forbidden', 'This account signs in with a provider, without a password.')
  if (!(await verifyPassword(current, user.passwordHash)))
    throw new AppError('wrong-credentials', 'The current password is wrong.')
  await succeeded()
  const sessionVersion = await changePasswordHash(id, await hashPassword(next))
  return { sub: id, sessionVersion }
}
