/** Whether a token is valid: its shape, its hash in the database, its expiry and its kind. */

import { AppError } from '#lib/protocol/app-error.ts'
import { SOURCE_KIND_NAMES, type SourceKind } from '#lib/protocol/source-kinds.ts'
import { findTokenByHash, sourcesOf, type Token, type TokenWithMaker, touchToken } from '#lib/server/db/tokens.ts'
import { hashToken, parseToken, type TokenKind } from './token-format.ts'

/**
 * Finds the stored token and records that it was used. Rejects a mistyped token without querying the database. `source`: what
 * wants to use a device token.
 */
export async function checkedToken(text: string, kind: TokenKind, nowMs: number, source?: SourceKind): Promise<Token> {
  const parsed = parseToken(text)
  if (!parsed) throw new AppError('token-malformed')
  if (parsed.kind !== kind) throw new AppError('token-wrong-kind')
  const row = await findTokenByHash(hashToken(text))
  const fault = tokenFault(row, nowMs)
  if (fault || !row) throw fault ?? new AppError('token-unknown')
  if (source) checkSource(row, source)
  await touchToken(row, nowMs)
  return row
}

/** Why a stored token is not valid now, or null. */
export function tokenFault(row: TokenWithMaker | null, nowMs: number): AppError | null {
  if (!row) return new AppError('token-unknown')
  const about = { teamId: row.teamId, tokenId: row.id }
  if (row.revokedAt) return new AppError('token-revoked', undefined, { about })
  if (row.createdBy.disabledAt) return new AppError('token-revoked', MAKER_DISABLED, { about })
  if (row.expiresAt && row.expiresAt.getTime() <= nowMs) return new AppError('token-expired', undefined, { about })
  return null
}

/** Throws `source-not-allowed` when the token is limited to other kinds of sources. */
export function checkSource(row: Token, source: SourceKind): void {
  const sources = sourcesOf(row)
  if (sources === null || sources.includes(source)) return
  const allowed = sources.map((each) => SOURCE_KIND_NAMES[each]).join(', ')
  throw new AppError(
    'source-not-allowed',
    `The token is not for ${SOURCE_KIND_NAMES[source]}, only for ${allowed || 'sources that this server does not know'}.`,
    { about: { teamId: row.teamId, tokenId: row.id } },
  )
}

/** Clients of earlier versions know `token-revoked`. */
const MAKER_DISABLED = 'The account of the person who created this token is disabled.'
