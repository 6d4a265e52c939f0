/** Tells people by mail what was done to their account. Does nothing on a server without mail. */
import { noticeFacts } from '#lib/server/mail/compose-mail.ts'
import { queueMail } from '#lib/server/mail/mail-queue.ts'
import { MAIL_LOCALES, type MailLocale, type NoticeName } from '#lib/server/mail/mail-words.ts'

/** Where a request came from, and the language it asks for. */
export interface NoticeOrigin {
  address: string
  /** Whether many people may have this address, as behind a proxy that is not trusted. */
  isShared?: boolean
  locale: MailLocale
}

type PlainNotice = Exclude<NoticeName, 'email-change-asked' | 'email-changed'>

/** The language that the person chose, else that of the request. */
export function mailLocaleOf(chosen: string | null, asked: MailLocale): MailLocale {
  return MAIL_LOCALES.find((locale) => locale === chosen) ?? asked
}

/** Never throws: an act that was done is not undone because its notice could not be queued. */
export async function notify(
  user: { email: string; locale: string | null },
  name: PlainNotice,
  origin: NoticeOrigin,
  nowMs: number,
): Promise<void> {
  const locale = mailLocaleOf(user.locale, origin.locale)
  const values = noticeFacts(origin.address, locale, nowMs)
  await queueMail({ to: user.email, name, locale }, values, nowMs).catch((error) => logLost(name, error))
}

/** As {@link notify}, for a change of the address; goes to the old one. */
export async function notifyOfEmail(
  user: { email: string; locale: string | null },
  name: 'email-change-asked' | 'email-changed',
  newEmail: string,
  origin: NoticeOrigin,
  nowMs: number,
): Promise<void> {
  const locale = mailLocaleOf(user.locale, origin.locale)
  const values = { ...noticeFacts(origin.address, locale, nowMs), newEmail }
  await queueMail({ to: user.email, name, locale }, values, nowMs).catch((error) => logLost(name, error))
}

function logLost(name: NoticeName, error: unknown): void {
  const reason = error instanceof Error ? error.name : 'unknown'
  console.error(`${new Date().toISOString()} mail: could not queue ${name} (${reason})`)
}
