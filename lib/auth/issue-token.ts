/** Makes a token for a team: the text is returned once, its hash and last four characters are kept. */
import { createTokenRow, type Token } from '../db/tokens.ts'
import { createToken, hashToken, type TokenKind } from './token-format.ts'

export interface TokenRequest {
  teamId: string
  kind: TokenKind
  name: string
  createdById: string
  expiresAtMs: number | null
}

/** Throws `limit-reached`. */
export async function issueToken(request: TokenRequest): Promise<{ token: string; row: Token }> {
  const token = createToken(request.kind)
  const row = await createTokenRow({ ...request, hash: hashToken(token), last4: token.slice(-4) })
  return { token, row }
}
