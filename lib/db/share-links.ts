/** Share links: what they open, until when, and the hash that proves their secret. Checked in lib/auth/link-access.ts. */

import { AppError } from '../errors.ts'
import { isId } from '../protocol/ids.ts'
import { LIMITS } from '../protocol/limits.ts'
import { db } from './client.ts'
import type { ShareLink } from './generated/sqlite/client.ts'

export type { ShareLink }

/** A link as lists show it. */
export interface LinkRow {
  id: string
  sessionId: string | null
  deviceId: string | null
  /** Of the device that is watched, directly or through its session. */
  deviceName: string
  createdBy: { id: string; name: string }
  createdAtMs: number
  expiresAtMs: number
  lastUsedAtMs: number | null
}

export interface NewLink {
  id: string
  teamId: string
  sessionId: string | null
  deviceId: string | null
  authHash: string
  createdById: string
  expiresAtMs: number
}

const deviceParts = { select: { name: true, platform: true } } as const
const opened = { device: deviceParts, session: { select: { device: deviceParts } } } as const

export interface LinkWithDevice extends ShareLink {
  device: { name: string; platform: string } | null
  session: { device: { name: string; platform: string } } | null
}

/** Throws `limit-reached` when the team has `teamLinksMax` links that are open. */
export async function createLinkRow({ expiresAtMs, ...link }: NewLink, nowMs: number): Promise<ShareLink> {
  const open = { teamId: link.teamId, revokedAt: null, expiresAt: { gt: new Date(nowMs) } }
  if ((await db().shareLink.count({ where: open })) >= LIMITS.teamLinksMax)
    throw new AppError('limit-reached', `The team has ${LIMITS.teamLinksMax} open links already. Revoke some first.`, {
      limit: 'teamLinksMax',
    })
  return db().shareLink.create({ data: { ...link, expiresAt: new Date(expiresAtMs) } })
}

export async function findLink(id: string): Promise<LinkWithDevice | null> {
  if (!isId(id)) return null // PostgreSQL fails on a NUL in a text
  return db().shareLink.findUnique({ where: { id }, include: opened })
}

/** Links that can still be opened, newest first. */
export async function listLinks(teamId: string, nowMs: number): Promise<LinkRow[]> {
  const rows = await db().shareLink.findMany({
    where: { teamId, revokedAt: null, expiresAt: { gt: new Date(nowMs) } },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    include: { ...opened, createdBy: { select: { id: true, name: true } } },
    take: LIMITS.teamLinksMax,
  })
  return rows.map((row) => ({
    id: row.id,
    sessionId: row.sessionId,
    deviceId: row.deviceId,
    deviceName: deviceOf(row).name,
    createdBy: row.createdBy,
    createdAtMs: row.createdAt.getTime(),
    expiresAtMs: row.expiresAt.getTime(),
    lastUsedAtMs: row.lastUsedAt?.getTime() ?? null,
  }))
}

/** The device that a link shows, directly or through its session. */
export function deviceOf(link: Pick<LinkWithDevice, 'device' | 'session'>): { name: string; platform: string } {
  return link.device ?? link.session?.device ?? { name: '', platform: '' }
}

/** False when it was revoked before. */
export async function revokeLink(id: string, nowMs: number): Promise<boolean> {
  const revokedAt = new Date(nowMs)
  return (await db().shareLink.updateMany({ where: { id, revokedAt: null }, data: { revokedAt } })).count > 0
}

const USED_EVERY_MS = 60_000

/** Writes at most once a minute, however often the link is opened. */
export async function touchLink(link: ShareLink, nowMs: number): Promise<void> {
  if (link.lastUsedAt !== null && nowMs - link.lastUsedAt.getTime() < USED_EVERY_MS) return
  await db().shareLink.updateMany({ where: { id: link.id }, data: { lastUsedAt: new Date(nowMs) } })
}
