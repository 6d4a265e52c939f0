/** People: who they are and how they sign in. Rules about who may become one are in lib/auth. */
import { db } from './client.ts'
import type { User } from './generated/sqlite/client.ts'

export type { User }

export interface NewUser {
  email: string
  name: string
  passwordHash: string | null
  isServerOwner: boolean
}

/** One spelling of an address: people type it differently on every device. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** The person and the team of their own, in one write. Throws a unique violation when the address is taken. */
export async function createUser(user: NewUser): Promise<User> {
  const { email, name, passwordHash, isServerOwner } = user
  // Nested, so that Prisma makes one transaction of it that only writes.
  const memberships = { create: { role: 'owner' as const, team: { create: { name: `${name}'s team` } } } }
  return db().user.create({ data: { email: normalEmail(email), name, passwordHash, isServerOwner, memberships } })
}

export async function hasUsers(): Promise<boolean> {
  return (await db().user.findFirst({ select: { id: true } })) !== null
}

export async function findUser(id: string): Promise<User | null> {
  return db().user.findUnique({ where: { id } })
}

export async function findUserByEmail(email: string): Promise<User | null> {
  if (email.includes('\0')) return null // PostgreSQL fails on a NUL in a text
  return db().user.findUnique({ where: { email: normalEmail(email) } })
}

export async function renameUser(id: string, name: string): Promise<void> {
  await db().user.update({ where: { id }, data: { name } })
}

/** Ends every sign-in, too: older cookies and tickets no longer count. Returns the version that counts from now on. */
export async function changePasswordHash(id: string, passwordHash: string): Promise<number> {
  const data = { passwordHash, sessionVersion: { increment: 1 } }
  return (await db().user.update({ where: { id }, data })).sessionVersion
}

export async function raiseSessionVersion(id: string): Promise<void> {
  await db().user.update({ where: { id }, data: { sessionVersion: { increment: 1 } } })
}
