/** Makes a token or host key for a team: the text is returned once, its hash and last four characters are kept. */
import { createTokenRow, type Token, type TokenKind } from '../db/tokens.ts'
import { createHostKey } from './host-key.ts'
import { createToken, hashToken } from './token-format.ts'

export interface TokenRequest {
  teamId: string
  kind: TokenKind
  name: string
  createdById: string
  expiresAtMs: number | null
}

/** Throws `limit-reached`. */
export async function issueToken(request: TokenRequest): Promise<{ token: string; row: Token }> {
  const { kind } = request
  const token = kind === 'host' ? createHostKey() : createToken(kind)
  const row = await createTokenRow({ ...request, hash: hashToken(token), last4: token.slice(-4) })
  return { token, row }
}
