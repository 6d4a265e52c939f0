/** Sign-ins through GitHub, Google or OIDC, and whose they are. */
import { db, isUniqueViolation } from './client.ts'
import type { User } from './generated/sqlite/client.ts'

export interface AccountKey {
  provider: string
  providerAccountId: string
}

export async function findUserOfAccount(key: AccountKey): Promise<User | null> {
  const row = await db().account.findUnique({ where: { provider_providerAccountId: key }, include: { user: true } })
  return row?.user ?? null
}

/** Nothing happens when the account is linked already. */
export async function linkAccount(key: AccountKey, userId: string): Promise<void> {
  try {
    await db().account.create({ data: { ...key, userId } })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
  }
}
