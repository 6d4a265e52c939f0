/** Invitations into a team: made by its owners, used once, kept as a hash. */
import { LIMITS } from '../protocol/limits.ts'
import { db } from './client.ts'
import type { Invite, Role } from './generated/sqlite/client.ts'

export interface NewInvite {
  teamId: string
  role: Role
  hash: string
  createdById: string
}

export async function createInvite(invite: NewInvite, nowMs: number): Promise<{ id: string; expiresAtMs: number }> {
  const expiresAtMs = nowMs + LIMITS.inviteExpiryMs
  const { id } = await db().invite.create({ data: { ...invite, expiresAt: new Date(expiresAtMs) } })
  return { id, expiresAtMs }
}

/** An invitation that can still be used. */
export async function findOpenInvite(hash: string, nowMs: number): Promise<Invite | null> {
  return db().invite.findFirst({ where: { hash, usedAt: null, expiresAt: { gt: new Date(nowMs) } } })
}

/** Takes the invitation. Of two callers at once one gets true. */
export async function consumeInvite(id: string, nowMs: number): Promise<boolean> {
  const { count } = await db().invite.updateMany({ where: { id, usedAt: null }, data: { usedAt: new Date(nowMs) } })
  return count > 0
}

/** Puts an invitation back that its taker could not use after all. */
export async function releaseInvite(id: string): Promise<void> {
  await db().invite.updateMany({ where: { id }, data: { usedAt: null } })
}

/** An invited person becomes a member; someone who is one already keeps their role. */
export async function joinTeam(teamId: string, userId: string, role: Role): Promise<void> {
  await db().membership.upsert({
    where: { teamId_userId: { teamId, userId } },
    create: { teamId, userId, role },
    update: {},
  })
}
