/** One-time links: what each allows, for whom, and until when. Their secrets are stored as hashes. */
import { db } from './client.ts'
import type { OneTimeLink, OneTimeLinkKind } from './generated/sqlite/client.ts'

export type { OneTimeLink, OneTimeLinkKind }

export interface NewOneTimeLink {
  kind: OneTimeLinkKind
  /** Null for a sign-up. */
  userId: string | null
  email: string
  hash: string
  payload: string | null
  createdById: string | null
  expiresAtMs: number
}

/** Ends earlier links of this kind for the same user, or for the same address when there is no user yet. */
export async function replaceOneTimeLink({ expiresAtMs, ...link }: NewOneTimeLink, nowMs: number): Promise<void> {
  const { kind, userId, email } = link
  const earlier = userId === null ? { kind, userId, email } : { kind, userId }
  await db().$transaction([
    db().oneTimeLink.deleteMany({ where: earlier }),
    db().oneTimeLink.create({ data: { ...link, createdAt: new Date(nowMs), expiresAt: new Date(expiresAtMs) } }),
  ])
}

export async function findOpenOneTimeLink(hash: string, nowMs: number): Promise<OneTimeLink | null> {
  return db().oneTimeLink.findFirst({ where: { hash, usedAt: null, expiresAt: { gt: new Date(nowMs) } } })
}

/** Uses the link. Of two concurrent callers, one gets true. */
export async function consumeOneTimeLink(id: string, nowMs: number): Promise<boolean> {
  const where = { id, usedAt: null, expiresAt: { gt: new Date(nowMs) } }
  return (await db().oneTimeLink.updateMany({ where, data: { usedAt: new Date(nowMs) } })).count > 0
}

/** Makes a link usable again when what it allows could not be done. */
export async function releaseOneTimeLink(id: string): Promise<void> {
  await db().oneTimeLink.updateMany({ where: { id }, data: { usedAt: null } })
}

/** Ends the user's open links of these kinds. */
export async function endOneTimeLinks(userId: string, kinds: readonly OneTimeLinkKind[]): Promise<void> {
  await db().oneTimeLink.deleteMany({ where: { userId, kind: { in: [...kinds] }, usedAt: null } })
}

export async function countOpenSignUps(nowMs: number): Promise<number> {
  return db().oneTimeLink.count({ where: { kind: 'sign_up', usedAt: null, expiresAt: { gt: new Date(nowMs) } } })
}

/** The open link of this kind for the user, to show what is under way. */
export async function findPendingLink(
  userId: string,
  kind: OneTimeLinkKind,
  nowMs: number,
): Promise<{ email: string; expiresAtMs: number } | null> {
  const where = { userId, kind, usedAt: null, expiresAt: { gt: new Date(nowMs) } }
  const row = await db().oneTimeLink.findFirst({ where, select: { email: true, expiresAt: true } })
  return row && { email: row.email, expiresAtMs: row.expiresAt.getTime() }
}

/** Deletes at most `count` that have expired. */
export async function pruneOneTimeLinks(nowMs: number, count: number): Promise<void> {
  const where = { expiresAt: { lt: new Date(nowMs) } }
  const rows = await db().oneTimeLink.findMany({ where, select: { id: true }, take: count })
  if (rows.length > 0) await db().oneTimeLink.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } })
}
