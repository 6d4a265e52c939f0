/** Creates accounts. The server's policy, an invitation, or the one-time setup link of an empty server decides who may. */

import { AppError } from '#lib/protocol/app-error.ts'
import { randomId } from '#lib/protocol/ids.ts'
import { type AuditOrigin, NOWHERE, recordAudit } from '#lib/server/audit/audit.ts'
import { config } from '#lib/server/config/env.ts'
import { isUniqueViolation } from '#lib/server/db/client.ts'
import { consumeInvite, findInvite, findOpenInvite, isInviteOpen, releaseInvite } from '#lib/server/db/invites.ts'
import type { Role } from '#lib/server/db/teams.ts'
import { createUser, findUserByEmail, hasUsers, type User } from '#lib/server/db/users.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'
import { checkNewPassword } from './new-password.ts'
import { hashPassword } from './password.ts'
import { consumeSetupSecret, restoreSetupSecret } from './setup.ts'
import { hashToken } from './token-format.ts'

export interface SignUp {
  email: string
  /** Null for someone who signs in through a provider. */
  password: string | null
  name: string
  invite?: string | undefined
  /** Id of an invitation whose secret this browser has shown; see held-invite.ts. Ignored when it cannot be used. */
  heldInviteId?: string | null
  /** Where the request came from, for the audit log. */
  origin?: AuditOrigin
  setup?: string | undefined
  /** In place of `password`, where it was hashed before; see pending-sign-up.ts. */
  passwordHash?: string
  /** Whether the person has shown that they read mail at the address. */
  isEmailVerified?: boolean
}

/**
 * Returns the new user, or null when the address already has an account: nothing is created then, and callers answer the same
 * in both cases. Everything that does not depend on the address is checked first, and the password is hashed in both cases, so
 * that neither the error nor the time tells who has an account. Throws `setup-required`, `setup-invalid`, `sign-up-closed`,
 * `invite-required`, `invite-invalid`, `password-sign-in-off`, and what `checkNewPassword` throws.
 */
export async function signUp(request: SignUp, nowMs: number): Promise<User | null> {
  const { email, name, password, isEmailVerified = false } = request
  const right = await checkSignUp(request, nowMs)
  const passwordHash = request.passwordHash ?? (password === null ? null : await hashPassword(password))
  if (await findUserByEmail(email)) return null
  const giveBack = await right.take()
  try {
    const emailVerifiedAt = isEmailVerified ? new Date(nowMs) : null
    const { isServerOwner, joins } = right
    const account = { id: newUserId(), email, name, passwordHash, isServerOwner, emailVerifiedAt }
    const user = await createUser({ ...account, ...(joins && { joins }) })
    if (joins) await announceMember(user, joins, request.origin ?? NOWHERE, nowMs)
    return user
  } catch (error) {
    await giveBack()
    // Another request with the same address was faster.
    if (isUniqueViolation(error)) return null
    throw error
  }
}

/** What can be said before the address is looked at. Throws as {@link signUp}. */
export async function checkSignUp(request: SignUp, nowMs: number): Promise<Right> {
  const right = await rightToSignUp(request, nowMs)
  const hasPassword = request.password !== null || request.passwordHash !== undefined
  // The owner of an empty server may have one, and signs in by the answer; see the route.
  if (hasPassword && !right.isServerOwner && !config().isPasswordSignInOn) throw new AppError('password-sign-in-off')
  if (request.password !== null) await checkNewPassword(request.password, request)
  return right
}

/** The person who invited them may be waiting on the team's page. */
async function announceMember(user: User, { teamId, role }: Joins, origin: AuditOrigin, nowMs: number): Promise<void> {
  const { id, email: name } = user
  const facts = { teamId, target: { kind: 'user', id, name }, detail: { role } }
  await recordAudit('member.joined', { kind: 'user', id, name }, origin, facts, nowMs)
  liveRelay.peek()?.teamChanged(teamId, 'members')
}

/** Also what a sign-up answers when it creates nothing, so that the two look alike. */
export function newUserId(): string {
  return randomId()
}

interface Joins {
  teamId: string
  role: Role
}

export interface Right {
  isServerOwner: boolean
  /** The invitation that is used, with the address that it was sent to. */
  invite: { id: string; email: string | null } | null
  /** The team of the invitation. People who come by invite get no team of their own. */
  joins: Joins | null
  /** Consumes the right, so that only one of two concurrent requests succeeds. Returns a function that undoes it. */
  take(): Promise<() => Promise<void>>
}

const NOTHING_TO_TAKE = async () => async () => undefined

/** Checked before any expensive work; consumed just before the account is created. */
async function rightToSignUp({ invite, heldInviteId, setup }: SignUp, nowMs: number): Promise<Right> {
  const isEmpty = !(await hasUsers())
  if (isEmpty && setup === undefined) throw new AppError('setup-required')
  if (setup !== undefined) {
    if (!isEmpty) throw new AppError('setup-invalid')
    return { isServerOwner: true, invite: null, joins: null, take: () => takeSetup(setup) }
  }
  const { signUp: policy } = config()
  if (policy === 'closed') throw new AppError('sign-up-closed')
  const open = await openInviteOf(invite, heldInviteId, nowMs)
  if (open) {
    const { id, teamId, role } = open
    return { isServerOwner: false, invite: open, joins: { teamId, role }, take: () => takeInvite(id, nowMs) }
  }
  if (policy === 'invite') throw new AppError('invite-required')
  return { isServerOwner: false, invite: null, joins: null, take: NOTHING_TO_TAKE }
}

/** Throws `invite-invalid` for a secret that is wrong. A held invitation that was used meanwhile is left out. */
async function openInviteOf(secret: string | undefined, heldId: string | null | undefined, nowMs: number) {
  if (secret !== undefined) {
    const open = await findOpenInvite(hashToken(secret), nowMs)
    if (!open) throw new AppError('invite-invalid')
    return open
  }
  const held = heldId ? await findInvite({ id: heldId }) : null
  return held && isInviteOpen(held, nowMs) ? held : null
}

async function takeSetup(secret: string) {
  if (!(await consumeSetupSecret(secret))) throw new AppError('setup-invalid')
  return () => restoreSetupSecret(secret)
}

async function takeInvite(id: string, nowMs: number) {
  if (!(await consumeInvite(id, nowMs))) throw new AppError('invite-invalid')
  return () => releaseInvite(id)
}
