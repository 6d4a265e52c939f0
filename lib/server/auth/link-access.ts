/**
 * What a share link grants, and whether its secret is right (rules AC1, AC3). Only someone with the secret learns why a
 * link ended.
 */
import { timingSafeEqual } from 'node:crypto'
import { AppError } from '#lib/protocol/app-error.ts'
import { isId } from '#lib/protocol/ids.ts'
import { hashLinkKey } from '#lib/protocol/link-secret.ts'
import type { JoinTarget } from '#lib/protocol/messages.ts'
import { deviceOf, findLink, type LinkWithMaker, type ShareLink, touchLink } from '#lib/server/db/share-links.ts'

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
  // Compares for unknown links too, so that timing does not reveal which ids exist.
  const isRight = isSameHash(hashLinkKey(link.key), row?.authHash ?? '0'.repeat(64))
  if (!row || !isRight) throw new AppError('link-unknown')
  const fault = linkFault(row, nowMs)
  if (fault) throw fault
  await touchLink(row, nowMs)
  const { id: linkId, teamId } = row
  return { linkId, teamId, target: targetOf(row), device: deviceOf(row), expiresAtMs: row.expiresAt.getTime() }
}

/** Why a stored link is not valid now, or null. */
export function linkFault(row: LinkWithMaker | null, nowMs: number): AppError | null {
  if (!row) return new AppError('link-unknown')
  // A link of a disabled account works again when the account does; its holder need not know.
  if (row.revokedAt || row.createdBy.disabledAt) return new AppError('link-revoked')
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
