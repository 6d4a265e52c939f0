/**
 * Finds or creates the account for a sign-in through GitHub, Google or OIDC. Trusts only addresses that the provider has
 * verified. Never links to an account that has a password, or whose address nobody has verified: without mail, sign-up and a
 * change of the address verify nothing, so a stranger could have prepared that account to wait for the owner of the address.
 */

import { AppError } from '#lib/protocol/app-error.ts'
import { shortName } from '#lib/protocol/names.ts'
import { type AccountKey, findUserOfAccount, linkAccount } from '#lib/server/db/accounts.ts'
import { confirmEmail, findUserByEmail, normalEmail, type User } from '#lib/server/db/users.ts'
import { type SignUp, signUp } from './sign-up.ts'

/** What a provider says about a person. */
export interface ProviderProfile {
  email?: string | null | undefined
  isEmailVerified: boolean
  name?: string | null | undefined
}

/**
 * Throws what signUp throws, `forbidden` without a verified address, and `conflict` when the address's account has a
 * password.
 */
export async function userOfProvider(
  key: AccountKey,
  profile: ProviderProfile,
  nowMs: number,
  request: Pick<SignUp, 'heldInviteId' | 'origin'> = {},
): Promise<User> {
  const { email, name, isEmailVerified } = profile
  const known = await findUserOfAccount(key)
  if (known) {
    if (isEmailVerified && email && known.emailVerifiedAt === null)
      await confirmEmail(known.id, normalEmail(email), nowMs)
    return known
  }
  if (!email || !isEmailVerified)
    throw new AppError('forbidden', 'The provider does not confirm that your email address is verified.')
  const sameEmail = await findUserByEmail(email)
  if (sameEmail && (sameEmail.passwordHash !== null || sameEmail.emailVerifiedAt === null)) throw emailTaken()
  const user =
    sameEmail ??
    (await signUp({ email, name: nameOf(name, email), password: null, isEmailVerified, ...request }, nowMs))
  // The address got an account just now.
  if (!user) throw emailTaken()
  await linkAccount(key, user.id)
  return user
}

function emailTaken(): AppError {
  return new AppError('conflict', 'An account with this email already exists. Sign in to it as before.')
}

function nameOf(name: string | null | undefined, email: string): string {
  return shortName(name ?? '', 100) || shortName(email.split('@')[0] || email, 100)
}
