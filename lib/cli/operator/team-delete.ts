/** `team delete`: deletes a team with its devices, sessions, tokens and links. */
import type { ExitCode, Streams } from '#lib/cli/command.ts'
import { required } from '#lib/cli/options.ts'
import { deleteTeamByOperator, teamNameById } from '#lib/server/administration/operator-acts.ts'
import { confirm } from './confirm.ts'
import { withDatabase } from './open-database.ts'

export interface TeamDeleteOptions {
  id?: string | undefined
  yes?: boolean | undefined
}

export async function run(options: TeamDeleteOptions, streams: Streams): Promise<ExitCode> {
  const id = required(options.id, '--id')
  const name = await withDatabase(async () => {
    const found = await teamNameById(id)
    await confirm(found, options, streams)
    await deleteTeamByOperator(id)
    return found
  })
  streams.stderr.write(`deleted the team ${name}\n`)
  return 0
}
