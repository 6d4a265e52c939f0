/** Signing in with e-mail and password: limited, and silent about which of the two was wrong. */
import { findUserByEmail, normalEmail, type User } from '../db/users.ts'
import { AppError } from '../errors.ts'
import { verifyPassword } from './password.ts'
import { takeSignInTry } from './sign-in-limiter.ts'

/** Throws `wrong-credentials` or `too-many-requests`. */
export async function signInWithPassword(email: string, password: string, address: string): Promise<User> {
  const succeeded = await takeSignInTry(normalEmail(email), address)
  const user = await findUserByEmail(email)
  const isRight = await verifyPassword(password, user?.passwordHash ?? null)
  if (!user || !isRight) throw new AppError('wrong-credentials')
  await succeeded()
  return user
}
