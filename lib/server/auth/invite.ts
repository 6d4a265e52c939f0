/** Invitations: the link that lets someone join a team, with a new account or an existing one. */

import { AppError } from '#lib/protocol/app-error.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { config } from '#lib/server/config/env.ts'
import {
  consumeInvite,
  createInvite,
  findInvite,
  isInviteOpen,
  joinTeam,
  type NewInvite,
} from '#lib/server/db/invites.ts'
import { type Role, roleInTeam } from '#lib/server/db/teams.ts'
import { hashToken } from './token-format.ts'

export interface InviteLink {
  id: string
  /** Shown once; the secret is in its fragment. */
  url: string
  expiresAtMs: number
}

/** Throws `limit-reached`. */
export async function inviteToTeam(invite: Omit<NewInvite, 'hash'>, nowMs: number): Promise<InviteLink> {
  const secret = randomId(32)
  const created = await createInvite({ ...invite, hash: hashToken(secret) }, nowMs)
  return { ...created, url: `${config().publicUrl}/invite#${secret}` }
}

/** What shows that a browser has the invitation: its secret, or the id that held-invite.ts read from its signed cookie. */
export type InviteKey = { secret: string } | { heldId: string }

function rowOf(key: InviteKey) {
  return findInvite('secret' in key ? { hash: hashToken(key.secret) } : { id: key.heldId })
}

/** What an invited person sees before they accept. */
export interface InvitePreview {
  id: string
  team: { id: string; name: string }
  invitedBy: string
  role: Role
  expiresAtMs: number
  /** Whether the person is on the team already; they may then go there, even if the invitation has been used. */
  isMember: boolean
}

/** Throws `invite-invalid`. `userId` is null for somebody who is not signed in. */
export async function previewInvite(key: InviteKey, userId: string | null, nowMs: number): Promise<InvitePreview> {
  const invite = await rowOf(key)
  if (!invite) throw new AppError('invite-invalid')
  const isMember = userId !== null && (await roleInTeam(userId, invite.teamId)) !== null
  if (!isInviteOpen(invite, nowMs) && !isMember) throw new AppError('invite-invalid')
  return {
    id: invite.id,
    team: { id: invite.teamId, name: invite.team.name },
    invitedBy: invite.createdBy.name,
    role: invite.role,
    expiresAtMs: invite.expiresAt.getTime(),
    isMember,
  }
}

export interface Joined {
  teamId: string
  teamName: string
  /** Null when the person was on the team before; the invitation stays open then. */
  role: Role | null
}

/** For someone who has an account. Somebody who is on the team already stays as they are. Throws `invite-invalid`. */
export async function acceptInvite(key: InviteKey, userId: string, nowMs: number): Promise<Joined> {
  const invite = await rowOf(key)
  if (!invite) throw new AppError('invite-invalid')
  const { id, teamId, role } = invite
  const teamName = invite.team.name
  if ((await roleInTeam(userId, teamId)) !== null) return { teamId, teamName, role: null }
  if (!isInviteOpen(invite, nowMs) || !(await consumeInvite(id, nowMs))) throw new AppError('invite-invalid')
  await joinTeam(teamId, userId, role)
  return { teamId, teamName, role }
}
