/**
 * Changes that could take away the last account that administers the server. Each checks and writes in one statement, under one
 * lock, so that two owners cannot do it to each other at the same time.
 */
import { db } from './client.ts'

/** Whether somebody other than this user can administer the server. */
export async function hasOtherServerOwner(userId: string): Promise<boolean> {
  const where = { isServerOwner: true, disabledAt: null, id: { not: userId } }
  return (await db().user.findFirst({ where, select: { id: true } })) !== null
}

/** False for the last owner, for a user who is disabled already, and for one who does not exist. */
export async function disableUnlessLastOwner(userId: string, nowMs: number): Promise<boolean> {
  return withOwnersLock(
    db().$executeRaw`
      UPDATE "User" SET "disabledAt" = ${new Date(nowMs)}
      WHERE "id" = ${userId} AND "disabledAt" IS NULL AND (NOT "isServerOwner" OR EXISTS (
        SELECT 1 FROM "User" o WHERE o."isServerOwner" AND o."disabledAt" IS NULL AND o."id" <> ${userId}))`,
  )
}

/** False for the last owner, and for somebody who owns nothing. A disabled owner is never the last. */
export async function demoteUnlessLastOwner(userId: string): Promise<boolean> {
  return withOwnersLock(
    db().$executeRaw`
      UPDATE "User" SET "isServerOwner" = false
      WHERE "id" = ${userId} AND "isServerOwner" AND ("disabledAt" IS NOT NULL OR EXISTS (
        SELECT 1 FROM "User" o WHERE o."isServerOwner" AND o."disabledAt" IS NULL AND o."id" <> ${userId}))`,
  )
}

/** False for an account that is disabled or does not exist. */
export async function promoteToServerOwner(userId: string): Promise<boolean> {
  const where = { id: userId, disabledAt: null }
  return (await db().user.updateMany({ where, data: { isServerOwner: true } })).count > 0
}

/** Writes to one row first, which locks it: a second change waits, and then sees what the first one did. */
async function withOwnersLock(write: ReturnType<ReturnType<typeof db>['$executeRaw']>): Promise<boolean> {
  const key = 'server-owners-lock'
  const lock = db().setting.upsert({ where: { key }, create: { key, value: '' }, update: { value: '' } })
  const [, count] = await db().$transaction([lock, write])
  return count > 0
}
