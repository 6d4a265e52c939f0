/**
 * What the command line changes. Its user can read the server's files, so roles are not checked. Every act is written to the
 * audit log, and running servers end the connections that lost their right within a second.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { type AuditFacts, NOWHERE, OPERATOR, recordAudit } from '#lib/server/audit/audit.ts'
import type { AuditAction } from '#lib/server/audit/audit-actions.ts'
import { deleteTeamAndCut } from '#lib/server/auth/delete-team.ts'
import { deleteAccount, disableAccount, enableAccount } from '#lib/server/auth/disable-account.ts'
import { makeOrdinary, makeServerOwner } from '#lib/server/auth/last-owner.ts'
import { createResetLink } from '#lib/server/auth/reset-password.ts'
import { REVOCABLE, revokeCreated } from '#lib/server/auth/revoke-created.ts'
import { resetFactors } from '#lib/server/auth/second-factor.ts'
import { findLink, revokeLink } from '#lib/server/db/share-links.ts'
import { changeRole, findTeamName, type Role, roleInTeam } from '#lib/server/db/teams.ts'
import { findToken, revokeToken } from '#lib/server/db/tokens.ts'
import { findUserByEmail, type User } from '#lib/server/db/users.ts'
import { markRightsChanged } from './rights-changed.ts'

export async function auditOperator(action: AuditAction, facts: AuditFacts): Promise<void> {
  await recordAudit(action, OPERATOR, NOWHERE, facts, Date.now())
}

/** Throws `not-found`, which names the address. */
export async function userByEmail(email: string): Promise<User> {
  const user = await findUserByEmail(email)
  if (!user) throw new AppError('not-found', `No account has the email ${email}.`)
  return user
}

/** Throws `not-found`, and `conflict` when the token was revoked before. */
export async function revokeTokenByOperator(id: string): Promise<void> {
  const token = await findToken(id)
  if (!token) throw new AppError('not-found', `No token has the id ${id}.`)
  if (!(await revokeToken(id, Date.now()))) throw new AppError('conflict', `Token ${id} was revoked before.`)
  await auditOperator('token.revoked', { teamId: token.teamId, target: { kind: 'token', id, name: token.name } })
  await markRightsChanged()
}

/** Throws `not-found`, and `conflict` when the link was revoked before. */
export async function revokeLinkByOperator(id: string): Promise<void> {
  const link = await findLink(id)
  if (!link) throw new AppError('not-found', `No share link has the id ${id}.`)
  if (!(await revokeLink(id, Date.now()))) throw new AppError('conflict', `Share link ${id} was revoked before.`)
  await auditOperator('link.revoked', { teamId: link.teamId, target: { kind: 'link', id } })
  await markRightsChanged()
}

/**
 * Also revokes what the person created and may not create in the new role, as the team's page does by default. Throws
 * `not-found` for somebody who is not on the team, and `conflict` when the team would be left without an owner. */
export async function setTeamRoleByOperator(email: string, teamId: string, role: Role): Promise<void> {
  const { id: userId } = await userByEmail(email)
  const before = await roleInTeam(userId, teamId)
  if (before === null) throw new AppError('not-found', `${email} is not on the team ${teamId}.`)
  if (!(await changeRole(teamId, userId, role)))
    throw new AppError('conflict', `${email} is the only owner of the team. Make somebody else an owner first.`)
  const made = await revokeCreated({ teamId, userId, role, wanted: REVOCABLE }, Date.now())
  const revoked = { tokens: made.apiTokens.length + made.tokens.length, links: made.links.length }
  const target = { kind: 'user', id: userId, name: email }
  await auditOperator('member.role-changed', { teamId, target, detail: { from: before, to: role, ...revoked } })
  await markRightsChanged()
}

/** Throws `not-found`, which names the id. */
export async function teamNameById(id: string): Promise<string> {
  const name = await findTeamName(id)
  if (name === null) throw new AppError('not-found', `No team has the id ${id}. See agent-logger team list.`)
  return name
}

const targetOf = ({ id, email }: User) => ({ target: { kind: 'user', id, name: email } })

/** Throws `not-found`, and `conflict` for the last server owner. */
export async function disableUserByOperator(email: string): Promise<void> {
  const user = await userByEmail(email)
  await disableAccount(user.id, Date.now())
  await auditOperator('user.disabled', targetOf(user))
  await markRightsChanged()
}

/** Throws `not-found`. */
export async function enableUserByOperator(email: string): Promise<void> {
  const user = await userByEmail(email)
  await enableAccount(user.id)
  await auditOperator('user.enabled', targetOf(user))
}

/** Throws what {@link deleteAccount} throws. */
export async function deleteUserByOperator(email: string): Promise<void> {
  const user = await userByEmail(email)
  await deleteAccount(user.id, Date.now())
  await auditOperator('user.deleted', targetOf(user))
  await markRightsChanged()
}

/** Throws `not-found`. */
export async function deleteTeamByOperator(id: string): Promise<void> {
  const name = await teamNameById(id)
  await deleteTeamAndCut(id, Date.now())
  await auditOperator('team.deleted', { teamId: id, target: { kind: 'team', id, name } })
  await markRightsChanged()
}

/** Throws `not-found`, and `conflict` for the last server owner and for making a disabled account one. */
export async function setServerOwnerByOperator(email: string, isOwner: boolean): Promise<void> {
  const user = await userByEmail(email)
  if (isOwner) await makeServerOwner(user.id)
  else await makeOrdinary(user.id)
  await auditOperator(isOwner ? 'user.made-server-owner' : 'user.made-ordinary', targetOf(user))
}

/** Returns the link, which works once. Throws `not-found`. */
export async function createResetLinkByOperator(email: string): Promise<string> {
  const user = await userByEmail(email)
  const { url } = await createResetLink(user.id, null, Date.now())
  await auditOperator('password.reset-link-created', targetOf(user))
  return url
}

/** Throws `not-found`. */
export async function resetFactorsByOperator(email: string): Promise<void> {
  const user = await userByEmail(email)
  await resetFactors(user.id, Date.now())
  await auditOperator('second-factor.removed', { ...targetOf(user), detail: { by: 'operator' } })
  await markRightsChanged()
}
