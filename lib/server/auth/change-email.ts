/**
 * The address of an account: to confirm it, and to change it. With mail, a change waits until the link that was sent to the new
 * address is opened, and the old address hears of it. Without mail nothing can be confirmed, so it changes at once.
 */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { config } from '#lib/server/config/env.ts'
import { isUniqueViolation } from '#lib/server/db/client.ts'
import { endOneTimeLinks, type OneTimeLink } from '#lib/server/db/one-time-links.ts'
import { changeEmail, confirmEmail, findUser, findUserByEmail, normalEmail, type User } from '#lib/server/db/users.ts'
import { queueLinkMail, queueMail } from '#lib/server/mail/mail-queue.ts'
import type { MailName } from '#lib/server/mail/mail-words.ts'
import { takeMailOf } from '#lib/server/mail/sender-limiter.ts'
import { mailLocaleOf, type NoticeOrigin, notifyOfEmail } from './notify.ts'
import { issueOneTimeLink, takeOneTimeLink } from './one-time-link.ts'
import type { CurrentUser } from './session-cookie.ts'

type AccountUser = Pick<CurrentUser, 'id' | 'email' | 'locale'>

const HOURS = LIMITS.confirmLinkExpiryMs / 3600_000

/** Sends a link to the person's own address. Throws `mail-off`, and `too-many-requests` when their mailbox got enough of them. */
export async function requestVerification(user: AccountUser, origin: NoticeOrigin, nowMs: number): Promise<void> {
  if (!config().mail) throw new AppError('mail-off')
  if (!(await mailConfirmLink(user, 'verify-email', user.email, origin, nowMs))) throw new AppError('too-many-requests')
}

/**
 * Returns `sent` when a link went to the new address, which the answer says as well when that address has an account; its owner
 * gets a mail about it then. Without mail, returns `changed`. Throws `invalid-input` for the present address, `conflict` for one
 * that is taken on a server without mail, and `too-many-requests`.
 */
export async function requestEmailChange(
  user: AccountUser,
  newEmail: string,
  origin: NoticeOrigin,
  nowMs: number,
): Promise<'sent' | 'changed'> {
  const email = normalEmail(newEmail)
  if (email === user.email) throw new AppError('invalid-input', 'email: is your email already')
  if (!config().mail) {
    await setEmail(user.id, email, null)
    return 'changed'
  }
  await takeMailOf(user.id)
  const isTaken = (await findUserByEmail(email)) !== null
  const isQueued = isTaken
    ? await pretendEmailChange(user, email, origin, nowMs)
    : await mailConfirmLink(user, 'change-email', email, origin, nowMs)
  if (!isQueued) throw new AppError('too-many-requests')
  await notifyOfEmail(user, 'email-change-asked', email, origin, nowMs)
  return 'sent'
}

async function mailConfirmLink(
  { id: userId, locale: chosen }: AccountUser,
  name: 'verify-email' | 'change-email',
  email: string,
  origin: NoticeOrigin,
  nowMs: number,
): Promise<boolean> {
  const kind = name === 'verify-email' ? 'verify_email' : 'change_email'
  const makeLink = async () => {
    const link = { kind, userId, email, expiresInMs: LIMITS.confirmLinkExpiryMs } as const
    const { url, expiresAtMs } = await issueOneTimeLink(link, nowMs)
    return { values: { url, hours: HOURS }, expiresAtMs }
  }
  return queueLinkMail({ to: email, name, locale: mailLocaleOf(chosen, origin.locale) }, makeLink, nowMs)
}

/** Looks to the person like a change that waits for its link, which nobody gets: their settings must not tell either. */
async function pretendEmailChange(
  { id: userId }: AccountUser,
  email: string,
  origin: NoticeOrigin,
  nowMs: number,
): Promise<boolean> {
  if (!(await mailAccountExists(email, origin, nowMs, 'change-email'))) return false
  await issueOneTimeLink({ kind: 'change_email', userId, email, expiresInMs: LIMITS.confirmLinkExpiryMs }, nowMs)
  return true
}

/**
 * Tells the owner of an address that somebody tried to use it. False when their mailbox got enough of these; with `countsAs`, of
 * the mails that a free address would have got.
 */
export async function mailAccountExists(
  email: string,
  origin: NoticeOrigin,
  nowMs: number,
  countsAs: MailName = 'account-exists',
): Promise<boolean> {
  const { publicUrl } = config()
  const values = { signInUrl: `${publicUrl}/sign-in`, forgotUrl: `${publicUrl}/forgot` }
  const owner = await findUserByEmail(email)
  const locale = mailLocaleOf(owner?.locale ?? null, origin.locale)
  return queueMail({ to: normalEmail(email), name: 'account-exists', locale, countsAs }, values, nowMs)
}

/** Opens a link of kind `verify_email`. Throws `one-time-link-invalid`. */
export async function confirmOwnEmail(link: OneTimeLink, nowMs: number): Promise<User> {
  const user = await userOf(link)
  if (user.email !== link.email) throw new AppError('one-time-link-invalid')
  await takeOneTimeLink(link, nowMs)
  await confirmEmail(user.id, link.email, nowMs)
  return user
}

/**
 * Opens a link of kind `change_email`. Returns the user as they were before. Throws `one-time-link-invalid`, and `conflict` when
 * the address got an account meanwhile.
 */
export async function confirmNewEmail(link: OneTimeLink, origin: NoticeOrigin, nowMs: number): Promise<User> {
  const user = await userOf(link)
  await takeOneTimeLink(link, nowMs)
  await setEmail(user.id, link.email, nowMs)
  // Links in the old mailbox must not open this account anymore.
  await endOneTimeLinks(user.id, ['reset_password', 'verify_email'])
  await notifyOfEmail(user, 'email-changed', link.email, origin, nowMs)
  return user
}

async function userOf(link: OneTimeLink): Promise<User> {
  const user = link.userId === null ? null : await findUser(link.userId)
  if (!user || user.disabledAt !== null) throw new AppError('one-time-link-invalid')
  return user
}

async function setEmail(userId: string, email: string, verifiedAtMs: number | null): Promise<void> {
  try {
    await changeEmail(userId, email, verifiedAtMs)
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('conflict', 'An account with this email already exists.')
    throw error
  }
}
