/** Whether a token counts: its shape, its hash in the database, its life, its kind. */
import { findTokenByHash, type Token, touchToken } from '../db/tokens.ts'
import { AppError } from '../errors.ts'
import { hashToken, parseToken, type TokenKind } from './token-format.ts'

/** The stored token of a text; writes down that it was used. A typo is refused before the database is asked. */
export async function checkedToken(text: string, kind: TokenKind, nowMs: number): Promise<Token> {
  const parsed = parseToken(text)
  if (!parsed) throw new AppError('token-malformed')
  if (parsed.kind !== kind) throw new AppError('token-wrong-kind')
  const row = await findTokenByHash(hashToken(text))
  const fault = tokenFault(row, nowMs)
  if (fault || !row) throw fault ?? new AppError('token-unknown')
  await touchToken(row, nowMs)
  return row
}

/** Why a stored token does not count now, or null. */
export function tokenFault(row: Token | null, nowMs: number): AppError | null {
  if (!row) return new AppError('token-unknown')
  const about = { teamId: row.teamId, tokenId: row.id }
  if (row.revokedAt) return new AppError('token-revoked', undefined, { about })
  if (row.expiresAt && row.expiresAt.getTime() <= nowMs) return new AppError('token-expired', undefined, { about })
  return null
}
