/** Invitations: the link that lets somebody join a team, with a new account or the one they have. */
import { config } from '../config/env.ts'
import { consumeInvite, createInvite, findOpenInvite, joinTeam } from '../db/invites.ts'
import type { Role } from '../db/teams.ts'
import { AppError } from '../errors.ts'
import { randomId } from '../protocol/ids.ts'
import { hashToken } from './token-format.ts'

export interface InviteLink {
  id: string
  /** Shown once; the secret is in its fragment. */
  url: string
  expiresAtMs: number
}

export async function inviteToTeam(
  teamId: string,
  role: Role,
  createdById: string,
  nowMs: number,
): Promise<InviteLink> {
  const secret = randomId(32)
  const invite = await createInvite({ teamId, role, createdById, hash: hashToken(secret) }, nowMs)
  return { ...invite, url: `${config().publicUrl}/invite#${secret}` }
}

/** For someone who has an account. Throws `invite-invalid`. Returns the team. */
export async function acceptInvite(secret: string, userId: string, nowMs: number): Promise<string> {
  const invite = await findOpenInvite(hashToken(secret), nowMs)
  if (!invite || !(await consumeInvite(invite.id, nowMs))) throw new AppError('invite-invalid')
  await joinTeam(invite.teamId, userId, invite.role)
  return invite.teamId
}
