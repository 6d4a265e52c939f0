/** Device and API tokens: stored as hashes, and revoked instead of deleted so that a rejection can say why. */
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { isSourceKind, type SourceKind } from '#lib/protocol/source-kinds.ts'
import { db } from './client.ts'
import type { Token, TokenKind } from './generated/sqlite/client.ts'

export type { Token, TokenKind }

/** A token works only while the person who made it is not disabled. */
export interface TokenWithMaker extends Token {
  createdBy: { disabledAt: Date | null }
}

const WITH_MAKER = { createdBy: { select: { disabledAt: true } } } as const

/** A token as lists show it. */
export interface TokenRow {
  id: string
  kind: TokenKind
  name: string
  last4: string
  /** Null: every kind. */
  sources: SourceKind[] | null
  createdBy: { id: string; name: string }
  createdAtMs: number
  expiresAtMs: number | null
  lastUsedAtMs: number | null
}

export interface NewToken {
  teamId: string
  kind: TokenKind
  name: string
  hash: string
  last4: string
  createdById: string
  expiresAtMs: number | null
  /** The kinds of sources that may use it; absent or null: all. */
  sources?: readonly SourceKind[] | null
}

/** Throws `limit-reached` when the team has `teamTokensMax` tokens that are not revoked. */
export async function createTokenRow({ expiresAtMs, sources, ...token }: NewToken): Promise<Token> {
  if ((await db().token.count({ where: { teamId: token.teamId, revokedAt: null } })) >= LIMITS.teamTokensMax)
    throw new AppError('limit-reached', `The team already has ${LIMITS.teamTokensMax} tokens. Revoke some first.`, {
      limit: 'teamTokensMax',
    })
  return db().token.create({
    data: {
      ...token,
      sources: sources ? sources.join(',') : null,
      expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs),
    },
  })
}

/** The kinds of sources that may use a stored token, or null for all. Kinds of a newer version are left out. */
export function sourcesOf({ sources }: Pick<Token, 'sources'>): SourceKind[] | null {
  return sources === null ? null : sources.split(',').filter(isSourceKind)
}

export async function findTokenByHash(hash: string): Promise<TokenWithMaker | null> {
  return db().token.findUnique({ where: { hash }, include: WITH_MAKER })
}

export async function findToken(id: string): Promise<TokenWithMaker | null> {
  return db().token.findUnique({ where: { id }, include: WITH_MAKER })
}

/** Tokens that are not revoked, newest first. */
export async function listTokens(teamId: string): Promise<TokenRow[]> {
  const rows = await db().token.findMany({
    where: { teamId, revokedAt: null },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    include: { createdBy: { select: { id: true, name: true } } },
  })
  return rows.map(({ id, kind, name, last4, sources, createdBy, createdAt, expiresAt, lastUsedAt }) => ({
    id,
    kind,
    name,
    last4,
    sources: sourcesOf({ sources }),
    createdBy,
    createdAtMs: createdAt.getTime(),
    expiresAtMs: expiresAt?.getTime() ?? null,
    lastUsedAtMs: lastUsedAt?.getTime() ?? null,
  }))
}

/** False when the token was already revoked. */
export async function revokeToken(id: string, nowMs: number): Promise<boolean> {
  const { count } = await db().token.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: new Date(nowMs) },
  })
  return count > 0
}

/** A token that a member created. */
export interface TokenOfMember {
  id: string
  name: string
  kind: TokenKind
}

const OF_MEMBER = { id: true, name: true, kind: true } as const

/** Those that are valid, newest first. */
export async function tokensOfMember(teamId: string, createdById: string, nowMs: number): Promise<TokenOfMember[]> {
  const isValid = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(nowMs) } }] }
  return db().token.findMany({
    where: { teamId, createdById, ...isValid },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    select: OF_MEMBER,
  })
}

/** Revokes the tokens of these kinds that a person created on a team. Returns those that were not revoked before. */
export async function revokeTokensOf(
  teamId: string,
  createdById: string,
  kinds: readonly TokenKind[],
  nowMs: number,
): Promise<TokenOfMember[]> {
  return db().token.updateManyAndReturn({
    where: { teamId, createdById, kind: { in: [...kinds] }, revokedAt: null },
    data: { revokedAt: new Date(nowMs) },
    select: OF_MEMBER,
  })
}

/** A right that its maker no longer has, and the team that it was for. */
export interface RightOfTeam {
  id: string
  teamId: string
}

/** Revokes a person's API tokens in all teams. Returns those that were still valid. */
export async function revokeAllApiTokensOf(createdById: string, nowMs: number): Promise<RightOfTeam[]> {
  return db().token.updateManyAndReturn({
    where: { createdById, kind: 'api', revokedAt: null },
    data: { revokedAt: new Date(nowMs) },
    select: { id: true, teamId: true },
  })
}

/** Every token that a person made and that is not revoked. */
export async function tokensMadeBy(createdById: string): Promise<(RightOfTeam & { kind: TokenKind })[]> {
  return db().token.findMany({
    where: { createdById, revokedAt: null },
    select: { id: true, teamId: true, kind: true },
  })
}

/** Devices go on with the keys of somebody who leaves. */
export async function handOverDeviceTokens(teamId: string, fromId: string, toId: string): Promise<void> {
  await db().token.updateMany({
    where: { teamId, createdById: fromId, kind: { in: ['device', 'host'] } },
    data: { createdById: toId },
  })
}

/** Those that are not revoked. */
export async function tokenIdsOfTeam(teamId: string): Promise<string[]> {
  const rows = await db().token.findMany({ where: { teamId, revokedAt: null }, select: { id: true } })
  return rows.map(({ id }) => id)
}

const USED_EVERY_MS = 60_000

/** Writes at most once a minute, however often the token is used. */
export async function touchToken(token: Token, nowMs: number): Promise<void> {
  if (token.lastUsedAt !== null && nowMs - token.lastUsedAt.getTime() < USED_EVERY_MS) return
  await db().token.updateMany({ where: { id: token.id }, data: { lastUsedAt: new Date(nowMs) } })
}
