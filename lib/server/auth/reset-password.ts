/**
 * A forgotten password: by mail, or by a link that an administrator hands over. The link sets a password and ends every
 * sign-in; it signs nobody in, so a second factor is still asked for.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { config } from '#lib/server/config/env.ts'
import { endOneTimeLinks } from '#lib/server/db/one-time-links.ts'
import { endSignInsOf } from '#lib/server/db/sign-ins.ts'
import {
  changePasswordHash,
  confirmEmail,
  findUser,
  findUserByEmail,
  normalEmail,
  type User,
} from '#lib/server/db/users.ts'
import { isMailDelayed, queueCheck, queueLinkMail } from '#lib/server/mail/mail-queue.ts'
import { checkNewPassword } from './new-password.ts'
import { mailLocaleOf, type NoticeOrigin, notify } from './notify.ts'
import { type IssuedLink, issueOneTimeLink, openOneTimeLink, takeOneTimeLink } from './one-time-link.ts'
import { hashPassword } from './password.ts'
import { takeResetAttempt } from './reset-limiter.ts'

/** What is known before anything is sent; the same for every address. */
export interface ResetRequested {
  isMailDelayed: boolean
  /** Looks for the account and sends the link. Call it after the answer, so that the answer's time tells nothing either. */
  send(): Promise<User | null>
}

/**
 * Sends a link to the address if it has an account, and costs the same if it has none. Throws `mail-off` on a server without
 * mail, `password-sign-in-off`, and `too-many-requests`.
 */
export async function requestReset(email: string, origin: NoticeOrigin, nowMs: number): Promise<ResetRequested> {
  if (!config().isPasswordSignInOn) throw new AppError('password-sign-in-off')
  if (!config().mail) throw new AppError('mail-off')
  // Where everybody has one address, one stranger must not use up its share; mailboxes stay bounded.
  if (!origin.isShared) await takeResetAttempt(origin.address)
  return { isMailDelayed: await isMailDelayed(), send: () => sendReset(email, origin, nowMs) }
}

async function sendReset(email: string, origin: NoticeOrigin, nowMs: number): Promise<User | null> {
  const user = await findUserByEmail(email)
  if (!user || user.disabledAt !== null) {
    await queueCheck(normalEmail(email), nowMs + LIMITS.resetLinkExpiryMs, nowMs)
    return null
  }
  const locale = mailLocaleOf(user.locale, origin.locale)
  const makeLink = async () => {
    const link = { userId: user.id, email: user.email, expiresInMs: LIMITS.resetLinkExpiryMs }
    const { url, expiresAtMs } = await issueOneTimeLink({ kind: 'reset_password', ...link }, nowMs)
    return { values: { url, minutes: LIMITS.resetLinkExpiryMs / 60_000 }, expiresAtMs }
  }
  await queueLinkMail({ to: user.email, name: 'reset-password', locale }, makeLink, nowMs)
  return user
}

/** Marks a link that did not go by mail, and so proves nothing about the mailbox. */
const HANDED_OVER = 'handed over'

/**
 * For an administrator, who hands the link over; `createdById` is null for the command line. Valid for a day, once. Throws
 * `not-found`.
 */
export async function createResetLink(userId: string, createdById: string | null, nowMs: number): Promise<IssuedLink> {
  const user = await findUser(userId)
  if (!user) throw new AppError('not-found')
  const { email } = user
  const link = { userId, email, createdById, payload: HANDED_OVER, expiresInMs: LIMITS.handedLinkExpiryMs }
  return issueOneTimeLink({ kind: 'reset_password', ...link }, nowMs)
}

/**
 * Throws `one-time-link-invalid`, and what `checkNewPassword` throws, after which the link still works. The caller closes
 * the person's connections.
 */
export async function resetPassword(
  secret: string,
  password: string,
  origin: NoticeOrigin,
  nowMs: number,
): Promise<User> {
  const link = await openOneTimeLink(secret, ['reset_password'], nowMs)
  const user = link.userId === null ? null : await findUser(link.userId)
  if (!user) throw new AppError('one-time-link-invalid')
  await checkNewPassword(password, user)
  const passwordHash = await hashPassword(password)
  await takeOneTimeLink(link, nowMs)
  await changePasswordHash(user.id, passwordHash)
  await endSignInsOf(user.id, null, nowMs)
  // A change of address that a stranger has started must not survive.
  await endOneTimeLinks(user.id, ['reset_password', 'change_email'])
  if (link.payload !== HANDED_OVER) await confirmEmail(user.id, link.email, nowMs)
  await notify(user, 'password-changed', origin, nowMs)
  return user
}
