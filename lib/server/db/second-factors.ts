/** The second factors of users: the secret of an authenticator app, passkeys, and recovery codes. Secrets come sealed or hashed. */
import { db } from './client.ts'
import type { Passkey } from './generated/sqlite/client.ts'

export type { Passkey }

/** Replaces a secret that was not confirmed yet. False when an app is already in use. */
export async function storeTotpSecret(userId: string, sealed: string): Promise<boolean> {
  const where = { id: userId, totpConfirmedAt: null }
  return (await db().user.updateMany({ where, data: { totpSecret: sealed, totpLastStep: null } })).count > 0
}

/** Takes the app into use. False when it is already, or when the secret has been replaced. */
export async function confirmTotpSecret(userId: string, sealed: string, step: number, nowMs: number): Promise<boolean> {
  const where = { id: userId, totpSecret: sealed, totpConfirmedAt: null }
  const data = { totpConfirmedAt: new Date(nowMs), totpLastStep: step }
  return (await db().user.updateMany({ where, data })).count > 0
}

/**
 * Uses up the code of a step, at once in one statement: of two requests with the same code, one gets true. A last step after
 * `lastPossible` is forgotten.
 */
export async function spendTotpStep(
  userId: string,
  sealed: string,
  { step, lastPossible }: { step: number; lastPossible: number },
): Promise<boolean> {
  const isUnused = [{ totpLastStep: null }, { totpLastStep: { lt: step } }, { totpLastStep: { gt: lastPossible } }]
  const where = { id: userId, totpSecret: sealed, totpConfirmedAt: { not: null }, OR: isUnused }
  return (await db().user.updateMany({ where, data: { totpLastStep: step } })).count > 0
}

/** False without an app. */
export async function removeTotp(userId: string): Promise<boolean> {
  const data = { totpSecret: null, totpConfirmedAt: null, totpLastStep: null }
  return (await db().user.updateMany({ where: { id: userId, totpConfirmedAt: { not: null } }, data })).count > 0
}

/** Oldest first. */
export async function listPasskeys(userId: string): Promise<Passkey[]> {
  return db().passkey.findMany({ where: { userId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
}

export async function findPasskey(id: string): Promise<Passkey | null> {
  return db().passkey.findUnique({ where: { id } })
}

/** Throws a unique violation for a passkey that is already known. */
export async function createPasskey(passkey: Omit<Passkey, 'createdAt' | 'lastUsedAt'>, nowMs: number): Promise<void> {
  await db().passkey.create({ data: { ...passkey, createdAt: new Date(nowMs) } })
}

export async function recordPasskeyUse(id: string, counter: number, isBackedUp: boolean, nowMs: number): Promise<void> {
  const data = { counter: BigInt(counter), isBackedUp, lastUsedAt: new Date(nowMs) }
  await db().passkey.updateMany({ where: { id }, data })
}

export async function renamePasskey(userId: string, id: string, name: string): Promise<boolean> {
  return (await db().passkey.updateMany({ where: { id, userId }, data: { name } })).count > 0
}

export async function removePasskey(userId: string, id: string): Promise<boolean> {
  return (await db().passkey.deleteMany({ where: { id, userId } })).count > 0
}

/** Replaces all codes of the user, used or not. */
export async function replaceRecoveryCodes(userId: string, hashes: readonly string[], nowMs: number): Promise<void> {
  const createdAt = new Date(nowMs)
  const data = hashes.map((hash) => ({ userId, hash, createdAt }))
  await db().$transaction([db().recoveryCode.deleteMany({ where: { userId } }), db().recoveryCode.createMany({ data })])
}

/** True for the first caller who uses the code. */
export async function spendRecoveryCode(userId: string, hash: string, nowMs: number): Promise<boolean> {
  const where = { userId, hash, usedAt: null }
  return (await db().recoveryCode.updateMany({ where, data: { usedAt: new Date(nowMs) } })).count > 0
}

export async function countRecoveryCodes(userId: string): Promise<number> {
  return db().recoveryCode.count({ where: { userId, usedAt: null } })
}

export async function removeRecoveryCodes(userId: string): Promise<void> {
  await db().recoveryCode.deleteMany({ where: { userId } })
}

/** Removes the app, all passkeys and all recovery codes. */
export async function removeAllFactors(userId: string): Promise<void> {
  const totp = { totpSecret: null, totpConfirmedAt: null, totpLastStep: null }
  await db().$transaction([
    db().user.updateMany({ where: { id: userId }, data: totp }),
    db().passkey.deleteMany({ where: { userId } }),
    db().recoveryCode.deleteMany({ where: { userId } }),
  ])
}
