/**
 * Share links: what they open, when they expire, and the hash that verifies their secret.
 * lib/server/auth/link-access.ts checks them.
 */

import { AppError } from '#lib/protocol/app-error.ts'
import { isId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { db } from './client.ts'
import type { ShareLink } from './generated/sqlite/client.ts'

export type { ShareLink }

/** A link as lists show it. */
export interface LinkRow {
  id: string
  sessionId: string | null
  deviceId: string | null
  /** The watched device, directly or through its session. */
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
/** A link works only while the person who made it is not disabled. */
const withMaker = { ...opened, createdBy: { select: { disabledAt: true } } } as const

export interface LinkWithDevice extends ShareLink {
  device: { name: string; platform: string } | null
  session: { device: { name: string; platform: string } } | null
}

export interface LinkWithMaker extends LinkWithDevice {
  createdBy: { disabledAt: Date | null }
}

/** Throws `limit-reached` when the team has `teamLinksMax` active links. */
export async function createLinkRow({ expiresAtMs, ...link }: NewLink, nowMs: number): Promise<ShareLink> {
  const open = { teamId: link.teamId, revokedAt: null, expiresAt: { gt: new Date(nowMs) } }
  if ((await db().shareLink.count({ where: open })) >= LIMITS.teamLinksMax)
    throw new AppError(
      'limit-reached',
      `The team already has ${LIMITS.teamLinksMax} active share links. Revoke some first.`,
      {
        limit: 'teamLinksMax',
      },
    )
  return db().shareLink.create({ data: { ...link, expiresAt: new Date(expiresAtMs) } })
}

export async function findLink(id: string): Promise<LinkWithMaker | null> {
  if (!isId(id)) return null // PostgreSQL rejects text that contains NUL
  return db().shareLink.findUnique({ where: { id }, include: withMaker })
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

/** False when the link was already revoked. */
export async function revokeLink(id: string, nowMs: number): Promise<boolean> {
  const revokedAt = new Date(nowMs)
  return (await db().shareLink.updateMany({ where: { id, revokedAt: null }, data: { revokedAt } })).count > 0
}

/** Revokes a person's links in all teams. Returns those that could still be opened. */
export async function revokeAllLinksOf(createdById: string, nowMs: number): Promise<{ id: string; teamId: string }[]> {
  return db().shareLink.updateManyAndReturn({
    where: { createdById, revokedAt: null, expiresAt: { gt: new Date(nowMs) } },
    data: { revokedAt: new Date(nowMs) },
    select: { id: true, teamId: true },
  })
}

/** Every link that a person made and that can still be opened. */
export async function linksMadeBy(createdById: string, nowMs: number): Promise<{ id: string; teamId: string }[]> {
  const where = { createdById, revokedAt: null, expiresAt: { gt: new Date(nowMs) } }
  return db().shareLink.findMany({ where, select: { id: true, teamId: true } })
}

/** Those that can still be opened. */
export async function linkIdsOfTeam(teamId: string, nowMs: number): Promise<string[]> {
  const where = { teamId, revokedAt: null, expiresAt: { gt: new Date(nowMs) } }
  return (await db().shareLink.findMany({ where, select: { id: true } })).map(({ id }) => id)
}

/** A link that a member created, with the device that it shows. */
export interface LinkOfMember {
  id: string
  deviceName: string
}

/** Those that can still be opened, newest first. */
export async function linksOfMember(teamId: string, createdById: string, nowMs: number): Promise<LinkOfMember[]> {
  const rows = await db().shareLink.findMany({
    where: { teamId, createdById, revokedAt: null, expiresAt: { gt: new Date(nowMs) } },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    select: { id: true, ...opened },
  })
  return rows.map((row) => ({ id: row.id, deviceName: deviceOf(row).name }))
}

/** Revokes the links that a person created on a team. Returns those that could still be opened. */
export async function revokeLinksOf(teamId: string, createdById: string, nowMs: number): Promise<LinkOfMember[]> {
  const links = await linksOfMember(teamId, createdById, nowMs)
  // All of them, not only those just read: one may have been created since.
  const revoked = await db().shareLink.updateManyAndReturn({
    where: { teamId, createdById, revokedAt: null, expiresAt: { gt: new Date(nowMs) } },
    data: { revokedAt: new Date(nowMs) },
    select: { id: true },
  })
  const names = new Map(links.map(({ id, deviceName }) => [id, deviceName]))
  return revoked.map(({ id }) => ({ id, deviceName: names.get(id) ?? '' }))
}

const USED_EVERY_MS = 60_000

/** Writes at most once a minute, however often the link is opened. */
export async function touchLink(link: ShareLink, nowMs: number): Promise<void> {
  if (link.lastUsedAt !== null && nowMs - link.lastUsedAt.getTime() < USED_EVERY_MS) return
  await db().shareLink.updateMany({ where: { id: link.id }, data: { lastUsedAt: new Date(nowMs) } })
}
