/** Reads the mails that wait in the queue, for tests without a mail server. */
import { expect } from 'vitest'
import { db } from '#lib/server/db/client.ts'
import { openMail } from '#lib/server/mail/seal-mail.ts'

/** Oldest first. */
export async function queuedMails() {
  const rows = await db().outgoingMail.findMany({ orderBy: { createdAt: 'asc' } })
  return rows.map((row) => ({ template: row.template, to: row.to, ...openMail(row.sealed) }))
}

/** Waits until this many are queued: some work goes on after the answer. */
export async function untilQueued(count: number) {
  await expect.poll(queuedMails).toHaveLength(count)
  return queuedMails()
}

/** The secret in the fragment of a mail's link, or `none`. */
export function secretIn(text: string | undefined): string {
  return /#([0-9A-Za-z]{32})/.exec(text ?? '')?.[1] ?? 'none'
}
