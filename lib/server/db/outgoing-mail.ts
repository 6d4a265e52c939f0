/** Mails that the mail server has not accepted yet. lib/server/mail fills the queue and empties it. */
import { randomId } from '#lib/protocol/ids.ts'
import { db } from './client.ts'
import type { OutgoingMail } from './generated/sqlite/client.ts'

export type { OutgoingMail }

export interface NewOutgoingMail {
  to: string
  template: string
  sealed: string
  expiresAtMs: number
}

export async function createOutgoingMail({ expiresAtMs, ...mail }: NewOutgoingMail, nowMs: number): Promise<void> {
  const now = new Date(nowMs)
  const times = { createdAt: now, nextAttemptAt: now, expiresAt: new Date(expiresAtMs) }
  await db().outgoingMail.create({ data: { id: randomId(), ...mail, ...times } })
}

export async function countOutgoingMails(): Promise<number> {
  return db().outgoingMail.count()
}

/**
 * Takes the mail that has waited longest, so that no other node sends it before `leasedUntilMs`. Null when none is due. Counts
 * the attempt.
 */
export async function takeDueMail(nowMs: number, leasedUntilMs: number): Promise<OutgoingMail | null> {
  for (;;) {
    const where = { nextAttemptAt: { lte: new Date(nowMs) }, expiresAt: { gt: new Date(nowMs) } }
    const mail = await db().outgoingMail.findFirst({ where, orderBy: [{ nextAttemptAt: 'asc' }, { id: 'asc' }] })
    if (!mail) return null
    const { count } = await db().outgoingMail.updateMany({
      where: { id: mail.id, attempts: mail.attempts },
      data: { attempts: mail.attempts + 1, nextAttemptAt: new Date(leasedUntilMs) },
    })
    // Otherwise another node was faster.
    if (count > 0) return { ...mail, attempts: mail.attempts + 1 }
  }
}

export async function deleteOutgoingMail(id: string): Promise<void> {
  await db().outgoingMail.deleteMany({ where: { id } })
}

export async function postponeMail(id: string, nextAttemptAtMs: number, lastError: string): Promise<void> {
  await db().outgoingMail.updateMany({ where: { id }, data: { nextAttemptAt: new Date(nextAttemptAtMs), lastError } })
}

/** When the next mail is due; null when the queue is empty. */
export async function nextMailAtMs(): Promise<number | null> {
  const mail = await db().outgoingMail.findFirst({ orderBy: { nextAttemptAt: 'asc' }, select: { nextAttemptAt: true } })
  return mail?.nextAttemptAt.getTime() ?? null
}

/** After an outage: what waits because of it is due now. */
export async function hastenMails(lastErrorPrefix: string, nowMs: number): Promise<void> {
  const where = { lastError: { startsWith: lastErrorPrefix }, nextAttemptAt: { gt: new Date(nowMs) } }
  await db().outgoingMail.updateMany({ where, data: { nextAttemptAt: new Date(nowMs), lastError: null } })
}

/** Returns how many were deleted. */
export async function deleteExpiredMails(nowMs: number): Promise<number> {
  return (await db().outgoingMail.deleteMany({ where: { expiresAt: { lte: new Date(nowMs) } } })).count
}

export async function hasMailWithError(lastErrorPrefix: string): Promise<boolean> {
  const where = { lastError: { startsWith: lastErrorPrefix } }
  return (await db().outgoingMail.findFirst({ where, select: { id: true } })) !== null
}

/** The mail that failed most recently, and the oldest one. */
export async function mailQueueEnds(): Promise<{ oldestAtMs: number | null; lastError: string | null }> {
  const [oldest, failed] = await Promise.all([
    db().outgoingMail.findFirst({ orderBy: { createdAt: 'asc' }, select: { createdAt: true } }),
    db().outgoingMail.findFirst({
      where: { lastError: { not: null } },
      orderBy: { attempts: 'desc' },
      select: { lastError: true },
    }),
  ])
  return { oldestAtMs: oldest?.createdAt.getTime() ?? null, lastError: failed?.lastError ?? null }
}
