/**
 * Sign-ins: one row for each signed-in browser. The cookie holds the row's id, and the row decides whether the cookie still
 * counts. A row outlives its end until its cookie has expired too, so that a copied cookie cannot bring it back.
 */
import { db } from './client.ts'
import type { Prisma, SignIn, User } from './generated/sqlite/client.ts'

export type { SignIn }

export interface NewSignIn {
  /** Only for the cookie of an older version, which has no id. */
  id?: string
  userId: string
  method: string
  userAgent: string
  address: string
  /** When the person gave a second factor, or null. */
  secondFactorAtMs: number | null
  /** When the person proved who they are, if not now. */
  confirmedAtMs?: number
}

const USER_AGENT_CHARS_MAX = 300
const ADDRESS_CHARS_MAX = 64

/** Throws a unique violation for an id that exists. */
export async function createSignIn(signIn: NewSignIn, nowMs: number): Promise<SignIn> {
  const { secondFactorAtMs, confirmedAtMs = nowMs, userAgent, address, ...rest } = signIn
  const now = new Date(nowMs)
  return db().signIn.create({
    data: {
      ...rest,
      userAgent: userAgent.slice(0, USER_AGENT_CHARS_MAX),
      address: address.slice(0, ADDRESS_CHARS_MAX),
      createdAt: now,
      lastSeenAt: now,
      confirmedAt: new Date(confirmedAtMs),
      secondFactorAt: secondFactorAtMs === null ? null : new Date(secondFactorAtMs),
    },
  })
}

export type SignInOfUser = SignIn & { user: User & { _count: { passkeys: number } } }

/** With its user and how many passkeys they have; null when there is no such sign-in. */
export async function findSignIn(id: string): Promise<SignInOfUser | null> {
  const user = { include: { _count: { select: { passkeys: true } } } }
  return db().signIn.findUnique({ where: { id }, include: { user } })
}

const SEEN_EVERY_MS = 60_000

/** Writes at most once a minute, or when the address or browser changed. */
export async function touchSignIn(
  signIn: SignIn,
  seen: { address: string; userAgent: string } | null,
  nowMs: number,
): Promise<void> {
  const address = seen?.address.slice(0, ADDRESS_CHARS_MAX) ?? signIn.address
  const userAgent = seen?.userAgent.slice(0, USER_AGENT_CHARS_MAX) ?? signIn.userAgent
  const isRecent = nowMs - signIn.lastSeenAt.getTime() < SEEN_EVERY_MS
  if (isRecent && address === signIn.address && userAgent === signIn.userAgent) return
  const lastSeenAt = new Date(Math.max(nowMs, signIn.lastSeenAt.getTime()))
  await db().signIn.updateMany({ where: { id: signIn.id }, data: { lastSeenAt, address, userAgent } })
}

/** Those that have not ended, most recently used first. */
export async function listSignIns(userId: string): Promise<SignIn[]> {
  return db().signIn.findMany({ where: { userId, endedAt: null }, orderBy: [{ lastSeenAt: 'desc' }, { id: 'asc' }] })
}

/** False when it had ended before, or is another user's. */
export async function endSignIn(id: string, userId: string, nowMs: number): Promise<boolean> {
  const where = { id, userId, endedAt: null }
  return (await db().signIn.updateMany({ where, data: { endedAt: new Date(nowMs) } })).count > 0
}

/** Ends the user's other sign-ins, or all when `exceptId` is null. Returns the ids of those that ended now. */
export async function endSignInsOf(userId: string, exceptId: string | null, nowMs: number): Promise<string[]> {
  const where: Prisma.SignInWhereInput = { userId, endedAt: null }
  if (exceptId !== null) where.id = { not: exceptId }
  const data = { endedAt: new Date(nowMs) }
  const rows = await db().signIn.updateManyAndReturn({ where, data, select: { id: true } })
  return rows.map(({ id }) => id)
}

/** Ends all but the `max` that were used last. Returns the ids of those that ended now. */
export async function endExcessSignIns(userId: string, max: number, nowMs: number): Promise<string[]> {
  const open = { userId, endedAt: null }
  const orderBy: Prisma.SignInOrderByWithRelationInput[] = [{ lastSeenAt: 'desc' }, { id: 'asc' }]
  const excess = await db().signIn.findMany({ where: open, orderBy, skip: max, select: { id: true } })
  if (excess.length === 0) return []
  const where = { ...open, id: { in: excess.map(({ id }) => id) } }
  const data = { endedAt: new Date(nowMs) }
  return (await db().signIn.updateManyAndReturn({ where, data, select: { id: true } })).map(({ id }) => id)
}

/**
 * Deletes the user's ended sign-ins except the `keep` newest. Their cookies stay invalid without a row; those of earlier versions
 * would get a new one, so their rows stay.
 */
export async function forgetEndedSignIns(userId: string, keep: number): Promise<number> {
  const where = { userId, endedAt: { not: null }, method: { not: 'earlier' } }
  const orderBy: Prisma.SignInOrderByWithRelationInput[] = [{ createdAt: 'desc' }, { id: 'asc' }]
  const rows = await db().signIn.findMany({ where, orderBy, skip: keep, take: FORGET_AT_ONCE, select: { id: true } })
  if (rows.length === 0) return 0
  return (await db().signIn.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } })).count
}

const FORGET_AT_ONCE = 100

/** The person has just proved again who they are. */
export async function confirmSignIn(id: string, nowMs: number): Promise<void> {
  await db().signIn.updateMany({ where: { id }, data: { confirmedAt: new Date(nowMs) } })
}

/** The person has given their second factor; that also proves who they are. */
export async function completeSignIn(id: string, nowMs: number): Promise<void> {
  const now = new Date(nowMs)
  await db().signIn.updateMany({ where: { id }, data: { secondFactorAt: now, confirmedAt: now } })
}

/** Deletes rows whose cookies have expired, at most `count`. Returns how many it deleted. */
export async function pruneSignIns(createdBeforeMs: number, count: number): Promise<number> {
  const where = { createdAt: { lt: new Date(createdBeforeMs) } }
  const rows = await db().signIn.findMany({ where, select: { id: true }, take: count })
  return (await db().signIn.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } })).count
}
