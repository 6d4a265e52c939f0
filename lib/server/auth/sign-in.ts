/** Signs in with email and password. Limits attempts, and never says which of the two was wrong. */

import { AppError } from '#lib/protocol/app-error.ts'
import { config } from '#lib/server/config/env.ts'
import { findUserByEmail, normalEmail, type User } from '#lib/server/db/users.ts'
import { verifyPassword } from './password.ts'
import { type AttemptSource, takeSignInAttempt } from './sign-in-limiter.ts'

/**
 * Throws `wrong-credentials`, `too-many-requests`, `password-sign-in-off`, and `account-disabled` to those who know the
 * password.
 */
export async function signInWithPassword(
  email: string,
  password: string,
  address: string,
  source: AttemptSource = {},
): Promise<User> {
  if (!config().isPasswordSignInOn) throw new AppError('password-sign-in-off')
  const giveBack = await takeSignInAttempt(normalEmail(email), address, source)
  const user = await userWithPassword(email, password).catch(async (error: unknown) => {
    // Nothing was learned about the password: the database or the server was too busy.
    await giveBack()
    throw error
  })
  if (!user) throw new AppError('wrong-credentials')
  await giveBack()
  if (user.disabledAt) throw new AppError('account-disabled')
  return user
}

async function userWithPassword(email: string, password: string): Promise<User | null> {
  const user = await findUserByEmail(email)
  return (await verifyPassword(password, user?.passwordHash ?? null)) ? user : null
}
