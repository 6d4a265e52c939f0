/** `link list`: share links that can still be opened; never their secrets. */
import type { ExitCode, Streams } from '#lib/cli/command.ts'
import { allLinks } from '#lib/server/administration/operator-lists.ts'
import type { LinkRow } from '#lib/server/db/share-links.ts'
import { withDatabase } from './open-database.ts'
import { type Columns, dateOf, type ListOptions, printRows } from './table.ts'

const COLUMNS: Columns<LinkRow & { team: string }> = [
  ['ID', ({ id }) => id],
  ['TEAM', ({ team }) => team],
  ['DEVICE', ({ deviceName }) => deviceName],
  ['OPENS', ({ sessionId }) => (sessionId === null ? 'device' : `session ${sessionId}`)],
  ['CREATED BY', ({ createdBy }) => createdBy.name],
  ['LAST USED (UTC)', ({ lastUsedAtMs }) => dateOf(lastUsedAtMs)],
  ['EXPIRES (UTC)', ({ expiresAtMs }) => dateOf(expiresAtMs)],
]

export async function run(options: ListOptions & { team?: string | undefined }, streams: Streams): Promise<ExitCode> {
  printRows(await withDatabase(() => allLinks(options.team, Date.now())), COLUMNS, options, streams)
  return 0
}
