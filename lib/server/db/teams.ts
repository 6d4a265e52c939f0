/** Teams and their members. lib/server/auth/permissions.ts says what each role may do. */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { db } from './client.ts'
import type { Prisma, Role } from './generated/sqlite/client.ts'

export type { Role }

export interface TeamRow {
  id: string
  name: string
  /** The caller's role in it. */
  role: Role
  /** Members need a second factor. */
  requiresSecondFactor: boolean
}

export interface MemberRow {
  userId: string
  name: string
  email: string
  role: Role
  joinedAtMs: number
}

/** A user's teams, oldest membership (their own team) first. */
export async function teamsOfUser(userId: string): Promise<TeamRow[]> {
  const rows = await db().membership.findMany({
    where: { userId },
    orderBy: [{ createdAt: 'asc' }, { teamId: 'asc' }],
    include: { team: true },
  })
  return rows.map(({ role, team: { id, name, requiresSecondFactor } }) => ({ id, name, role, requiresSecondFactor }))
}

/** Returns the id of the new team. Throws `limit-reached` when the person owns `userTeamsMax` teams. */
export async function createTeam(name: string, ownerId: string): Promise<string> {
  if ((await db().membership.count({ where: { userId: ownerId, role: 'owner' } })) >= LIMITS.userTeamsMax)
    throw new AppError('limit-reached', `You already own ${LIMITS.userTeamsMax} teams.`, { limit: 'userTeamsMax' })
  const memberships = { create: { userId: ownerId, role: 'owner' as const } }
  return (await db().team.create({ data: { name, memberships } })).id
}

export async function findTeamName(id: string): Promise<string | null> {
  const row = await db().team.findUnique({ where: { id }, select: { name: true } })
  return row?.name ?? null
}

/** Names by id; teams that are gone are absent. */
export async function teamNamesOf(ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db().team.findMany({ where: { id: { in: [...new Set(ids)] } }, select: { id: true, name: true } })
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** What a team's owners can turn on and off for clients of the Flutter package. */
export interface TeamSwitches {
  /** The Flutter package's web client may watch sessions, read-only. */
  allowsSeedViewers: boolean
  /** An unmodified app that restarts continues its session. */
  adoptsRestarts: boolean
  /** Members need a second factor. */
  requiresSecondFactor: boolean
}

const SWITCHES = { allowsSeedViewers: true, adoptsRestarts: true, requiresSecondFactor: true } as const

/** Null when there is no such team. */
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

/** Null when the person is not on the team. */
export async function findMember(teamId: string, userId: string): Promise<Omit<MemberRow, 'joinedAtMs'> | null> {
  const row = await db().membership.findUnique({
    where: { teamId_userId: { teamId, userId } },
    include: { user: { select: { name: true, email: true } } },
  })
  return row && { userId, role: row.role, ...row.user }
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

/**
 * With everything that belongs to it. False when there is no such team, or when it has members beside `onlyMemberId`, if that is
 * given.
 */
export async function deleteTeam(id: string, onlyMemberId?: string): Promise<boolean> {
  const alone = onlyMemberId === undefined ? {} : { memberships: { every: { userId: onlyMemberId } } }
  return (await db().team.deleteMany({ where: { id, ...alone } })).count > 0
}

/**
 * Makes another member an owner, and the former owner a member, whose invitations are withdrawn. False when one of the two is
 * not what they have to be; nothing changes then.
 */
export async function transferTeam(teamId: string, fromId: string, toId: string): Promise<boolean> {
  if (fromId === toId) return false
  const owner = { teamId, userId: fromId, role: 'owner' as const }
  const heir = { team: { memberships: { some: { teamId, userId: toId, role: 'owner' as const } } } }
  const [, , { count }] = await db().$transaction([
    db().team.updateMany({ where: { id: teamId }, data: { id: teamId } }),
    db().membership.updateMany({
      where: { teamId, userId: toId, user: { disabledAt: null }, team: { memberships: { some: owner } } },
      data: { role: 'owner' },
    }),
    db().membership.updateMany({ where: { ...owner, ...heir }, data: { role: 'member' } }),
  ])
  if (count === 0) return false
  await withdrawInvites(teamId, fromId)
  return true
}

/**
 * False when the team would be left without an owner, or when the person is not a member. A former owner's invitations
 * are withdrawn.
 */
export async function changeRole(teamId: string, userId: string, role: Role): Promise<boolean> {
  if (role === 'owner')
    return withTeamLock(teamId, db().membership.updateMany({ where: { teamId, userId }, data: { role } }))
  const where = { teamId, userId, ...anotherOwner(teamId, userId) }
  if (!(await withTeamLock(teamId, db().membership.updateMany({ where, data: { role } })))) return false
  await withdrawInvites(teamId, userId)
  return true
}

/**
 * False when the team would be left without an owner, or when the person is not a member. Also withdraws their open
 * invitations.
 */
export async function removeMember(teamId: string, userId: string): Promise<boolean> {
  const where = { teamId, userId, ...anotherOwner(teamId, userId) }
  if (!(await withTeamLock(teamId, db().membership.deleteMany({ where })))) return false
  await withdrawInvites(teamId, userId)
  return true
}

/** Otherwise a former owner could use their own invitation to become an owner again. */
async function withdrawInvites(teamId: string, createdById: string): Promise<void> {
  await db().invite.deleteMany({ where: { teamId, createdById, usedAt: null } })
}

function anotherOwner(teamId: string, userId: string) {
  return { team: { memberships: { some: { teamId, role: 'owner' as const, userId: { not: userId } } } } }
}

/**
 * Writes to the team's own row first, which locks it. When two owners leave at the same time, the second one waits and then
 * sees that the first has left.
 */
async function withTeamLock(teamId: string, write: Prisma.PrismaPromise<{ count: number }>): Promise<boolean> {
  const lock = db().team.updateMany({ where: { id: teamId }, data: { id: teamId } })
  const [, { count }] = await db().$transaction([lock, write])
  return count > 0
}

/** Members who have neither a confirmed authenticator app nor a passkey. */
export async function membersWithoutFactor(teamId: string): Promise<string[]> {
  const user = { totpConfirmedAt: null, passkeys: { none: {} } }
  const rows = await db().membership.findMany({ where: { teamId, user }, select: { userId: true } })
  return rows.map(({ userId }) => userId)
}
