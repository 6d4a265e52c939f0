/** Users and how they sign in. The rules about who may become one are in lib/server/auth. */
import { db } from './client.ts'
import type { Role, User } from './generated/sqlite/client.ts'

export type { User }

export interface NewUser {
  /** The database makes one when it is absent. */
  id?: string
  email: string
  name: string
  passwordHash: string | null
  isServerOwner: boolean
  emailVerifiedAt?: Date | null
  /** The team that invited the person; they get no team of their own then. */
  joins?: { teamId: string; role: Role }
}

/** One canonical spelling, because people capitalize their address differently. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** Creates the user with a team in one write. Throws a unique violation when the address is taken. */
export async function createUser(user: NewUser): Promise<User> {
  const { email, name, joins, ...rest } = user
  // Nested, so that Prisma runs it as one transaction that only writes.
  const membership = joins
    ? { role: joins.role, team: { connect: { id: joins.teamId } } }
    : { role: 'owner' as const, team: { create: { name: `${name}'s team` } } }
  const memberships = { create: membership }
  return db().user.create({ data: { ...rest, email: normalEmail(email), name, memberships } })
}

export async function hasUsers(): Promise<boolean> {
  return (await db().user.findFirst({ select: { id: true } })) !== null
}

export async function findUser(id: string): Promise<User | null> {
  return db().user.findUnique({ where: { id } })
}

export async function findUserByEmail(email: string): Promise<User | null> {
  if (email.includes('\0')) return null // PostgreSQL rejects text that contains NUL
  return db().user.findUnique({ where: { email: normalEmail(email) } })
}

export async function renameUser(id: string, name: string): Promise<void> {
  await db().user.update({ where: { id }, data: { name } })
}

/** Also signs the user out everywhere: older cookies and tickets become invalid. Returns the new session version. */
export async function changePasswordHash(id: string, passwordHash: string, nowMs = Date.now()): Promise<number> {
  const data = { passwordHash, passwordChangedAt: new Date(nowMs), sessionVersion: { increment: 1 } }
  return (await db().user.update({ where: { id }, data })).sessionVersion
}

export async function raiseSessionVersion(id: string): Promise<void> {
  await db().user.update({ where: { id }, data: { sessionVersion: { increment: 1 } } })
}

/** server-owners.ts disables. */
export async function enableUser(id: string): Promise<void> {
  await db().user.updateMany({ where: { id }, data: { disabledAt: null } })
}

/** With everything that belongs to the user alone. False when there is no such user. */
export async function deleteUser(id: string): Promise<boolean> {
  return (await db().user.deleteMany({ where: { id } })).count > 0
}

/** The person has shown that they read mail at this address. Does nothing if they have another one by now. */
export async function confirmEmail(id: string, email: string, nowMs: number): Promise<void> {
  await db().user.updateMany({ where: { id, email }, data: { emailVerifiedAt: new Date(nowMs) } })
}

/** Throws a unique violation when the address has an account. `verifiedAtMs` is null where no mail could confirm it. */
export async function changeEmail(id: string, email: string, verifiedAtMs: number | null): Promise<void> {
  const emailVerifiedAt = verifiedAtMs === null ? null : new Date(verifiedAtMs)
  await db().user.update({ where: { id }, data: { email: normalEmail(email), emailVerifiedAt } })
}

/** The language of the person's mails. */
export async function setLocale(id: string, locale: string): Promise<void> {
  await db().user.update({ where: { id }, data: { locale } })
}
