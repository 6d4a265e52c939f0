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
  return db().user.create({ data: userColumns(user) })
}

/** Nested, so that Prisma makes one transaction of it that only writes. */
export function userColumns({ email, name, passwordHash, isServerOwner }: NewUser) {
  return {
    email: normalEmail(email),
    name,
    passwordHash,
    isServerOwner,
    memberships: { create: { role: 'owner' as const, team: { create: { name: personalTeamName(name) } } } },
  }
}

function personalTeamName(name: string): string {
  return `${name}'s team`
}

export async function hasUsers(): Promise<boolean> {
  return (await db().user.findFirst({ select: { id: true } })) !== null
}

export async function findUser(id: string): Promise<User | null> {
  return db().user.findUnique({ where: { id } })
}

export async function findUserByEmail(email: string): Promise<User | null> {
  return db().user.findUnique({ where: { email: normalEmail(email) } })
}

export async function renameUser(id: string, name: string): Promise<void> {
  await db().user.update({ where: { id }, data: { name } })
}

/** Ends every other sign-in, too: older cookies and tickets no longer count. */
export async function changePasswordHash(id: string, passwordHash: string): Promise<void> {
  await db().user.update({ where: { id }, data: { passwordHash, sessionVersion: { increment: 1 } } })
}

export async function raiseSessionVersion(id: string): Promise<void> {
  await db().user.update({ where: { id }, data: { sessionVersion: { increment: 1 } } })
}
