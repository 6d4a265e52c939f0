/** Teams and who belongs to them. What a role may do stands in lib/auth/permissions.ts. */
import { db } from './client.ts'
import type { Prisma, Role } from './generated/sqlite/client.ts'

export type { Role }

export interface TeamRow {
  id: string
  name: string
  /** The caller's role in it. */
  role: Role
}

export interface MemberRow {
  userId: string
  name: string
  email: string
  role: Role
  joinedAtMs: number
}

/** The teams of a person, the oldest membership (their own team) first. */
export async function teamsOfUser(userId: string): Promise<TeamRow[]> {
  const rows = await db().membership.findMany({
    where: { userId },
    orderBy: [{ createdAt: 'asc' }, { teamId: 'asc' }],
    include: { team: true },
  })
  return rows.map(({ role, team }) => ({ id: team.id, name: team.name, role }))
}

export async function findTeamName(id: string): Promise<string | null> {
  const row = await db().team.findUnique({ where: { id }, select: { name: true } })
  return row?.name ?? null
}

/** What the owners of a team switch on and off for clients of the original. */
export interface TeamSwitches {
  /** The original's web client may watch sessions, read-only. */
  allowsSeedViewers: boolean
  /** An unmodified app that starts again goes on in its session. */
  adoptsRestarts: boolean
}

const SWITCHES = { allowsSeedViewers: true, adoptsRestarts: true } as const

/** Null: there is no such team. */
export async function teamSwitches(id: string): Promise<TeamSwitches | null> {
  return db().team.findUnique({ where: { id }, select: SWITCHES })
}

export async function setTeamSwitches(id: string, switches: Partial<TeamSwitches>): Promise<TeamSwitches> {
  return db().team.update({ where: { id }, data: switches, select: SWITCHES })
}

export async function roleInTeam(userId: string, teamId: string): Promise<Role | null> {
  const row = await db().membership.findUnique({ where: { teamId_userId: { teamId, userId } } })
  return row?.role ?? null
}

export async function listMembers(teamId: string): Promise<MemberRow[]> {
  const rows = await db().membership.findMany({
    where: { teamId },
    orderBy: [{ createdAt: 'asc' }, { userId: 'asc' }],
    include: { user: { select: { name: true, email: true } } },
  })
  return rows.map(({ userId, role, createdAt, user }) => ({ userId, role, joinedAtMs: createdAt.getTime(), ...user }))
}

export async function renameTeam(id: string, name: string): Promise<void> {
  await db().team.update({ where: { id }, data: { name } })
}

/** False when that would leave the team without an owner, or the person is not in it. Whoever is no owner now invites nobody. */
export async function changeRole(teamId: string, userId: string, role: Role): Promise<boolean> {
  if (role === 'owner') return alone(teamId, db().membership.updateMany({ where: { teamId, userId }, data: { role } }))
  const where = { teamId, userId, ...anotherOwner(teamId, userId) }
  if (!(await alone(teamId, db().membership.updateMany({ where, data: { role } })))) return false
  await withdrawInvites(teamId, userId)
  return true
}

/** False when that would leave the team without an owner, or the person is not in it. Their open invitations go with them. */
export async function removeMember(teamId: string, userId: string): Promise<boolean> {
  const where = { teamId, userId, ...anotherOwner(teamId, userId) }
  if (!(await alone(teamId, db().membership.deleteMany({ where })))) return false
  await withdrawInvites(teamId, userId)
  return true
}

/** Otherwise a former owner could come back as one. */
async function withdrawInvites(teamId: string, createdById: string): Promise<void> {
  await db().invite.deleteMany({ where: { teamId, createdById, usedAt: null } })
}

function anotherOwner(teamId: string, userId: string) {
  return { team: { memberships: { some: { teamId, role: 'owner' as const, userId: { not: userId } } } } }
}

/**
 * After a write to the team's own row, which holds a lock: of two owners who leave at the same moment the second waits
 * and then sees that the first has gone.
 */
async function alone(teamId: string, write: Prisma.PrismaPromise<{ count: number }>): Promise<boolean> {
  const lock = db().team.updateMany({ where: { id: teamId }, data: { id: teamId } })
  const [, { count }] = await db().$transaction([lock, write])
  return count > 0
}
