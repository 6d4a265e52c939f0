/** `token list`: tokens that are not revoked, by their last four characters; never the tokens themselves. */
import type { ExitCode, Streams } from '#lib/cli/command.ts'
import { allTokens } from '#lib/server/administration/operator-lists.ts'
import type { TokenRow } from '#lib/server/db/tokens.ts'
import { withDatabase } from './open-database.ts'
import { type Columns, dateOf, type ListOptions, printRows } from './table.ts'

const COLUMNS: Columns<TokenRow & { team: string }> = [
  ['ID', ({ id }) => id],
  ['TEAM', ({ team }) => team],
  ['NAME', ({ name }) => name],
  ['KIND', ({ kind }) => kind],
  ['SOURCES', ({ sources }) => sources?.join(',') ?? 'all'],
  ['ENDS IN', ({ last4 }) => last4],
  ['CREATED BY', ({ createdBy }) => createdBy.name],
  ['LAST USED (UTC)', ({ lastUsedAtMs }) => dateOf(lastUsedAtMs)],
  ['EXPIRES (UTC)', ({ expiresAtMs }) => dateOf(expiresAtMs)],
]

export async function run(options: ListOptions & { team?: string | undefined }, streams: Streams): Promise<ExitCode> {
  printRows(await withDatabase(() => allTokens(options.team)), COLUMNS, options, streams)
  return 0
}
