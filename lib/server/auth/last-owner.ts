/**
 * The one rule that keeps a server from locking everybody out: an enabled owner always remains. Whatever disables, closes, deletes
 * or demotes an account goes through here.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import {
  demoteUnlessLastOwner,
  disableUnlessLastOwner,
  hasOtherServerOwner,
  promoteToServerOwner,
} from '#lib/server/db/server-owners.ts'
import { findUser } from '#lib/server/db/users.ts'

const LAST = 'This is the last account that owns the server. Make somebody else an owner first.'

/**
 * Also the first step of closing and deleting an account. False when the account is disabled already. Throws `not-found`, and
 * `conflict` for the last owner of the server.
 */
export async function disableUser(userId: string, nowMs: number): Promise<boolean> {
  if (await disableUnlessLastOwner(userId, nowMs)) return true
  const user = await findUser(userId)
  if (!user) throw new AppError('not-found')
  if (user.disabledAt !== null) return false
  throw new AppError('conflict', LAST)
}

/** False when the person does not own the server. Throws `not-found`, and `conflict` for the last owner. */
export async function makeOrdinary(userId: string): Promise<boolean> {
  if (await demoteUnlessLastOwner(userId)) return true
  const user = await findUser(userId)
  if (!user) throw new AppError('not-found')
  if (!user.isServerOwner) return false
  throw new AppError('conflict', LAST)
}

/** Throws `not-found`, and `conflict` for a disabled account, which could not administer anything. */
export async function makeServerOwner(userId: string): Promise<void> {
  if (await promoteToServerOwner(userId)) return
  if (await findUser(userId)) throw new AppError('conflict', 'This account is disabled. Enable it first.')
  throw new AppError('not-found')
}

/** For a preview; {@link disableUser} decides. */
export async function isLastServerOwner(user: { id: string; isServerOwner: boolean }): Promise<boolean> {
  return user.isServerOwner && !(await hasOtherServerOwner(user.id))
}
