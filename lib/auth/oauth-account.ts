/**
 * Whose account a sign-in through GitHub, Google or OIDC is. Counts on e-mail addresses that the provider has verified
 * only. An account with a password is never joined by its address: here anybody may claim an address at sign-up, so a
 * stranger could have prepared that account for its real owner.
 */
import { type AccountKey, findUserOfAccount, linkAccount } from '../db/accounts.ts'
import { findUserByEmail, type User } from '../db/users.ts'
import { AppError } from '../errors.ts'
import { signUp } from './sign-up.ts'

/** What a provider says about a person. */
export interface ProviderProfile {
  email?: string | null
  isEmailVerified: boolean
  name?: string | null
}

/** Throws what signUp throws; `forbidden` without a verified address; `conflict` when its account has a password. */
export async function userOfProvider(key: AccountKey, profile: ProviderProfile, nowMs: number): Promise<User> {
  const known = await findUserOfAccount(key)
  if (known) return known
  const { email, name, isEmailVerified } = profile
  if (!email || !isEmailVerified)
    throw new AppError('forbidden', 'The provider does not say that your e-mail address is verified.')
  const sameEmail = await findUserByEmail(email)
  if (sameEmail?.passwordHash)
    throw new AppError('conflict', 'There is an account with this e-mail. Sign in with its password.')
  const user = sameEmail ?? (await signUp({ email, name: nameOf(name, email), password: null }, nowMs))
  await linkAccount(key, user.id)
  return user
}

function nameOf(name: string | null | undefined, email: string): string {
  return (name?.trim() || email.split('@')[0] || email).slice(0, 100)
}
