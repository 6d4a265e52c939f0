/** `team list`: every team with what it holds, or those whose name contains a text. */
import type { ExitCode, Streams } from '#lib/cli/command.ts'
import { allTeams } from '#lib/server/administration/operator-lists.ts'
import type { TeamListRow } from '#lib/server/db/team-lists.ts'
import { withDatabase } from './open-database.ts'
import { type Columns, dateOf, type ListOptions, printRows } from './table.ts'

const COLUMNS: Columns<TeamListRow> = [
  ['ID', ({ id }) => id],
  ['NAME', ({ name }) => name],
  ['MEMBERS', ({ members }) => String(members)],
  ['DEVICES', ({ devices }) => String(devices)],
  ['SESSIONS', ({ sessions }) => String(sessions)],
  ['CREATED (UTC)', ({ createdAtMs }) => dateOf(createdAtMs)],
]

export async function run(options: ListOptions & { search?: string | undefined }, streams: Streams): Promise<ExitCode> {
  printRows(await withDatabase(() => allTeams(options.search)), COLUMNS, options, streams)
  return 0
}
