/**
 * Puts mails into the queue, and says how the queue is. A mail is sealed and stored before anything is sent, so that a request
 * never waits for the mail server. Bounded: per recipient and kind, and in all.
 */
import { LIMITS } from '#lib/protocol/limits.ts'
import { config } from '#lib/server/config/env.ts'
import {
  countOutgoingMails,
  createOutgoingMail,
  hasMailWithError,
  mailQueueEnds,
} from '#lib/server/db/outgoing-mail.ts'
import { limitHits } from '#lib/server/limit-hits.ts'
import { processSlot } from '#lib/server/process-slot.ts'
import { RateLimiter } from '#lib/server/redis/rate-limiter.ts'
import { composeMail } from './compose-mail.ts'
import { reasonOf } from './mail-failure.ts'
import { mailSenderSlot } from './mail-sender-slot.ts'
import type { MailLocale, MailName, MailValues } from './mail-words.ts'
import { sealMail } from './seal-mail.ts'

export interface QueuedMail<N extends MailName> {
  to: string
  name: N
  locale: MailLocale
  /** The kind that it is counted with, when it takes the place of another mail; otherwise its own. */
  countsAs?: MailName
}

/** Name of a row that makes the sender connect and send nothing, so that an unknown address costs what a known one does. */
export const CHECK_ONLY = 'check-only'

const limiter = processSlot<RateLimiter>('mail.per-recipient')

/** False when the server sends no mail, or when a limit was reached; the caller says the same in both cases. */
export async function queueMail<N extends MailName>(
  mail: QueuedMail<N>,
  values: MailValues[N],
  nowMs: number,
): Promise<boolean> {
  return queueLinkMail(mail, async () => ({ values, expiresAtMs: nowMs + LIMITS.mailExpiryMs }), nowMs)
}

/**
 * As {@link queueMail}, for a mail with a link. A new link ends the older ones, so it is made only when the mail can be queued:
 * otherwise a flood of requests would end the link that the person has received.
 */
export async function queueLinkMail<N extends MailName>(
  { to, name, locale, countsAs = name }: QueuedMail<N>,
  makeLink: () => Promise<{ values: MailValues[N]; expiresAtMs: number }>,
  nowMs: number,
): Promise<boolean> {
  if (!config().mail || !(await hasRoom(countsAs, to, !ASKED_BY_STRANGERS.has(countsAs)))) return false
  const { values, expiresAtMs } = await makeLink()
  const composed = composeMail(name, values, locale, config().publicUrl)
  await createOutgoingMail({ to, template: name, sealed: sealMail({ to, ...composed }), expiresAtMs }, nowMs)
  mailSenderSlot.peek()?.wake()
  return true
}

/** Takes the place of a mail to an address without an account. */
export async function queueCheck(to: string, expiresAtMs: number, nowMs: number): Promise<void> {
  if (!config().mail || !(await hasRoom('reset-password', to, false))) return
  const sealed = sealMail({ to: '', subject: '', text: '', html: '' })
  await createOutgoingMail({ to: '', template: CHECK_ONLY, sealed, expiresAtMs }, nowMs)
  mailSenderSlot.peek()?.wake()
}

const ASKED_BY_STRANGERS: ReadonlySet<MailName> = new Set(['reset-password', 'confirm-sign-up', 'account-exists'])

async function hasRoom(name: MailName, to: string, isFirst: boolean): Promise<boolean> {
  const points = LIMITS.mailsPerRecipientMax
  const perRecipient = limiter.getOrCreate(
    () => new RateLimiter({ name: 'mailsPerRecipientMax', points, seconds: 3600 }),
  )
  if (await perRecipient.take(`${name} ${to}`)) {
    limitHits.peek()?.hit('mailsPerRecipientMax', `${points} of ${name} in an hour to one recipient`)
    return false
  }
  const room = isFirst ? LIMITS.mailQueueMax : LIMITS.mailQueueMax / 2
  if ((await countOutgoingMails()) < room) return true
  limitHits.peek()?.hit('mailQueueMax', `${room} mails wait, and ${name} was dropped`)
  return false
}

/** True while the mail server cannot be used. Says nothing about any recipient. */
export async function isMailDelayed(): Promise<boolean> {
  return hasMailWithError('trouble: ')
}

export interface MailQueueState {
  queued: number
  oldestAtMs: number | null
  /** The mail server's answer to the mail that was tried most often; null when none has failed. */
  lastError: string | null
  isDelayed: boolean
}

/** For the owner of the server; null when it sends no mail. */
export async function mailQueueState(): Promise<MailQueueState | null> {
  if (!config().mail) return null
  const [queued, ends, isDelayed] = await Promise.all([countOutgoingMails(), mailQueueEnds(), isMailDelayed()])
  const { oldestAtMs, lastError } = ends
  return { queued, oldestAtMs, lastError: lastError === null ? null : reasonOf(lastError), isDelayed }
}
