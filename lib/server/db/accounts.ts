/** Sign-ins through GitHub, Google or OIDC, and the users they belong to. */
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

/** Does nothing when the account is already linked. */
export async function linkAccount(key: AccountKey, userId: string): Promise<void> {
  try {
    await db().account.create({ data: { ...key, userId } })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
  }
}

/** The providers that somebody signs in through. */
export async function providersOfUser(userId: string): Promise<string[]> {
  const rows = await db().account.findMany({
    where: { userId },
    select: { provider: true },
    orderBy: { provider: 'asc' },
  })
  return rows.map(({ provider }) => provider)
}
