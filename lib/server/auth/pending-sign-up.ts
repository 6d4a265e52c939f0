/**
 * Sign-up on a server with mail: the account is created when the link that was mailed to its address is opened. The answer is
 * the same for an address that has an account, whose owner gets a mail about it.
 */
import { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { config } from '#lib/server/config/env.ts'
import { countOpenSignUps, type OneTimeLink, releaseOneTimeLink } from '#lib/server/db/one-time-links.ts'
import { findUserByEmail, normalEmail, type User } from '#lib/server/db/users.ts'
import { isMailDelayed, queueLinkMail } from '#lib/server/mail/mail-queue.ts'
import { mailAccountExists } from './change-email.ts'
import type { NoticeOrigin } from './notify.ts'
import { issueOneTimeLink, takeOneTimeLink } from './one-time-link.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { checkSignUp, type SignUp, signUp } from './sign-up.ts'

export interface PendingSignUp {
  isMailDelayed: boolean
  /** Sends one mail or the other. Call it after the answer, so that the answer's time tells nothing. */
  send(): Promise<void>
}

/** What a link keeps of a sign-up; never a password. */
const payloadSchema = z.object({ name: z.string(), passwordHash: z.string(), inviteId: z.string().nullable() })

/**
 * Null when the account can be created at once: on a server without mail, with the setup link, and with an invitation that was
 * mailed to this address. Throws what `signUp` throws, and `server-busy` while too many sign-ups wait.
 */
export async function requestSignUp(
  request: SignUp & { password: string },
  origin: NoticeOrigin,
  nowMs: number,
): Promise<PendingSignUp | null> {
  if (!config().mail || request.setup !== undefined) return null
  const { invite } = await checkSignUp(request, nowMs)
  const email = normalEmail(request.email)
  if (invite?.email === email) return null
  const passwordHash = await hashPassword(request.password)
  if ((await countOpenSignUps(nowMs)) >= LIMITS.pendingSignUpsMax)
    throw new AppError('server-busy', undefined, { limit: 'pendingSignUpsMax' })
  const payload = { name: request.name, passwordHash, inviteId: invite?.id ?? null }
  return { isMailDelayed: await isMailDelayed(), send: () => sendEither(email, payload, origin, nowMs) }
}

async function sendEither(
  email: string,
  payload: z.infer<typeof payloadSchema>,
  origin: NoticeOrigin,
  nowMs: number,
): Promise<void> {
  if (await findUserByEmail(email)) {
    await mailAccountExists(email, origin, nowMs)
    return
  }
  const makeLink = async () => {
    const link = { kind: 'sign_up', userId: null, email, expiresInMs: LIMITS.confirmLinkExpiryMs } as const
    const { url, expiresAtMs } = await issueOneTimeLink({ ...link, payload: JSON.stringify(payload) }, nowMs)
    return { values: { url, hours: LIMITS.confirmLinkExpiryMs / 3600_000 }, expiresAtMs }
  }
  await queueLinkMail({ to: email, name: 'confirm-sign-up', locale: origin.locale }, makeLink, nowMs)
}

/**
 * Opens a link of kind `sign_up`, which creates the account for the person who chose this password: a stranger could have asked
 * for the mail with a password of their own, and would have a key to the account. Throws `one-time-link-invalid`, `conflict` when
 * the address got an account meanwhile, and `wrong-credentials` and what `signUp` throws, after which the link still works.
 */
export async function confirmSignUp(
  link: OneTimeLink,
  password: string,
  nowMs: number,
): Promise<{ user: User; isByInvite: boolean }> {
  const { name, passwordHash, inviteId } = payloadSchema.parse(JSON.parse(link.payload ?? ''))
  if (!(await verifyPassword(password, passwordHash))) throw new AppError('wrong-credentials')
  await takeOneTimeLink(link, nowMs)
  const right = { email: link.email, name, password: null, passwordHash, heldInviteId: inviteId, isEmailVerified: true }
  try {
    const user = await signUp(right, nowMs)
    if (!user) throw new AppError('conflict', 'An account with this email already exists.')
    return { user, isByInvite: inviteId !== null }
  } catch (error) {
    await releaseOneTimeLink(link.id)
    throw error
  }
}
