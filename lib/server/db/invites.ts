/** Invitations to a team: created by its owners, used once, stored as a hash. */
import { AppError } from '#lib/protocol/app-error.ts'
import { isId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { db } from './client.ts'
import type { Invite, Role } from './generated/sqlite/client.ts'

export type { Invite }

export interface NewInvite {
  teamId: string
  role: Role
  hash: string
  createdById: string
  /** The address that it is sent to; null or absent for a link that is copied. */
  email?: string | null
}

/** An invitation as lists show it. */
export interface InviteRow {
  id: string
  role: Role
  email: string | null
  createdBy: { id: string; name: string }
  createdAtMs: number
  expiresAtMs: number
}

/**
 * Throws `limit-reached` when `teamInvitesMax` invitations of the team can still be used. Also deletes the team's expired ones.
 */
export async function createInvite(invite: NewInvite, nowMs: number): Promise<{ id: string; expiresAtMs: number }> {
  const { teamId } = invite
  await db().invite.deleteMany({ where: { teamId, expiresAt: { lte: new Date(nowMs) } } })
  if ((await countOpenInvites(teamId, nowMs)) >= LIMITS.teamInvitesMax) throw tooManyInvites()
  const expiresAtMs = nowMs + LIMITS.inviteExpiryMs
  const times = { createdAt: new Date(nowMs), expiresAt: new Date(expiresAtMs) }
  const { id } = await db().invite.create({ data: { ...invite, ...times } })
  // Counted again, because others may have been created at the same time.
  if ((await countOpenInvites(teamId, nowMs)) <= LIMITS.teamInvitesMax) return { id, expiresAtMs }
  await deleteInvite(id)
  throw tooManyInvites()
}

function tooManyInvites(): AppError {
  const advice = `The team already has ${LIMITS.teamInvitesMax} open invites. Withdraw some first.`
  return new AppError('limit-reached', advice, { limit: 'teamInvitesMax' })
}

function isOpen(nowMs: number) {
  return { usedAt: null, expiresAt: { gt: new Date(nowMs) } }
}

async function countOpenInvites(teamId: string, nowMs: number): Promise<number> {
  return db().invite.count({ where: { teamId, ...isOpen(nowMs) } })
}

/** Invitations that can still be used, newest first. */
export async function listInvites(teamId: string, nowMs: number): Promise<InviteRow[]> {
  const rows = await db().invite.findMany({
    where: { teamId, ...isOpen(nowMs) },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    include: { createdBy: { select: { id: true, name: true } } },
    take: LIMITS.teamInvitesMax,
  })
  return rows.map(({ id, role, email, createdBy, createdAt, expiresAt }) => ({
    ...{ id, role, email, createdBy },
    createdAtMs: createdAt.getTime(),
    expiresAtMs: expiresAt.getTime(),
  }))
}

/** Finds an invitation that can still be used; one of a disabled account cannot. */
export async function findOpenInvite(hash: string, nowMs: number): Promise<Invite | null> {
  return db().invite.findFirst({
    where: { hash, ...isOpen(nowMs), createdBy: { disabledAt: null } },
  })
}

/** An invitation by its id or its hash, used or not, with what people see of it. */
export async function findInvite(key: { id: string } | { hash: string }) {
  if ('id' in key && !isId(key.id)) return null // PostgreSQL rejects text that contains NUL
  return db().invite.findUnique({
    where: key,
    include: { team: { select: { name: true } }, createdBy: { select: { name: true, disabledAt: true } } },
  })
}

/** Whether an invitation can still be used. */
export function isInviteOpen(
  invite: Pick<Invite, 'usedAt' | 'expiresAt'> & { createdBy: { disabledAt: Date | null } },
  nowMs: number,
): boolean {
  return invite.usedAt === null && invite.expiresAt.getTime() > nowMs && invite.createdBy.disabledAt === null
}

/** Uses the invitation. Of two concurrent callers, one gets true. */
export async function consumeInvite(id: string, nowMs: number): Promise<boolean> {
  const { count } = await db().invite.updateMany({ where: { id, usedAt: null }, data: { usedAt: new Date(nowMs) } })
  return count > 0
}

/** Makes an invitation usable again when its user could not be created. */
export async function releaseInvite(id: string): Promise<void> {
  await db().invite.updateMany({ where: { id }, data: { usedAt: null } })
}

/** False when it was used or deleted before. */
export async function withdrawInvite(id: string): Promise<boolean> {
  return (await db().invite.deleteMany({ where: { id, usedAt: null } })).count > 0
}

async function deleteInvite(id: string): Promise<void> {
  await db().invite.deleteMany({ where: { id } })
}

/** Adds the user to the team. An existing member keeps their role. */
export async function joinTeam(teamId: string, userId: string, role: Role): Promise<void> {
  await db().membership.upsert({
    where: { teamId_userId: { teamId, userId } },
    create: { teamId, userId, role },
    update: {},
  })
}
