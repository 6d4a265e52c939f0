/** `user list`: every account, or those whose address or name contains a text. */
import type { ExitCode, Streams } from '#lib/cli/command.ts'
import { allUsers } from '#lib/server/administration/operator-lists.ts'
import type { UserListRow } from '#lib/server/db/user-lists.ts'
import { withDatabase } from './open-database.ts'
import { type Columns, dateOf, type ListOptions, printRows } from './table.ts'

const COLUMNS: Columns<UserListRow> = [
  ['EMAIL', ({ email }) => email],
  ['NAME', ({ name }) => name],
  [
    'STATE',
    ({ disabledAtMs, isServerOwner }) => (disabledAtMs !== null ? 'disabled' : isServerOwner ? 'owner' : 'active'),
  ],
  ['FACTOR', ({ hasSecondFactor }) => (hasSecondFactor ? 'yes' : 'no')],
  ['LAST SEEN (UTC)', ({ lastSeenAtMs }) => dateOf(lastSeenAtMs)],
  ['TEAMS', ({ teams }) => teams.map(({ name, role }) => `${name} (${role})`).join(', ')],
]

export async function run(options: ListOptions & { search?: string | undefined }, streams: Streams): Promise<ExitCode> {
  const rows = await withDatabase(() => allUsers(options.search))
  printRows(rows, COLUMNS, options, streams)
  return 0
}
