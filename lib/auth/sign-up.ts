/** Making an account: who may, by the server's policy, an invitation, or the one-time set-up link of an empty server. */
import { config } from '../config/env.ts'
import { isUniqueViolation } from '../db/client.ts'
import { consumeInvite, findOpenInvite, joinTeam, releaseInvite } from '../db/invites.ts'
import { createUser, findUserByEmail, hasUsers, type User } from '../db/users.ts'
import { AppError } from '../errors.ts'
import { hashPassword } from './password.ts'
import { consumeSetupSecret, restoreSetupSecret } from './setup.ts'
import { hashToken } from './token-format.ts'

export interface SignUp {
  email: string
  /** Null for people who come from a provider. */
  password: string | null
  name: string
  invite?: string | undefined
  setup?: string | undefined
}

/**
 * Throws `setup-required`, `setup-invalid`, `sign-up-closed`, `invite-required`, `invite-invalid`, `invalid-input` for a
 * bad password and `conflict` for an address that has an account.
 */
export async function signUp(request: SignUp, nowMs: number): Promise<User> {
  const { email, name, password } = request
  const right = await rightToSignUp(request, nowMs)
  if (await findUserByEmail(email)) throw emailTaken()
  const passwordHash = password === null ? null : await hashPassword(password)
  const giveBack = await right.take()
  try {
    const user = await createUser({ email, name, passwordHash, isServerOwner: right.isServerOwner })
    if (right.join) await joinTeam(right.join.teamId, user.id, right.join.role)
    return user
  } catch (error) {
    await giveBack()
    throw isUniqueViolation(error) ? emailTaken() : error
  }
}

function emailTaken(): AppError {
  return new AppError('conflict', 'There is an account with this e-mail already. Sign in instead.')
}

interface Right {
  isServerOwner: boolean
  join: { teamId: string; role: 'owner' | 'member' | 'viewer' } | null
  /** Uses it up, so that of two requests at once one wins; returns how to undo that. */
  take(): Promise<() => Promise<void>>
}

const NOTHING_TO_TAKE = async () => async () => undefined

/** Looked at before anything that costs time, taken just before the account is made. */
async function rightToSignUp({ invite, setup }: SignUp, nowMs: number): Promise<Right> {
  const isEmpty = !(await hasUsers())
  if (isEmpty && setup === undefined) throw new AppError('setup-required')
  if (setup !== undefined) {
    if (!isEmpty) throw new AppError('setup-invalid')
    return { isServerOwner: true, join: null, take: () => takeSetup(setup) }
  }
  const { signUp: policy } = config()
  if (policy === 'closed') throw new AppError('sign-up-closed')
  if (invite !== undefined) {
    const open = await findOpenInvite(hashToken(invite), nowMs)
    if (!open) throw new AppError('invite-invalid')
    return { isServerOwner: false, join: open, take: () => takeInvite(open.id, nowMs) }
  }
  if (policy === 'invite') throw new AppError('invite-required')
  return { isServerOwner: false, join: null, take: NOTHING_TO_TAKE }
}

async function takeSetup(secret: string) {
  if (!(await consumeSetupSecret(secret))) throw new AppError('setup-invalid')
  return () => restoreSetupSecret(secret)
}

async function takeInvite(id: string, nowMs: number) {
  if (!(await consumeInvite(id, nowMs))) throw new AppError('invite-invalid')
  return () => releaseInvite(id)
}
