/** Device and API tokens: kept as hashes, revoked rather than deleted, so that a refusal can say why. */
import { AppError } from '../errors.ts'
import { LIMITS } from '../protocol/limits.ts'
import { db } from './client.ts'
import type { Token, TokenKind } from './generated/sqlite/client.ts'

export type { Token, TokenKind }

/** A token as lists show it. */
export interface TokenRow {
  id: string
  kind: TokenKind
  name: string
  last4: string
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
}

/** Throws `limit-reached` when the team has `teamTokensMax` tokens that were not revoked. */
export async function createTokenRow({ expiresAtMs, ...token }: NewToken): Promise<Token> {
  if ((await db().token.count({ where: { teamId: token.teamId, revokedAt: null } })) >= LIMITS.teamTokensMax)
    throw new AppError('limit-reached', `The team has ${LIMITS.teamTokensMax} tokens already. Revoke some first.`, {
      limit: 'teamTokensMax',
    })
  return db().token.create({ data: { ...token, expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs) } })
}

export async function findTokenByHash(hash: string): Promise<Token | null> {
  return db().token.findUnique({ where: { hash } })
}

export async function findToken(id: string): Promise<Token | null> {
  return db().token.findUnique({ where: { id } })
}

/** Tokens that were not revoked, newest first. */
export async function listTokens(teamId: string): Promise<TokenRow[]> {
  const rows = await db().token.findMany({
    where: { teamId, revokedAt: null },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    include: { createdBy: { select: { id: true, name: true } } },
  })
  return rows.map(({ id, kind, name, last4, createdBy, createdAt, expiresAt, lastUsedAt }) => ({
    id,
    kind,
    name,
    last4,
    createdBy,
    createdAtMs: createdAt.getTime(),
    expiresAtMs: expiresAt?.getTime() ?? null,
    lastUsedAtMs: lastUsedAt?.getTime() ?? null,
  }))
}

/** False when it was revoked before. */
export async function revokeToken(id: string, nowMs: number): Promise<boolean> {
  const { count } = await db().token.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: new Date(nowMs) },
  })
  return count > 0
}

/** The API tokens of one who has left a team. Returns which were still good. */
export async function revokeApiTokensOf(teamId: string, createdById: string, nowMs: number): Promise<string[]> {
  const rows = await db().token.updateManyAndReturn({
    where: { teamId, createdById, kind: 'api', revokedAt: null },
    data: { revokedAt: new Date(nowMs) },
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

const USED_EVERY_MS = 60_000

/** Writes at most once a minute, however often the token is used. */
export async function touchToken(token: Token, nowMs: number): Promise<void> {
  if (token.lastUsedAt !== null && nowMs - token.lastUsedAt.getTime() < USED_EVERY_MS) return
  await db().token.updateMany({ where: { id: token.id }, data: { lastUsedAt: new Date(nowMs) } })
}
