/** What a share link opens, and whether its secret is right (rules AC1, AC3). Says why a link is over only to those who hold it. */
import { timingSafeEqual } from 'node:crypto'
import { deviceOf, findLink, type ShareLink, touchLink } from '../db/share-links.ts'
import { AppError } from '../errors.ts'
import { isId } from '../protocol/ids.ts'
import { hashLinkKey } from '../protocol/link-secret.ts'
import type { JoinTarget } from '../protocol/messages.ts'

export interface LinkGrant {
  linkId: string
  teamId: string
  target: JoinTarget
  device: { name: string; platform: string }
  expiresAtMs: number
}

const KEY_SHAPE = /^[0-9A-Za-z_-]{43}$/

/** Throws `link-malformed`, `-unknown`, `-expired` or `-revoked`. */
export async function linkGrant(link: { id: string; key: string }, nowMs: number): Promise<LinkGrant> {
  if (!isId(link?.id) || typeof link.key !== 'string' || !KEY_SHAPE.test(link.key)) throw new AppError('link-malformed')
  const row = await findLink(link.id)
  // An unknown link is compared too, so that timing does not tell which ids exist.
  const isRight = isSameHash(await hashLinkKey(link.key), row?.authHash ?? '0'.repeat(64))
  if (!row || !isRight) throw new AppError('link-unknown')
  const fault = linkFault(row, nowMs)
  if (fault) throw fault
  await touchLink(row, nowMs)
  const { id: linkId, teamId } = row
  return { linkId, teamId, target: targetOf(row), device: deviceOf(row), expiresAtMs: row.expiresAt.getTime() }
}

/** Why a stored link does not count now, or null. */
export function linkFault(row: ShareLink | null, nowMs: number): AppError | null {
  if (!row) return new AppError('link-unknown')
  if (row.revokedAt) return new AppError('link-revoked')
  return row.expiresAt.getTime() <= nowMs ? new AppError('link-expired') : null
}

function targetOf(row: ShareLink): JoinTarget {
  if (row.sessionId !== null) return { session: row.sessionId }
  if (row.deviceId !== null) return { device: row.deviceId }
  throw new AppError('link-unknown')
}

function isSameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
