/** Creates a token or host key for a team: returns its text once, and stores its hash and last four characters. */
import { AppError } from '#lib/protocol/app-error.ts'
import { SOURCE_KINDS_OF, type SourceKind } from '#lib/protocol/source-kinds.ts'
import { createTokenRow, type Token, type TokenKind } from '#lib/server/db/tokens.ts'
import { createHostKey } from './host-key.ts'
import { createToken, hashToken } from './token-format.ts'

export interface TokenRequest {
  teamId: string
  kind: TokenKind
  name: string
  createdById: string
  expiresAtMs: number | null
  /** The kinds of sources that may use it; absent or null: all. */
  sources?: readonly SourceKind[] | null
}

/** Throws `limit-reached`, and `invalid-input` for a kind of source that cannot use such a token. */
export async function issueToken(request: TokenRequest): Promise<{ token: string; row: Token }> {
  const { kind } = request
  const sources = checkedSources(kind, request.sources ?? null)
  const token = kind === 'host' ? createHostKey() : createToken(kind)
  const row = await createTokenRow({ ...request, sources, hash: hashToken(token), last4: token.slice(-4) })
  return { token, row }
}

function checkedSources(kind: TokenKind, sources: readonly SourceKind[] | null): SourceKind[] | null {
  if (sources === null) return null
  if (kind === 'api') throw new AppError('invalid-input', 'sources: an API token sends nothing')
  const usable: readonly SourceKind[] = SOURCE_KINDS_OF[kind]
  if (sources.length === 0) throw new AppError('invalid-input', `sources: name at least one of ${usable.join(', ')}`)
  for (const source of sources)
    if (!usable.includes(source))
      throw new AppError('invalid-input', `sources: ${source} cannot use such a token, only ${usable.join(', ')}`)
  return usable.filter((source) => sources.includes(source))
}
